"""What is asked of whoever assesses an application, and of the secretariat about letters and reasons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import LongTextField, OneField, SeveralField, TextField, TickField, WordingFormField
from forms.renderer import SiteForm

APPROVE, ASK_FOR_MORE, DECLINE = "approve", "ask_for_more", "decline"
LONGEST_LETTER = 5000


class Assess(SiteForm):
    """The answer. What comes next shows the letter, and nothing is sent before that."""

    verdict = OneField(
        label=_("What is the answer?"),
        choices=[
            (APPROVE, _("Yes: approve the application")),
            (ASK_FOR_MORE, _("Not yet: ask for more")),
            (DECLINE, _("No: decline the application")),
        ],
        empty=_("Choose an answer"),
    )
    chapter = OneField(
        label=_("Which %(chapter)s does the person belong to?"),
        choices=[],
        required=False,
        empty=_("Choose %(a_chapter)s"),
        help_text=_("The applicant did not know"),
    )
    missing = SeveralField(
        label=_("What is missing?"), choices=[], required=False, help_text=_("Only if you ask for more")
    )
    grounds = SeveralField(
        label=_("Why not?"),
        choices=[],
        required=False,
        help_text=_("Only if you decline. You can also write the reason in the letter"),
    )

    def __init__(self, *args, must_be_member=False, first=(), only_no=False, **kwargs):
        """``must_be_member``: saying yes is also saying that the membership is checked. ``first`` names what has to be
        met before anybody can say yes. ``only_no``: the applicant was asked for more, and has not answered."""
        super().__init__(*args, **kwargs)
        self.first = first
        for name in ("chapter", "missing", "grounds"):
            if not self.fields[name].choices:
                del self.fields[name]
        if must_be_member:
            _yes, *others = self.fields["verdict"].choices
            yes = (APPROVE, _("Yes: approve the application. I have checked that the person is a member"))
            self.fields["verdict"].choices = [yes, *others]
        if only_no:
            self.fields["verdict"].choices = [self.fields["verdict"].choices[-1]]
            for name in ("chapter", "missing"):
                self.fields.pop(name, None)

    def clean(self):
        cleaned = super().clean()
        verdict = cleaned.get("verdict")
        if verdict == APPROVE and self.first:
            names = ", ".join(str(name) for name in self.first)
            self.add_error("verdict", _("Wait with a yes until this is done: %(names)s") % {"names": names})
        if verdict == APPROVE and "chapter" in self.fields and not cleaned.get("chapter"):
            self.add_error("chapter", self.fields["chapter"].error_messages["required"])
        if verdict == ASK_FOR_MORE and not cleaned.get("missing"):
            self.add_error(
                "missing" if "missing" in self.fields else "verdict",
                _("Choose what is missing, so that the applicant knows what to add"),
            )
        return cleaned

    @property
    def reasons(self):
        """The codes of the reasons that go with the answer."""
        named = {ASK_FOR_MORE: "missing", DECLINE: "grounds"}.get(self.cleaned_data["verdict"])
        return self.cleaned_data.get(named) or []


class WriteNote(SiteForm):
    note = LongTextField(
        label=_("Note to the others who assess"),
        longest=1000,
        help_text=_("The applicant does not see it"),
        empty=_("Write the note before you save it"),
    )


class ReadAnswers(SiteForm):
    why = TextField(
        label=_("Why do you have to read the answers?"),
        longest=200,
        help_text=_("The reason is kept as a note. The applicant does not see it"),
        empty=_("Write why you have to read the answers"),
    )


class WriteLetter(SiteForm):
    """The letter as it will be sent. ``blank`` is what stands where something has to be written by hand."""

    subject = TextField(label=_("The heading of the letter"), longest=200, empty=_("Write a heading for the letter"))
    message = LongTextField(
        label=_("The letter"),
        longest=LONGEST_LETTER,
        empty=_("Write the letter"),
        help_text=_("You can change it. It stands on the applicant's page, and is not sent by e-mail"),
    )

    def __init__(self, *args, blank="", **kwargs):
        super().__init__(*args, **kwargs)
        self.blank = blank
        self.fields["message"].widget.attrs["rows"] = 18

    def clean_message(self):
        text = self.cleaned_data["message"]
        if self.blank and self.blank in text:
            self.add_error("message", _("Write the reason where it says %(blank)s") % {"blank": self.blank})
        return text


class HandOver(SiteForm):
    to = OneField(label=_("Hand the case over to"), choices=[], empty=_("Choose who gets the case"))


class SendOn(SiteForm):
    chapter = OneField(
        label=_("Which %(chapter)s does the person belong to?"),
        choices=[],
        widget=forms.Select,
        empty=_("Choose %(a_chapter)s"),
    )


class EditLetter(SiteForm):
    """``unknown(text)`` names the placeholders that mean nothing."""

    subject = WordingFormField(label=_("The heading of the letter"))
    text = WordingFormField(label=_("The letter"))

    def __init__(self, *args, unknown=lambda text: [], **kwargs):
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        for part in self.fields["text"].widget.widgets:
            part.attrs["rows"] = 14

    def clean_subject(self):
        return self._known("subject")

    def clean_text(self):
        return self._known("text")

    def _known(self, name):
        value = self.cleaned_data[name]
        strange = sorted({found for text in value.values() for found in self.unknown(text)})
        if not value.get("nb"):
            self.add_error(name, _("Write the text in bokmål. Nynorsk and English can be left for later."))
        if strange:
            message = _("We do not know what %(names)s is. Use only the words in braces that are listed.")
            self.add_error(name, message % {"names": ", ".join(strange)})
        return value


class EditReason(SiteForm):
    verdict = OneField(
        label=_("What is it a reason for?"),
        choices=[(ASK_FOR_MORE, _("Asking for more")), (DECLINE, _("Declining"))],
        empty=_("Choose what it is a reason for"),
    )
    step = OneField(
        label=_("Which page of the application does it belong to?"),
        choices=[],
        required=False,
        empty=_("Choose the page where the applicant answers"),
        help_text=_("Only if it is for asking for more"),
    )
    name = WordingFormField(label=_("What those who assess choose"))
    text = WordingFormField(
        label=_("What the applicant reads"),
        help_text=_("It stands in the letter and in the e-mail. Write nothing about %(private)s"),
    )
    is_active = TickField(label=_("In use"), required=False)

    def clean(self):
        cleaned = super().clean()
        for name in ("name", "text"):
            if name in cleaned and not cleaned[name].get("nb"):
                self.add_error(name, _("Write the text in bokmål. Nynorsk and English can be left for later."))
        if cleaned.get("verdict") == ASK_FOR_MORE and not cleaned.get("step"):
            self.add_error("step", self.fields["step"].error_messages["required"])
        if cleaned.get("verdict") == DECLINE:
            cleaned["step"] = ""
        return cleaned
