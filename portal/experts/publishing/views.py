"""Questions and answers that everybody can read."""

from django.core.paginator import Paginator
from django.http import Http404
from django.utils.http import urlencode

from portal import organisation
from portal.experts import queries as expert_queries
from portal.experts import words
from portal.experts.publishing import queries
from portal.unreadable import found, get_or_404
from portal.views import PortalView

PER_PAGE = 20
MAX_WORDS = 200  # characters


class ExpertAnswers(PortalView):
    """What the service is, who answers and how long it takes, and the answers: by topic, by words, page by page."""

    rule = "experts.read_answers"

    def get(self, request):
        if not expert_queries.is_open():
            raise Http404
        topics = organisation.topics()
        topic = request.GET.get("tema", "")
        topic = topic if topic in dict(topics) else ""
        asked = " ".join(request.GET.get("q", "").replace("\x00", "")[:MAX_WORDS].split())
        rows = queries.public().filter(topic=topic) if topic else queries.public()
        rows = queries.matching(found(rows), asked) if asked else rows
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        experts, months = found(expert_queries.experts()), expert_queries.months()
        return self.render(
            "experts/answers",
            page=page,
            rows=[(row, words.topic(row.topic)) for row in page],
            topics=topics,
            topic=topic,
            q=asked,
            query=urlencode({key: value for key, value in (("q", asked), ("tema", topic)) if value}),
            is_filtered=bool(asked or topic),
            can_ask=bool(experts),
            professions=expert_queries.professions(experts),
            how_long=words.how_long(expert_queries.waits_lately(months)),
            months=[
                [words.month(row.month), words.in_public(row.asked), words.in_public(row.answered)] for row in months
            ],
            is_crisis=organisation.is_about_crisis(topic, asked),
        )


class ExpertAnswer(PortalView):
    """One question with its answer."""

    rule = "experts.read_answers"

    def get(self, request, ref):
        if not expert_queries.is_open():
            raise Http404
        row = get_or_404(queries.public().filter(ref=ref))
        return self.render(
            "experts/answer",
            row=row,
            topic=words.topic(row.topic),
            who=words.who(row),
            month=words.month(row.month),
            is_crisis=organisation.is_about_crisis(row.topic, row.question_text),
        )
