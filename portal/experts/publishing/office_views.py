"""The secretariat's pages about publishing: what may be published, one answer with its original, taking it down."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms import experts as asked
from forms.fields import parse_whole_number
from portal import organisation
from portal.experts import words
from portal.experts.models import PublishedAnswer, Question
from portal.experts.publishing import queries, services
from portal.experts.workflow import Published, State
from portal.unreadable import found, get_or_404
from portal.views import PortalView


class Publishing(PortalView):
    """The answers that may be published and that nobody has judged, and all that were prepared."""

    rule = "experts.review_answer"
    shows_others = True

    def get(self, request):
        by_them = Q(answered_by=request.user) | Q(corrected_by=request.user)
        return self.render(
            "experts/publishing",
            to_review=[(row, words.topic(row.topic)) for row in found(queries.to_review())],
            own=set(queries.to_review().filter(by_them).values_list("pk", flat=True)),
            answers=[(row, words.month(row.month), Published(row.state).label) for row in found(queries.all_answers())],
        )


class ReviewQuestion(PortalView):
    """An answered question that may be published: begin to prepare it, or leave it out."""

    rule = "experts.review_answer"
    shows_others = True

    def get_case(self):
        rows = Question.objects.filter(state=State.ANSWERED, may_publish=True, ref=self.kwargs["ref"])
        question = get_or_404(rows.exclude(answered_by=self.request.user).exclude(corrected_by=self.request.user))
        if question.is_left_out:
            raise Http404
        return question

    def get(self, request, ref):
        prepared = PublishedAnswer.objects.filter(question=self.case).first()
        if prepared:
            return redirect("portal:edit_published_answer", ref=prepared.ref)
        return self.render(
            "experts/review",
            topic=words.topic(self.case.topic),
            who=words.who(self.case),
        )

    def post(self, request, ref):
        if request.POST.get("action") == "leave_out":
            services.leave_out(self.case, by=request.user)
            messages.success(request, _("It is not published."))
            return redirect("portal:publishing")
        row = services.prepare(self.case, by=request.user)
        return redirect("portal:edit_published_answer", ref=row.ref)


class EditPublishedAnswer(PortalView):
    """The text for the public beside the original, while that is kept. Saved, published, corrected, taken down."""

    rule = "experts.review_answer"
    shows_others = True

    def get_case(self):
        rows = self.visible(PublishedAnswer.objects.select_related("question"))
        return get_or_404(queries.not_written_by(rows, self.request.user).filter(ref=self.kwargs["ref"]))

    def form(self, data=None):
        names = ("heading", "topic", "language", "question_text", "answer_text")
        initial = {name: getattr(self.case, name) for name in names}
        topics = [("", _("Something else")), *organisation.topics()]
        is_published = self.case.state == Published.PUBLIC
        return asked.PublishForm(data, initial=initial, choices={"topic": topics}, is_published=is_published)

    def get(self, request, ref):
        return self.page(self.form(), self.case.version)

    def post(self, request, ref):
        action, version = request.POST.get("action", ""), parse_whole_number(request.POST.get("version")) or 0
        if action == "unpublish":
            if self.case.state == Published.PUBLIC:
                services.unpublish(self.case, by=request.user)
                messages.success(request, _("It is taken down."))
            return redirect("portal:edit_published_answer", ref=ref)
        if action == "check":
            services.check(self.case, by=request.user)
            messages.success(request, _("Thank you. Readers see that it was checked today."))
            return redirect("portal:edit_published_answer", ref=ref)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, version)
        answered = {name: str(value) for name, value in form.cleaned_data.items() if name != "identifies_nobody"}
        row = services.edit(self.case, version=version, by=request.user, **answered)
        if action == "publish" and row.state != Published.PUBLIC:
            services.publish(row, by=request.user)
            messages.success(request, _("It is published."))
            return redirect("portal:publishing")
        messages.success(request, _("Saved."))
        return redirect("portal:edit_published_answer", ref=ref)

    def page(self, form, version):
        question = self.case.question
        return self.render(
            "experts/edit_answer",
            form=form,
            form_errors=bool(form.errors),
            version=version,
            original=question,
            is_published=self.case.state == Published.PUBLIC,
            is_withdrawn=self.case.state == Published.WITHDRAWN,
            state=Published(self.case.state).label,
            who=words.who(self.case),
            month=words.month(self.case.month),
        )
