"""Applying step by step, the receipt and the PDF, and withdrawing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms import application as asked
from forms import drafts
from forms.fields import parse_whole_number
from forms.steps import steps_to_ask
from forms.wizard import OpenStepsWizard
from portal import clock, limits, middleware, organisation, requirements
from portal.moves import Stale
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.applying import copies
from portal.onboarding.questions import queries as question_queries
from portal.onboarding.workflow import FOR_APPLICANT, OPEN, WAITING, State
from portal.supporters.models import Category
from portal.views import PortalView

FIRST, LAST = asked.STEPS[0].key, asked.STEPS[-1].key
# The verdict that leads to a state. An answer with another verdict is an earlier one.
VERDICT_OF_STATE = {State.RETURNED: "ask_for_more", State.APPROVED: "approve", State.DECLINED: "decline"}
STEPS_WITH_ANSWERS = {step.key for step in asked.STEPS[:-1]}


class ApplicationStart(PortalView):
    """What the application is, all its questions, and the button to begin. Stores nothing."""

    rule = "onboarding.see_questions"

    def get(self, request):
        person = request.user if request.user.is_authenticated else None
        values = question_queries.StepValues({})
        return self.render(
            "onboarding/applying/start",
            forms=[(step, step.form(**values(step.key))) for step in steps_to_ask(asked.STEPS[:-1], values)],
            draft=onboarding_queries.draft_of(person) if person else None,
            application=onboarding_queries.current_open(person) if person else None,
            read_by_chapter=any(found.assessed_by == Category.Assessor.CHAPTER for found in values.offered),
            answered_after=onboarding_queries.answered_after(values.offered),
            answered_at_once=onboarding_queries.answered_at_once(values.offered),
            weeks=onboarding_queries.ANSWER_WEEKS,
        )


class BeginApplication(PortalView):
    """Begin an application, or continue the draft."""

    rule = "onboarding.apply"
    keeps_text = False

    def get(self, request):
        """Also begins on GET: people who had to sign in first are redirected here."""
        application = onboarding_queries.current_of(request.user)
        if onboarding_queries.cannot_apply_again(request.user, application):
            return redirect("portal:application_sent")
        known = (
            onboarding_queries.answers_to_reuse(application)
            if application and application.state == State.RETURNED
            else {}
        )
        draft = drafts.begin(
            onboarding_queries.DRAFT, onboarding_queries.draft_key(request.user), known, now=clock.now()
        )
        step = next(iter(to_correct(application, draft)), None) or question_queries.first_incomplete_step(draft.answers)
        return redirect("portal:apply_step", step=step)

    def post(self, request):
        if request.POST.get("action") == "restart" and onboarding_queries.draft_of(request.user):
            return self.render("onboarding/applying/restart")
        if request.POST.get("action") == "restart_now":
            onboarding.delete_draft(request.user)
        return self.get(request)


def to_correct(application, draft):
    """What to correct in each step whose answers did not change since the return: ``{step key: [texts]}``, in order."""
    asked_for = onboarding.corrections_asked_for(application) if application else {}
    corrected = {key for key in asked_for if draft.answers.get(key, {}) != application.answers.get(key)}
    return {step.key: asked_for[step.key] for step in asked.STEPS if step.key in asked_for.keys() - corrected}


class ApplicationWizard(PortalView, OpenStepsWizard):
    """The steps of the application: base of the wizards for oneself and for somebody else."""

    template_name = "portal/onboarding/applying/step.html"
    draft_kind = onboarding_queries.DRAFT
    chapters_of = None

    def form_values(self, step):
        draft = self.request.draft
        if getattr(self, "_values_of", None) != draft.version:
            self._values_of, self._values = draft.version, question_queries.StepValues(draft.answers, self.chapters_of)
        return self._values(step)

    def respond_to_closed_step(self, step, elsewhere):
        """Raise ``Stale``, so that the page shows the text again; the last step holds none."""
        if step in STEPS_WITH_ANSWERS:
            raise Stale(step)
        return elsewhere

    def get_context_data(self, form, **kwargs):
        return super().get_context_data(form, form_errors=bool(form.errors), case=self.case, **kwargs)


class FillInApplication(ApplicationWizard):
    """The steps of one's own application."""

    rule = "onboarding.apply"

    def draft_key(self):
        return onboarding_queries.draft_key(self.request.user)

    def get_form_initial(self, step):
        """Fill in the first step with the details of the account."""
        if step != FIRST:
            return {}
        return {name: getattr(self.request.user, name) for name in asked.DETAIL_FIELDS}

    def redirect_if_not_current(self, step):
        if self.application and onboarding_queries.cannot_apply_again(self.request.user, self.application):
            messages.info(self.request, _("The application has already been sent."))
            return redirect("portal:application_sent")
        return super().redirect_if_not_current(step)

    @cached_property
    def application(self):
        return onboarding_queries.current_of(self.request.user)

    def redirect_after_save(self, step, form):
        if form.eligibility_errors():
            return redirect("portal:too_young")
        if getattr(form, "is_not_member_yet", False):
            return redirect("portal:not_member_yet")
        return None

    def submit(self, answers):
        person = self.request.user
        consent = asked.ConfirmForm(words=organisation.message_words()).fields["consent"].label
        onboarding.submit(person, answers, by=person, consent_text=str(consent), version=self.request.draft.version)

    def redirect_without_draft(self):
        if onboarding_queries.current_of(self.request.user):
            return redirect("portal:application_sent")
        return redirect("portal:apply")

    def redirect_after_saving_for_later(self):
        return redirect("portal:application_saved")

    def redirect_to_next_step(self, step):
        """From a step that had to be corrected, go to the next of them, and after the last one to the check page."""
        if step not in self.asked_for:
            return super().redirect_to_next_step(step)
        keys = list(self.get_form_list())
        later = [key for key in self.to_correct if key in keys[keys.index(step) + 1 :]]
        return redirect(self.get_step_url(later[0] if later else self.steps.last))

    def get_context_data(self, form, **kwargs):
        as_before = [(text, self.url_with_return(key)) for key, texts in self.to_correct.items() for text in texts]
        return super().get_context_data(
            form,
            mend=self.to_correct.get(self.steps.current),
            as_before=as_before if self.steps.current == LAST else [],
            **kwargs,
        )

    @cached_property
    def asked_for(self):
        return onboarding.corrections_asked_for(self.application) if self.application else {}

    @cached_property
    def to_correct(self):
        return to_correct(self.application, self.request.draft)

    def step_list(self, checked):
        found = super().step_list(checked)
        return [{**entry, "state": "mend"} if entry["key"] in self.to_correct else entry for entry in found]


