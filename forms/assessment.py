"""What is asked of whoever assesses an application."""

from django.utils.translation import gettext_lazy as _

from forms.fields import LongTextField, OneField, SeveralField, TickField
from forms.renderer import SiteForm

VERDICTS = [
    ("approve", _("Yes: approve the application")),
    ("ask_for_more", _("Not yet: ask for more")),
    ("decline", _("No: decline the application")),
]
REASONS = [
    ("about", _("Something about the person is missing")),
    ("experience", _("We need to know more about the experience")),
    ("chapter", _("Another %(chapter)s fits better")),
    ("contribution", _("It is unclear what the person wants to contribute with")),
    ("motivation", _("We need to know more about why")),
]
# Each reason sends the applicant back to the step where the answer belongs.
REASON_STEPS = {
    "about": "om-deg",
    "experience": "erfaring",
    "chapter": "tilhorighet",
    "contribution": "bidrag",
    "motivation": "hvorfor",
}


class Assess(SiteForm):
    verdict = OneField(label=_("What is the answer?"), choices=VERDICTS, empty=_("Choose an answer"))
    member = TickField(label=_("The person is a member"), required=False)
    reasons = SeveralField(
        label=_("What is missing?"), choices=REASONS, required=False, help_text=_("Only if you ask for more")
    )
    message = LongTextField(
        label=_("Words to the applicant"),
        longest=1000,
        required=False,
        help_text=_("They come with the answer. Write nothing about health"),
    )
    chapter = OneField(
        label=_("Which %(chapter)s does the person belong to?"),
        choices=[],
        required=False,
        empty=_("Choose a %(chapter)s"),
        help_text=_("The applicant did not know"),
    )
    note = LongTextField(
        label=_("Why we decided this"), longest=1000, help_text=_("The applicant does not see it"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.fields["chapter"].choices:
            del self.fields["chapter"]

    def clean(self):
        cleaned = super().clean()
        verdict = cleaned.get("verdict")
        if verdict == "approve" and "chapter" in self.fields and not cleaned.get("chapter"):
            self.add_error("chapter", self.fields["chapter"].error_messages["required"])
        if verdict == "ask_for_more" and not cleaned.get("reasons"):
            self.add_error("reasons", _("Choose what is missing, so that the applicant knows what to add"))
        if verdict == "decline" and not cleaned.get("message"):
            self.add_error("message", _("Write a sentence about why, so that the applicant gets a real answer"))
        if verdict == "approve" and not cleaned.get("member"):
            self.add_error("member", _("Tick here when you have checked that the person is a member"))
        return cleaned
