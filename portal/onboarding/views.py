"""The answer to an application."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from forms.assessment import Assess
from forms.fields import whole_number
from portal import organisation
from portal.accounts import services as accounts
from portal.chapters import queries as chapters
from portal.chapters.models import Chapter
from portal.moves import IllegalMove
from portal.onboarding import queries, services
from portal.onboarding.models import Application
from portal.onboarding.workflow import FOR_STAFF, WAITING, State
from portal.views import PortalView


class AssessOne(PortalView):
    """One application, and the answer to it. Opening it is logged, in the same transaction as it is read."""

    rule = "onboarding.assess_application"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        rows = self.visible(Application.objects.select_related("person", "chapter", "category"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def form(self, data=None):
        choices = {} if self.case.chapter else {"chapter": [(c.short_name, c.name) for c in chapters.active()]}
        return Assess(
            data, words=organisation.flat(), choices=choices, initial={"member": chapters.is_member(self.case.person)}
        )

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        form = self.form(request.POST)
        if self.case.state in WAITING and not form.is_valid():
            return self.page(form)
        self.case.version = whole_number(request.POST.get("version")) or self.case.version  # what the assessor had read
        if self.case.state in WAITING:
            values = form.cleaned_data
            services.assess(
                self.case,
                values["verdict"],
                by=request.user,
                reasons=values["reasons"] if values["verdict"] == "ask_for_more" else [],
                message=values["message"],
                note=values["note"],
                member=values["member"],
                chapter=Chapter.objects.filter(short_name=values.get("chapter", "")).first(),
            )
        elif not queries.is_answered_so(self.case, request.user, request.POST.get("verdict")):
            raise IllegalMove  # somebody answered first: what was written is shown, and nothing is sent
        return redirect(reverse("portal:assess", args=[ref]))

    def page(self, form):
        accounts.note_reading(self.request.user, self.case.person, "application")
        return self.render(
            "onboarding/assess",
            back=self.back(),
            form=form,
            form_errors=bool(form.errors),
            state=FOR_STAFF[self.case.state],
            is_open=self.case.state in WAITING,
            # Whoever withdrew or got a no is not read about any more.
            sections=queries.sections_of(self.case) if self.case.state not in (State.WITHDRAWN, State.DECLINED) else [],
            assessments=self.case.assessments.select_related("assessed_by").order_by("-assessed_at"),
        )

    def back(self):
        """The list that the reader came from: the secretariat's queue, or the chapter's page."""
        if self.request.user.has_perm("desk.view_queue"):
            return reverse("portal:queue")
        return reverse("portal:chapter", args=[self.case.chapter.short_name])
