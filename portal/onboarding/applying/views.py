"""The way in: applying step by step, the receipt and the copy, taking it back, and filling in for somebody else."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms import application as asked
from forms import drafts
from forms.fields import whole_number
from forms.steps import asked as steps_asked
from forms.wizard import OpenStepsWizard
from portal import clock, limits, middleware, organisation, pdf
from portal.accounts import services as accounts
from portal.moves import Stale
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import ApplicationForAnother
from portal.onboarding.questions import queries as question_queries
from portal.onboarding.workflow import FOR_APPLICANT, OPEN, WAITING, State
from portal.permissions import BOARD, CENTRAL
from portal.supporters.models import Category
from portal.supporters.pathway.requirements import KINDS
from portal.views import PortalView

FIRST, LAST = asked.STEPS[0].key, asked.STEPS[-1].key
# The answer that a state comes of: any other is of the past.
ANSWERED_BY = {State.RETURNED: "ask_for_more", State.APPROVED: "approve", State.DECLINED: "decline"}
WRITTEN = {step.key for step in asked.STEPS[:-1]}


class Start(PortalView):
    """What the application is, all its questions, and the way in. Nothing is stored before the first step is saved."""

    rule = "onboarding.see_questions"

    def get(self, request):
        person = request.user if request.user.is_authenticated else None
        values = question_queries.StepValues({})
        return self.render(
            "onboarding/start",
            forms=[(step, step.form(**values(step.key))) for step in steps_asked(asked.STEPS[:-1], values)],
            draft=onboarding_queries.draft_of(person) if person else None,
            application=onboarding_queries.current_open(person) if person else None,
            read_by_chapter=any(found.assessed_by == Category.Assessor.CHAPTER for found in values.offered),
            answered_after=onboarding_queries.answered_after(values.offered),
            answered_at_once=onboarding_queries.answered_at_once(values.offered),
            weeks=onboarding_queries.ANSWER_WEEKS,
        )


class Begin(PortalView):
    """Begin an application, or go on with the one that is begun."""

    rule = "onboarding.apply"
    keeps_text = False

    def get(self, request):
        """Whoever had to sign in first comes back here, and is not asked to press the same button again."""
        application = onboarding_queries.current_of(request.user)
        if onboarding_queries.is_on_the_way(request.user, application):
            return redirect("portal:application_sent")
        known = (
            onboarding_queries.to_look_over(application) if application and application.state == State.RETURNED else {}
        )
        draft = drafts.begin(
            onboarding_queries.DRAFT, onboarding_queries.draft_key(request.user), known, now=clock.now()
        )
        step = next(iter(to_mend(application, draft)), None) or question_queries.first_gap(draft.answers)
        return redirect("portal:apply_step", step=step)

    def post(self, request):
        if request.POST.get("action") == "restart" and onboarding_queries.draft_of(request.user):
            return self.render("onboarding/restart")
        if request.POST.get("action") == "restart_now":
            onboarding.delete_draft(request.user)
        return self.get(request)


def to_mend(application, draft):
    """What more was asked for in each step, in their order, as long as it is as it was: ``{key: [texts]}``."""
    asked_for = onboarding.what_to_mend(application) if application else {}
    mended = {key for key in asked_for if draft.answers.get(key, {}) != application.answers.get(key)}
    return {step.key: asked_for[step.key] for step in asked.STEPS if step.key in asked_for.keys() - mended}


class Filling(PortalView, OpenStepsWizard):
    """The steps of the application, whoever fills them in."""

    template_name = "portal/onboarding/step.html"
    draft_kind = onboarding_queries.DRAFT
    chapters_of = None

    def form_values(self, step):
        draft = self.request.draft
        if getattr(self, "_values_of", None) != draft.version:
            self._values_of, self._values = draft.version, question_queries.StepValues(draft.answers, self.chapters_of)
        return self._values(step)

    def elsewhere(self, step):
        """What is written in a step that is closed by now is shown, so that it can be taken along."""
        found = super().elsewhere(step)
        if found and self.request.method == "POST" and step in WRITTEN:
            raise Stale(step)
        return found

    def get_context_data(self, form, **kwargs):
        return super().get_context_data(form, form_errors=bool(form.errors), case=self.case, **kwargs)


class Apply(Filling):
    rule = "onboarding.apply"

    def draft_key(self):
        return onboarding_queries.draft_key(self.request.user)

    def get_form_initial(self, step):
        """What we know already is not asked again: it stands there, to be looked over."""
        if step != FIRST:
            return {}
        return {name: getattr(self.request.user, name) for name in onboarding.DETAILS}

    def elsewhere(self, step):
        if self.application and onboarding_queries.is_on_the_way(self.request.user, self.application):
            messages.info(self.request, _("The application has already been sent."))
            return redirect("portal:application_sent")
        return super().elsewhere(step)

    @cached_property
    def application(self):
        return onboarding_queries.current_of(self.request.user)

    def way_out(self, step, form):
        if form.holds_back():
            return redirect("portal:too_young")
        if getattr(form, "is_not_member_yet", False):
            return redirect("portal:not_member_yet")
        return None

    def submit(self, answers):
        person = self.request.user
        consent = asked.Confirm(words=organisation.flat()).fields["consent"].label
        onboarding.submit(person, answers, by=person, consent_text=str(consent), version=self.request.draft.version)

    def after_last(self):
        if onboarding_queries.current_of(self.request.user):
            return redirect("portal:application_sent")
        return redirect("portal:apply")

    def saved_for_later(self):
        return redirect("portal:application_saved")

    def go_on(self, step):
        """From one step that more was asked for in to the next of them, and then to the page that checks all."""
        if step not in self.asked_for:
            return super().go_on(step)
        keys = list(self.get_form_list())
        later = [key for key in self.to_mend if key in keys[keys.index(step) + 1 :]]
        return redirect(self.get_step_url(later[0] if later else self.steps.last))

    def get_context_data(self, form, **kwargs):
        as_before = [(text, self.get_step_url(key)) for key, texts in self.to_mend.items() for text in texts]
        return super().get_context_data(
            form,
            mend=self.to_mend.get(self.steps.current),
            as_before=as_before if self.steps.current == LAST else [],
            **kwargs,
        )

    @cached_property
    def asked_for(self):
        return onboarding.what_to_mend(self.application) if self.application else {}

    @cached_property
    def to_mend(self):
        return to_mend(self.application, self.request.draft)

    def step_list(self, looked_over):
        found = super().step_list(looked_over)
        return [{**entry, "state": "mend"} if entry["key"] in self.to_mend else entry for entry in found]


class OwnDraft(PortalView):
    """A page about the draft that the person has."""

    rule = "onboarding.apply"
    template = ""

    def get(self, request):
        draft = onboarding_queries.draft_of(request.user)
        if draft is None:
            return redirect("portal:apply")
        step = question_queries.first_gap(draft.answers)
        return self.render(self.template, draft=draft, step=step, **self.values(draft))

    def values(self, draft):
        return {}


class TooYoung(OwnDraft):
    """Not old enough is no fault: what one can do instead, and that what was written is kept."""

    template = "onboarding/too_young"

    def values(self, draft):
        return {"age": min(question_queries.StepValues(draft.answers).ages, default=0), "first_step": FIRST}


class DeleteDraft(OwnDraft):
    """Asks once, and deletes what was written and not sent."""

    template = "onboarding/delete_draft"

    def values(self, draft):
        return {"sent": onboarding_queries.current_open(self.request.user)}

    def post(self, request):
        try:
            onboarding.delete_draft(request.user, version=whole_number(request.POST.get("version")) or 0)
        except drafts.Conflict:  # more was written after the page was opened
            messages.warning(request, _("This was changed in another window after you opened the page."))
            return redirect("portal:delete_draft")
        messages.success(request, _("What you had written is deleted."))
        return redirect("portal:my_page")


class NotMemberYet(OwnDraft):
    """How one becomes a member, and that one can go on in the meantime."""

    template = "onboarding/not_member_yet"


class Saved(OwnDraft):
    """It is saved, how to come back, and the way back by e-mail for whoever wants it."""

    template = "onboarding/saved"

    def post(self, request):
        draft = onboarding_queries.draft_of(request.user)
        if draft is None:
            return redirect("portal:apply")
        try:
            limits.count(request, f"link_back_{request.user.pk}", "1/m/key,10/d/key")
        except limits.TooManyRequests:  # pressed twice: it is on its way
            pass
        else:
            onboarding.send_link_back(request.user, draft, by=request.user)
        messages.success(request, _("We have sent you the way back by e-mail."))
        return redirect("portal:application_saved")


class OwnApplication(PortalView):
    """A page about the person's own newest application."""

    rule = "onboarding.view_own_application"

    def get_case(self):
        return onboarding_queries.current_of(self.request.user)


