"""Filling in an application for somebody else, step by step."""

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms import application as asked
from portal import limits, organisation
from portal.accounts import services as accounts
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.applying.views import FIRST, LAST, ApplicationWizard
from portal.onboarding.models import ApplicationForAnother
from portal.permissions import BOARD, CENTRAL
from portal.views import PortalView


class ForAnother(PortalView):
    """Begin an application for somebody else, and list those that one has begun. URLs hold no personal data."""

    rule = "onboarding.apply_for_another"
    shows_others = True

    def get(self, request):
        return self.page(asked.ApplicantForm())

    def post(self, request):
        form = asked.ApplicantForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            limits.count(request, "apply_for_another", "30/h/key")
            entry = onboarding.begin_for_another(**form.cleaned_data, by=request.user)
        except onboarding.SamePerson:
            form.add_error("email", _("This is your own address. Write that of the person whom you help"))
            return self.page(form)
        except limits.TooManyRequests:
            return limits.too_many_requests(request)
        return redirect("portal:entry_step", ref=entry.ref, step=FIRST)

    def page(self, form):
        entries = onboarding_queries.applications_begun_by(self.request.user)
        return self.render(
            "onboarding/applying/for_another", form=form, form_errors=bool(form.errors), entries=entries, last_step=LAST
        )


class ForAnotherPage(PortalView):
    """Base class: a page about one application that the user fills in for somebody else."""

    rule = "onboarding.apply_for_another"
    shows_others = True

    def get_case(self):
        rows = self.visible(ApplicationForAnother.objects.select_related("person"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])


class FillInForAnother(ForAnotherPage, ApplicationWizard):
    """The steps of an application for somebody else. Reading stored health answers is logged for the person to see."""

    @transaction.atomic
    def get(self, request, ref, step=None, **kwargs):
        is_read = step == LAST or (step in asked.HEALTH_STEPS and request.draft and step in request.draft.answers)
        if is_read and request.draft and self.step_to_show(step) == step:
            accounts.note_reading(request.user, self.case.person, "entry")
        return super().get(request, step=step, **kwargs)

    @transaction.atomic
    def post(self, request, ref, step=None, **kwargs):
        return super().post(request, step=step, **kwargs)

    def show_form(self, form, **values):
        """Log a reading also when a page with stored answers is shown again after a post."""
        step = self.steps.current
        if self.request.method == "POST" and (step == LAST or values.get("both") and step in asked.HEALTH_STEPS):
            accounts.note_reading(self.request.user, self.case.person, "entry")
        return super().show_form(form, **values)

    @property
    def chapters_of(self):
        """The ids of the chapters to choose among: those of the user's offices; None (all) for the central staff."""
        access = self.request.user.access
        if access.roles & set(CENTRAL):
            return None
        return {pk for role in BOARD for pk in access.chapters(role)}

    def draft_key(self):
        return self.case.draft_key

    def get_step_url(self, step):
        return reverse(self.url_name, kwargs={"ref": self.case.ref, "step": step})

    def get_form_initial(self, step):
        return {name: getattr(self.case, name) for name in ("given_name", "family_name")} if step == FIRST else {}

    def form_values(self, step):
        values = super().form_values(step)
        if step == LAST:
            return {**values, "words": {**values["words"], "name": self.case.get_full_name()}}
        return values

    def submit(self, answers):
        words = {**organisation.message_words(), "name": self.case.get_full_name()}
        consent = asked.ConfirmForAnotherForm(words=words).fields["consent"].label
        onboarding.submit_for_another(
            self.case, answers, by=self.request.user, consent_text=str(consent), version=self.request.draft.version
        )

    def redirect_if_not_current(self, step):
        if self.case.sent_at:
            return redirect("portal:entered", ref=self.case.ref)
        return super().redirect_if_not_current(step)

    def redirect_without_draft(self):
        return redirect("portal:entered", ref=self.case.ref)

    def redirect_after_saving_for_later(self):
        return redirect("portal:apply_for_another")


class ForAnotherReceipt(ForAnotherPage):
    """Confirms that it was sent. The text is the same whether or not it became an application."""

    def get(self, request, ref):
        if self.case.sent_at is None:
            return redirect("portal:apply_for_another")
        return self.render("onboarding/applying/entered", weeks=onboarding_queries.ANSWER_WEEKS)
