"""The way in: applying step by step."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms import application as asked
from forms import drafts
from forms.wizard import StepWizard
from portal import clock, organisation
from portal.onboarding import queries, services
from portal.onboarding.workflow import FOR_APPLICANT, OPEN, State
from portal.supporters import queries as supporters
from portal.views import PortalView
from portal.wording import say


def form_values(answers):
    """What the steps cannot know by themselves: the chapters, the organisation's words."""

    def for_step(key):
        values = {"words": organisation.flat()}
        if key == "tilhorighet":
            postcode = "".join(answers.get("om-deg", {}).get("postcode", [])).replace(" ", "")
            unknown = [("unknown", _("I do not know"))]
            values["choices"] = {"chapter": queries.chapter_choices(postcode) + unknown}
        if key == "erfaring":
            values["choices"] = {"experience": organisation.experiences()}
        if key == "bidrag":
            values["choices"] = {"contribution": [(found.code, say(found.offer)) for found in supporters.offered()]}
        return values

    return for_step


class Start(PortalView):
    """What the application is, all its questions, and the way in. Nothing is stored before the first step is saved."""

    rule = "onboarding.see_questions"

    def get(self, request):
        person = request.user if request.user.is_authenticated else None
        application = queries.current_of(person) if person else None
        return self.render(
            "onboarding/start",
            steps=asked.STEPS[:-1],
            forms=[(step, step.form(**form_values({})(step.key))) for step in asked.STEPS[:-1]],
            draft=queries.draft_of(person) if person else None,
            application=application if queries.is_on_the_way(person, application) or is_returned(application) else None,
            first=asked.STEPS[0].key,
        )


def is_returned(application):
    return application is not None and application.state == State.RETURNED


class Begin(PortalView):
    """Begin an application, or go on with the one that is begun."""

    rule = "onboarding.apply"

    def get(self, request):
        return redirect("portal:apply")

    def post(self, request):
        application = queries.current_of(request.user)
        if queries.is_on_the_way(request.user, application):
            return redirect("portal:application_sent")
        if request.POST.get("action") == "restart":
            drafts.consume(queries.DRAFT, queries.draft_key(request.user))
        known = application.answers if application and application.state == State.RETURNED else _known(request.user)
        drafts.begin(queries.DRAFT, queries.draft_key(request.user), known, now=clock.now())
        return redirect("portal:apply_step", step=asked.STEPS[0].key)


def _known(person):
    """What we know already is not asked again: it stands in the first step, to be looked over."""
    known = {name: [getattr(person, name)] for name in ("given_name", "family_name", "phone", "postcode")}
    return {"om-deg": {name: values for name, values in known.items() if values[0]}} if person.given_name else {}


class Apply(PortalView, StepWizard):
    rule = "onboarding.apply"
    template_name = "portal/onboarding/step.html"
    draft_kind = queries.DRAFT

    def draft_key(self):
        return queries.draft_key(self.request.user)

    def form_values(self, step):
        return form_values(self.request.draft.answers)(step)

    def submit(self, answers):
        consent = asked.Confirm(words=organisation.flat()).fields["consent"].label
        services.submit(self.request.user, answers, by=self.request.user, consent_text=str(consent))

    def after_last(self):
        if queries.current_of(self.request.user):
            return redirect("portal:application_sent")
        return redirect("portal:apply")

    def saved_for_later(self):
        return redirect("portal:application_saved")

    def get_context_data(self, form, **kwargs):
        application = queries.current_of(self.request.user)
        mend = services.steps_to_mend(application) if application else []
        return super().get_context_data(form, to_mend=mend, form_errors=bool(form.errors), **kwargs)


class Saved(PortalView):
    """It is saved, and how to come back."""

    rule = "onboarding.apply"

    def get(self, request):
        draft = queries.draft_of(request.user)
        if draft is None:
            return redirect("portal:apply")
        return self.render("onboarding/saved", draft=draft)


class Sent(PortalView):
    """The receipt, the copy of the answers, and where the application is now."""

    rule = "onboarding.view_own_application"

    def get_case(self):
        return queries.current_of(self.request.user)

    def get(self, request):
        if self.case is None:
            return redirect("portal:apply")
        return self.render(
            "onboarding/sent",
            state=FOR_APPLICANT[self.case.state],
            sections=queries.answered_sections(self.case.answers, form_values(self.case.answers)),
            last=self.case.assessments.order_by("-assessed_at").first(),
            open=self.case.state in OPEN,
        )


class Withdraw(PortalView):
    """A page that asks once, and a button."""

    rule = "onboarding.withdraw_application"

    def get_case(self):
        return queries.current_of(self.request.user)

    def get(self, request):
        if self.case is None or self.case.state not in OPEN:
            return redirect("portal:my_page")
        return self.render("onboarding/withdraw")

    def post(self, request):
        if self.case and self.case.state != State.WITHDRAWN:
            services.withdraw(self.case, by=request.user)
        return redirect("portal:application_sent")
