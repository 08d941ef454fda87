"""The forms of those who assess applications, and of the secretariat for the letters and reasons that they use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.fields import LongTextField, TextField, WordingFormField
from forms.renderer import SiteForm

APPROVE, ASK_FOR_MORE, DECLINE = "approve", "ask_for_more", "decline"
APPROVE_NOT_MEMBER = "approve_not_member"  # a choice of the form only: the verdict is ``APPROVE``
LONGEST_LETTER = 5000


class AssessForm(SiteForm):
    """The answer to an application. The letter is written on the next page; nothing is sent from this one."""

    mark_optional = False  # what is needed depends on the answer, and the hints say so
    verdict = SingleChoiceField(
        label=_("What is the answer?"),
        choices=[
            (APPROVE, _("Yes: approve the application")),
            (ASK_FOR_MORE, _("Not yet: ask for more")),
            (DECLINE, _("No: decline the application")),
        ],
        required_message=_("Choose an answer"),
    )
    chapter = SingleChoiceField(
        label=_("Which %(chapter)s does the person belong to?"),
        choices=[],
        required=False,
        no_answer=_("None of them"),
        required_message=_("Choose %(a_chapter)s"),
        help_text=_("The applicant did not know"),
    )
    missing = MultiChoiceField(
        label=_("What is missing?"), choices=[], required=False, help_text=_("Only if you ask for more")
    )
    grounds = MultiChoiceField(
        label=_("Why not?"),
        choices=[],
        required=False,
        help_text=_("Only if you decline. You can also write the reason in the letter"),
    )

    def __init__(
        self,
        *args,
        must_be_member=False,
        membership_comes_first=False,
        unmet_requirements=(),
        only_decline=False,
        **kwargs,
    ):
        """``must_be_member``: whoever approves says that they have checked the membership, or that it is left.

        With ``membership_comes_first``, somebody who is not a member cannot be approved yet.
        ``unmet_requirements`` are the names of what has to be met before the application can be approved. With
        ``only_decline`` there is no other answer: the applicant was asked for more, and has not answered.
        """
        super().__init__(*args, **kwargs)
        self.unmet_requirements = unmet_requirements
        for name in ("chapter", "missing", "grounds"):
            if not self.fields[name].choices:
                del self.fields[name]
        if must_be_member:
            _yes, *others = self.fields["verdict"].choices
            yes = (APPROVE, _("Yes: approve the application. I have checked that the person is a member"))
            not_yet = (APPROVE_NOT_MEMBER, _("Yes: approve the application. The person is not a member yet"))
            self.fields["verdict"].choices = [yes, *([] if membership_comes_first else [not_yet]), *others]
            self.fields["verdict"].help_text = (
                _("The person has to be a member before a yes. If they are not yet, ask for more, or wait")
                if membership_comes_first
                else _("Membership can be confirmed after the answer: it then stays on their list of what is left")
            )
        if only_decline:
            self.fields["verdict"].choices = [self.fields["verdict"].choices[-1]]
            self.fields["verdict"].help_text = ""
            for name in ("chapter", "missing"):
                self.fields.pop(name, None)

    def clean(self):
        cleaned = super().clean()
        verdict = verdict_of(cleaned.get("verdict"))
        if verdict == APPROVE and self.unmet_requirements:
            names = ", ".join(str(name) for name in self.unmet_requirements)
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
    def answer(self):
        """``APPROVE``, ``ASK_FOR_MORE`` or ``DECLINE``. Only of a valid form."""
        return verdict_of(self.cleaned_data["verdict"])

    @property
    def is_member(self):
        """Whether the answer says that the person is a member. Only of a valid form."""
        return self.cleaned_data["verdict"] == APPROVE

    @property
    def reasons(self):
        """The codes of the reasons for the answer. Only of a valid form."""
        field = {ASK_FOR_MORE: "missing", DECLINE: "grounds"}.get(self.cleaned_data["verdict"])
        return self.cleaned_data.get(field) or []


def verdict_of(choice):
    """The verdict that a choice of the form means; another text unchanged."""
    return APPROVE if choice == APPROVE_NOT_MEMBER else choice


class NoteForm(SiteForm):
    """A note to the others who assess the application."""

    note = LongTextField(
        label=_("Note to the others who assess"),
        longest=1000,
        help_text=_("The applicant does not see it"),
        required_message=_("Write the note before you save it"),
    )


class ReasonToReadForm(SiteForm):
    """Why somebody reads the answers of a case that is closed."""

    why = TextField(
        label=_("Why do you have to read the answers?"),
        longest=200,
        help_text=_("The reason is kept as a note. The applicant does not see it"),
        required_message=_("Write why you have to read the answers"),
    )


class LetterForm(SiteForm):
    """The letter as it will be sent. ``placeholder`` is the text that has to be replaced by hand."""

    subject = TextField(
        label=_("The heading of the letter"), longest=200, required_message=_("Write a heading for the letter")
    )
    message = LongTextField(
        label=_("The letter"),
        longest=LONGEST_LETTER,
        required_message=_("Write the letter"),
        help_text=_("You can change it. It stands on the applicant's page, and is not sent by e-mail"),
    )

    def __init__(self, *args, placeholder="", **kwargs):
        super().__init__(*args, **kwargs)
        self.placeholder = placeholder
        self.fields["message"].widget.attrs["rows"] = 18

    def clean_message(self):
        text = self.cleaned_data["message"]
        if self.placeholder and self.placeholder in text:
            self.add_error("message", _("Write the reason where it says %(blank)s") % {"blank": self.placeholder})
        return text


class HandOverForm(SiteForm):
    """The person who gets the case. ``choices["to"]`` are those who may."""

    to = SingleChoiceField(label=_("Hand the case over to"), choices=[], required_message=_("Choose who gets the case"))


class ChangeChapterForm(SiteForm):
    """Another chapter that the application is sent on to."""

    chapter = SingleChoiceField(
        label=_("Which %(chapter)s does the person belong to?"),
        choices=[],
        widget=forms.Select,
        required_message=_("Choose %(a_chapter)s"),
    )


class LetterTemplateForm(SiteForm):
    """A letter template. ``unknown_placeholders(text)`` returns the placeholders that have no meaning."""

    subject = WordingFormField(label=_("The heading of the letter"))
    text = WordingFormField(label=_("The letter"))

    def __init__(self, *args, unknown_placeholders=lambda text: [], **kwargs):
        super().__init__(*args, **kwargs)
        self.unknown_placeholders = unknown_placeholders
        for text_area in self.fields["text"].widget.widgets:
            text_area.attrs["rows"] = 14

    def clean_subject(self):
        return self._clean_template("subject")

    def clean_text(self):
        return self._clean_template("text")

    def _clean_template(self, name):
        value = self.cleaned_data[name]
        unknown = sorted({found for text in value.values() for found in self.unknown_placeholders(text)})
        if not value.get("nb"):
            self.add_error(name, _("Write the text in bokmål. Nynorsk and English can be left for later."))
        if unknown:
            message = _("We do not know what %(names)s is. Use only the words in braces that are listed.")
            self.add_error(name, message % {"names": ", ".join(unknown)})
        return value


class ReasonForm(SiteForm):
    """A reason to choose among when one asks for more or declines.

    A page that is chosen is kept with a reason for declining too, where it is not used: who changes their mind about
    the verdict finds it again.
    """

    mark_optional = False  # whether a page is needed depends on the verdict, and the hint says so
    verdict = SingleChoiceField(
        label=_("What is it a reason for?"),
        choices=[(ASK_FOR_MORE, _("Asking for more")), (DECLINE, _("Declining"))],
        required_message=_("Choose what it is a reason for"),
    )
    step = SingleChoiceField(
        label=_("Which page of the application does it belong to?"),
        choices=[],
        required=False,
        no_answer=_("None of them"),
        required_message=_("Choose the page where the applicant answers"),
        help_text=_("Only if it is for asking for more"),
    )
    name = WordingFormField(label=_("What those who assess choose"))
    text = WordingFormField(
        label=_("What the applicant reads"),
        help_text=_("It stands in the letter and in the e-mail. Write nothing about %(private)s"),
    )
    is_active = CheckboxField(label=_("In use"), required=False)

    def clean(self):
        cleaned = super().clean()
        for name in ("name", "text"):
            if name in cleaned and not cleaned[name].get("nb"):
                self.add_error(name, _("Write the text in bokmål. Nynorsk and English can be left for later."))
        if cleaned.get("verdict") == ASK_FOR_MORE and not cleaned.get("step"):
            self.add_error("step", self.fields["step"].error_messages["required"])
        return cleaned