class OwnDraft(PortalView):
    """Base class: a page about the person's own draft. Without a draft it redirects to the start page."""

    rule = "onboarding.apply"
    template = ""

    def get(self, request):
        draft = onboarding_queries.draft_of(request.user)
        if draft is None:
            return redirect("portal:apply")
        step = question_queries.first_incomplete_step(draft.answers)
        return self.render(self.template, draft=draft, step=step, **self.values(draft))

    def values(self, draft):
        return {}


class TooYoung(OwnDraft):
    """For people who are too young: what they can do instead, and that the draft is kept."""

    template = "onboarding/applying/too_young"

    def values(self, draft):
        age = min(question_queries.StepValues(draft.answers).ages, default=0)
        return {"age": age, "first_step": FIRST, "days": onboarding_queries.DRAFT_DAYS}


class DeleteDraft(OwnDraft):
    """Delete the draft, after a confirmation page."""

    template = "onboarding/applying/delete_draft"

    def values(self, draft):
        return {"sent": onboarding_queries.current_open(self.request.user)}

    def post(self, request):
        try:
            onboarding.delete_draft(request.user, version=parse_whole_number(request.POST.get("version")) or 0)
        except drafts.Conflict:  # more was written after the page was opened
            messages.warning(request, _("This was changed in another window after you opened the page."))
            return redirect("portal:delete_draft")
        messages.success(request, _("What you had written is deleted."))
        return redirect("portal:my_page")