class Sent(OwnApplication):
    """The receipt, the copy of the answers, and where the application is now."""

    def get(self, request):
        if self.case is None:
            return redirect("portal:apply")
        ours = onboarding_queries.left_to_others(self.case) if self.case.state in WAITING else []
        talks = "talk" in dict(self.case.category.way)
        answers = list(self.case.assessments.exclude(message="").order_by("-assessed_at"))
        last = answers[0] if answers and answers[0].verdict == ANSWERED_BY.get(self.case.state) else None
        return self.render(
            "onboarding/sent",
            state=FOR_APPLICANT[self.case.state],
            sections=question_queries.sections_of(self.case),
            language=self.case.copy.get("language", ""),
            due=onboarding_queries.answer_due(self.case),
            is_late=onboarding_queries.answer_due(self.case) < clock.today(),
            first=onboarding_queries.left_to_applicant(self.case) if self.case.state in WAITING else [],
            ours=[KINDS[kind].name for kind in ours if kind != "talk"],
            talk_first="talk" in ours,
            talk_later=talks and "talk" not in onboarding_queries.others_first(self.case.category),
            also=onboarding_queries.also_wanted(self.case) if self.case.state in (*OPEN, State.APPROVED) else [],
            weeks=onboarding_queries.ANSWER_WEEKS,
            is_plain=self.case.state not in (*WAITING, State.APPROVED),
            last=last,
            earlier=[answer for answer in answers if answer != last],
            open=self.case.state in OPEN,
        )


