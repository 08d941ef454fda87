"""Answers for the public, and those that somebody is to judge."""

import datetime

from django.db.models import Q

from portal import clock
from portal.experts.asking import queries as asking_queries
from portal.experts.models import PublishedAnswer, Question
from portal.experts.workflow import Published, State

WITHDRAWN_DAYS = 90


def public():
    """The answers that everybody can read, the newest first."""
    return PublishedAnswer.objects.filter(state=Published.PUBLIC)


def to_review():
    """The answered questions that may be published and that nobody has judged, the oldest answer first."""
    rows = Question.objects.filter(state=State.ANSWERED, may_publish=True, is_left_out=False, published=None)
    return rows.order_by("ended_at", "pk")


def to_go_through_again():
    """What is published, or being prepared, of an answer that was corrected since."""
    states = [Published.DRAFT, Published.PUBLIC]
    return PublishedAnswer.objects.filter(review_since__isnull=False, state__in=states).order_by("review_since", "pk")


def not_written_by(rows, person):
    """Of these answers for the public those whose answer somebody else has given, and corrected."""
    return rows.exclude(answered_by=person).exclude(question__corrected_by=person)


def all_answers():
    """Every answer that was ever prepared: what is being prepared first, then the newest."""
    return PublishedAnswer.objects.select_related("reviewed_by").order_by("state", "-month", "-pk")


def matching(rows, asked):
    """Those of these answers that have all the words that somebody looks for, in any case."""
    words = asked.casefold().split()

    def has_them(row):
        text = f"{row.heading} {row.question_text} {row.answer_text}".casefold()
        return all(word in text for word in words)

    return [row for row in rows if has_them(row)]


def drafts_to_forget():
    """What was being prepared from a question that is deleted, or is about to be."""
    gone = Q(question__isnull=True) | Q(question__in=asking_queries.to_forget().values("pk"))
    return PublishedAnswer.objects.filter(gone, state=Published.DRAFT)


def withdrawn_to_forget():
    """The answers that were taken down long ago."""
    before = clock.now() - datetime.timedelta(days=WITHDRAWN_DAYS)
    return PublishedAnswer.objects.filter(state=Published.WITHDRAWN, withdrawn_at__lt=before)
