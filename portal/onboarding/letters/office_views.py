"""The secretariat's pages about letters and reasons: the texts from which answers to applications are written."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _

from forms import application as asked
from forms.assessment import LetterTemplateForm, ReasonForm
from forms.fields import parse_whole_number
from portal import organisation
from portal.onboarding.letters import services, wording
from portal.onboarding.models import Letter, Reason
from portal.onboarding.review import queries as review_queries
from portal.views import PortalView, posted_token
from portal.wording import translated

EXAMPLE_PERSON = {"name": "Kari", "contact": "Ola Nordmann"}


class Letters(PortalView):
    """All letters and reasons."""

    rule = "onboarding.set_letter"

    def get(self, request):
        titles = {step.key: step.title for step in asked.STEPS}
        rows = [(reason, titles.get(reason.step, reason.step)) for reason in Reason.objects.all()]
        return self.render("onboarding/letters/letters", letters=Letter.objects.order_by("pk"), reasons=rows)


class OneLetter(PortalView):
    """Change one letter, with a preview for an example person."""

    rule = "onboarding.set_letter"

    def letter(self):
        return get_object_or_404(Letter, code=self.kwargs["code"])

    def form(self, letter, data=None):
        def unknown_placeholders(text):
            return wording.unknown_placeholders(text, with_reasons=letter.code != Letter.Verdict.APPROVE)

        initial = {"subject": letter.subject, "text": letter.text}
        return LetterTemplateForm(data, initial=initial, unknown_placeholders=unknown_placeholders)

    def get(self, request, code):
        letter = self.letter()
        return self.page(letter, self.form(letter), letter.subject, letter.text)

    def post(self, request, code):
        letter = self.letter()
        form = self.form(letter, request.POST)
        if not form.is_valid():
            return self.page(letter, form, letter.subject, letter.text)
        subject, text = form.cleaned_data["subject"], form.cleaned_data["text"]
        if request.POST.get("action") == "see":
            return self.page(letter, form, subject, text)
        version = parse_whole_number(request.POST.get("version")) or 0
        if (subject, text) != (letter.subject, letter.text):
            services.set_letter(letter.code, subject=subject, text=text, version=version, by=request.user)
        messages.success(request, _("The letter is saved."))
        return redirect("portal:letters")

    def page(self, letter, form, subject, text):
        with_reasons = letter.code != Letter.Verdict.APPROVE
        return self.render(
            "onboarding/letters/letter",
            letter=letter,
            form=form,
            form_errors=bool(form.errors),
            version=parse_whole_number(self.request.POST.get("version")) or letter.version,
            names=[f"{{{name}}}" for name in wording.PLACEHOLDERS if with_reasons or name != "reasons"],
            shown=[self.preview(letter, subject, text, language) for language in text if language in subject],
        )

    def preview(self, letter, subject, text, language):
        """The letter to the example person in one language: ``(language, subject, text)``."""
        with translation.override(language):
            named = [translated(reason.text) for reason in review_queries.reasons(letter.code)[:2]]
            values = wording.values_for(chapter=None, reasons=named, **EXAMPLE_PERSON)
            return language, wording.fill(subject[language], values), wording.fill(text[language], values)


class OneReason(PortalView):
    """Add a reason, or change one or take it out of use."""

    rule = "onboarding.set_letter"

    def reason(self):
        return get_object_or_404(Reason, ref=self.kwargs["ref"]) if "ref" in self.kwargs else None

    def form(self, reason, data=None):
        names = ("verdict", "step", "name", "text", "is_active")
        initial = {name: getattr(reason, name) for name in names} if reason else {"is_active": True}
        choices = {"step": [(step.key, step.title) for step in asked.STEPS[:-1]]}
        return ReasonForm(data, initial=initial, choices=choices, words=organisation.message_words())

    def get(self, request, **kwargs):
        reason = self.reason()
        return self.page(reason, self.form(reason))

    def post(self, request, **kwargs):
        reason = self.reason()
        form = self.form(reason, request.POST)
        if not form.is_valid():
            return self.page(reason, form)
        if reason is None:
            services.add_reason(token=posted_token(request), by=request.user, **form.cleaned_data)
        else:
            version = parse_whole_number(request.POST.get("version")) or 0
            services.set_reason(reason, version=version, by=request.user, **form.cleaned_data)
        messages.success(request, _("The reason is saved."))
        return redirect("portal:letters")

    def page(self, reason, form):
        version = parse_whole_number(self.request.POST.get("version")) or (reason.version if reason else 0)
        return self.render(
            "onboarding/letters/reason",
            reason=reason,
            form=form,
            form_errors=bool(form.errors),
            version=version if reason else None,
            token=posted_token(self.request),
        )