class Copy(OwnApplication):
    """The copy of the answers as a PDF, in the language in which they were asked for."""

    def get(self, request):
        if self.case is None or not self.case.answers:
            raise Http404
        language = self.case.copy.get("language", "nb")
        with translation.override(language):
            values = {
                "title": _("Copy of your application"),
                "language": language,
                "organisation": organisation.current(),
                "case": self.case,
                "sections": question_queries.sections_of(self.case),
            }
            content = pdf.render("application", values)
        response = HttpResponse(content, content_type="application/pdf")
        response.headers["Content-Disposition"] = 'attachment; filename="soknad.pdf"'
        return middleware.never_store(response)


class Withdraw(OwnApplication):
    """A page that asks once, says what it means, and a button. A reason can be given."""

    rule = "onboarding.withdraw_application"

    def get(self, request):
        if self.case is None or self.case.state not in OPEN:
            return redirect("portal:my_page")
        return self.page(asked.Withdraw())

    def post(self, request):
        if self.case is None or self.case.state == State.WITHDRAWN:
            return redirect("portal:application_sent")
        form = asked.Withdraw(request.POST)
        if not form.is_valid():
            return self.page(form)
        onboarding.withdraw(self.case, by=request.user, reason=form.cleaned_data["reason"])
        return redirect("portal:application_sent")

    def page(self, form):
        return self.render("onboarding/withdraw", form=form, form_errors=bool(form.errors))


class ForAnother(PortalView):
    """Whose application one fills in, and those that one has begun. No name and no address is in any address."""

    rule = "onboarding.apply_for_another"
    shows_others = True

    def get(self, request):
        return self.page(asked.ForWhom())

    def post(self, request):
        form = asked.ForWhom(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            limits.count(request, "apply_for_another", "30/h/key")
            entry = onboarding.enter(**form.cleaned_data, by=request.user)
        except onboarding.Oneself:
            form.add_error("email", _("This is your own address. Write that of the person whom you help"))
            return self.page(form)
        except limits.TooManyRequests:
            return limits.too_many_requests(request)
        return redirect("portal:entry_step", ref=entry.ref, step=FIRST)

    def page(self, form):
        entries = onboarding_queries.entries_by(self.request.user)
        return self.render("onboarding/for_another", form=form, form_errors=bool(form.errors), entries=entries)


class OneEntry(PortalView):
    """Something about one application that one fills in for another."""

    rule = "onboarding.apply_for_another"
    shows_others = True

    def get_case(self):
        rows = self.visible(ApplicationForAnother.objects.select_related("person"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])


class FillEntry(OneEntry, Filling):
    """The steps, for somebody else. Opening answers about health again is logged, and the person can see it."""

    @transaction.atomic
    def get(self, request, ref, step=None, **kwargs):
        is_read = step == LAST or (step in asked.HEALTH_STEPS and request.draft and step in request.draft.answers)
        if is_read and request.draft and self.right_step(step) == step:
            accounts.note_reading(request.user, self.case.person, "entry")
        return super().get(request, step=step, **kwargs)

    @transaction.atomic
    def post(self, request, ref, step=None, **kwargs):
        return super().post(request, step=step, **kwargs)

    def show(self, form, **values):
        """A page that is shown again after a post may hold what was stored before: opening it is a reading as well."""
        step = self.steps.current
        if self.request.method == "POST" and (step == LAST or values.get("both") and step in asked.HEALTH_STEPS):
            accounts.note_reading(self.request.user, self.case.person, "entry")
        return super().show(form, **values)

    @property
    def chapters_of(self):
        """Whoever holds an office in a chapter fills in for that one; the central staff for any."""
        standing = self.request.user.standing
        if standing.roles & set(CENTRAL):
            return None
        return {pk for role in BOARD for pk in standing.chapters(role)}

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
        words = {**organisation.flat(), "name": self.case.get_full_name()}
        consent = asked.ConfirmForAnother(words=words).fields["consent"].label
        onboarding.submit_entry(
            self.case, answers, by=self.request.user, consent_text=str(consent), version=self.request.draft.version
        )

    def elsewhere(self, step):
        return redirect("portal:entered", ref=self.case.ref) if self.case.sent_at else super().elsewhere(step)

    def after_last(self):
        return redirect("portal:entered", ref=self.case.ref)

    def saved_for_later(self):
        return redirect("portal:apply_for_another")


class Entered(OneEntry):
    """That it was sent, and what happens now: the same words whether or not it became an application."""

    def get(self, request, ref):
        if self.case.sent_at is None:
            return redirect("portal:apply_for_another")
        return self.render("onboarding/entered", weeks=onboarding_queries.ANSWER_WEEKS)