class NotMemberYet(OwnDraft):
    """How to become a member, and that one can continue the application meanwhile."""

    template = "onboarding/applying/not_member_yet"

    def values(self, draft):
        return {"chapter_step": asked.CHAPTER}


class DraftSaved(OwnDraft):
    """Confirms that the draft is saved, and offers a link to it by e-mail."""

    template = "onboarding/applying/saved"

    def values(self, draft):
        return {"days": onboarding_queries.DRAFT_DAYS}

    def post(self, request):
        draft = onboarding_queries.draft_of(request.user)
        if draft is None:
            return redirect("portal:apply")
        try:
            limits.count(request, f"link_back_{request.user.pk}", "1/m/key,10/d/key")
        except limits.TooManyRequests:  # pressed twice: it is on its way
            pass
        else:
            onboarding.send_link_to_draft(request.user, draft, by=request.user)
        messages.success(request, _("We have sent you the way back by e-mail."))
        return redirect("portal:application_saved")


class OwnApplication(PortalView):
    """Base class: a page about the person's own newest application."""

    rule = "onboarding.view_own_application"

    def get_case(self):
        return onboarding_queries.current_of(self.request.user)


class ApplicationReceipt(OwnApplication):
    """The receipt with the answers, and the status of the application."""

    def get(self, request):
        if self.case is None:
            return redirect("portal:apply")
        ours = onboarding_queries.left_to_others(self.case) if self.case.state in WAITING else []
        talks = "talk" in dict(self.case.category.steps)
        answers = list(self.case.assessments.exclude(message="").order_by("-assessed_at"))
        last = answers[0] if answers and answers[0].verdict == VERDICT_OF_STATE.get(self.case.state) else None
        return self.render(
            "onboarding/applying/sent",
            state=FOR_APPLICANT[self.case.state],
            sections=question_queries.sections_of(self.case),
            language=self.case.copy.get("language", ""),
            due=onboarding_queries.answer_due(self.case),
            is_late=onboarding_queries.answer_due(self.case) < clock.today(),
            first=onboarding_queries.left_to_applicant(self.case) if self.case.state in WAITING else [],
            ours=[requirements.get(kind).name for kind in ours if kind != "talk"],
            talk_first="talk" in ours,
            talk_later=talks and "talk" not in onboarding_queries.others_first(self.case.category),
            also=onboarding_queries.also_wanted(self.case) if self.case.state in (*OPEN, State.APPROVED) else [],
            weeks=onboarding_queries.ANSWER_WEEKS,
            is_plain=self.case.state not in (*WAITING, State.APPROVED),
            last=last,
            earlier=[answer for answer in answers if answer != last],
            open=self.case.state in OPEN,
        )


class ApplicationPdf(OwnApplication):
    """The application as a PDF, in the language in which it was filled in."""

    def get(self, request):
        if self.case is None or not self.case.answers:
            raise Http404
        response = HttpResponse(copies.pdf_of(self.case), content_type="application/pdf")
        response.headers["Content-Disposition"] = 'attachment; filename="soknad.pdf"'
        return middleware.never_store(response)


class Withdraw(OwnApplication):
    """Withdraw the application, after a confirmation page. A reason can be given."""

    rule = "onboarding.withdraw_application"

    def get(self, request):
        if self.case is None or self.case.state not in OPEN:
            return redirect("portal:my_page")
        return self.page(asked.WithdrawForm())

    def post(self, request):
        if self.case is None or self.case.state == State.WITHDRAWN:
            return redirect("portal:application_sent")
        form = asked.WithdrawForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        onboarding.withdraw(self.case, by=request.user, reason=form.cleaned_data["reason"])
        return redirect("portal:application_sent")

    def page(self, form):
        return self.render("onboarding/applying/withdraw", form=form, form_errors=bool(form.errors))
