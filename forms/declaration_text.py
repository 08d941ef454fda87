"""The forms in which the secretariat writes a version of the declaration of confidentiality."""

import re

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import MultiChoiceField, SingleChoiceField
from forms.fields import TextField, WordingFormField
from forms.renderer import SiteForm

PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")
ORGANISATION = "{organisation}"
YES, NO = "yes", "no"


class TextPartForm(SiteForm):
    """A part of a text. Its fields are wordings; ``lists`` names those of which each line or paragraph is one text.

    ``cleaned_data`` of such a field is ``[{language: text}]``. A language may be left empty for later, or has as many
    lines or paragraphs as bokmål.
    """

    lists: dict[str, str] = {}  # {name of the field: how its texts are parted}
    ROWS: dict[str, int] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, rows in self.ROWS.items():
            for area in self.fields[name].widget.widgets:
                area.attrs["rows"] = rows
        self.initial = {**self.initial}  # it is a part of the draft, which stays as it is
        for name, between in self.lists.items():
            if name in self.initial:
                self.initial[name] = joined(self.initial[name], between)

    def clean(self):
        cleaned = super().clean()
        for name, wording in list(cleaned.items()):
            unknown = sorted({found for text in wording.values() for found in PLACEHOLDER.findall(text)})
            if set(unknown) - {ORGANISATION}:
                self.add_error(
                    name, _("The only word in braces is %(word)s. Take away the others") % {"word": ORGANISATION}
                )
            elif name in self.lists:
                cleaned[name] = self._parted(name, wording)
            else:
                cleaned[name] = {code: in_one_line(text) for code, text in wording.items()}
        return cleaned

    def _parted(self, name, wording):
        between = r"\n\s*\n" if self.lists[name] == "\n\n" else r"\n"
        found = {
            code: [in_one_line(part) for part in re.split(between, text) if part.strip()]
            for code, text in wording.items()
        }
        bokmal = found.get("nb", [])
        if any(len(texts) != len(bokmal) for texts in found.values()):
            if self.lists[name] == "\n\n":
                self.add_error(name, _("Write as many paragraphs in each language as in bokmål, or none"))
            else:
                self.add_error(name, _("Write as many lines in each language as in bokmål, or none"))
            return []
        return [{code: texts[number] for code, texts in found.items()} for number in range(len(bokmal))]


def in_one_line(text):
    """The text with one space where there are several or a line ends. A hard space, as in "116 117", stays."""
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip()


def joined(texts, between):
    """``[{language: text}]`` as one ``{language: text}``; a language that lacks one of the texts is left out."""
    codes = {code for text in texts for code in text}
    return {code: between.join(text[code] for text in texts) for code in codes if all(code in text for text in texts)}


class IntroductionForm(TextPartForm):
    """The title, and what comes before the sections."""

    lists = {"summary": "\n"}
    ROWS = {"summary": 6}

    title = WordingFormField(label=_("The title"), error_messages={"required": _("Write the title in bokmål")})
    summary = WordingFormField(
        label=_("In short"),
        help_text=_("The most important points, one on each line"),
        error_messages={"required": _("Write the most important points in bokmål")},
    )


class SectionForm(TextPartForm):
    """One section."""

    lists = {"paragraphs": "\n\n"}
    ROWS = {"short": 3, "paragraphs": 10}

    heading = WordingFormField(label=_("The heading"), error_messages={"required": _("Write the heading in bokmål")})
    short = WordingFormField(
        label=_("In short"),
        help_text=_("One or two sentences that help whoever reads. They are not a part of what is signed"),
        error_messages={"required": _("Write in bokmål what the section says in short")},
    )
    paragraphs = WordingFormField(
        label=_("The text"),
        help_text=_("Leave an empty line between paragraphs"),
        error_messages={"required": _("Write the text in bokmål")},
    )


class EndingForm(TextPartForm):
    """The two questions that explain, and what the signer ticks."""

    question_1 = WordingFormField(label=_("The first question"), error_messages={"required": _("Write it in bokmål")})
    answer_1 = WordingFormField(label=_("The answer to it"), error_messages={"required": _("Write it in bokmål")})
    question_2 = WordingFormField(label=_("The second question"), error_messages={"required": _("Write it in bokmål")})
    answer_2 = WordingFormField(label=_("The answer to that"), error_messages={"required": _("Write it in bokmål")})
    promise_1 = WordingFormField(label=_("The first box to tick"), error_messages={"required": _("Write it in bokmål")})
    promise_2 = WordingFormField(
        label=_("The second box to tick"), error_messages={"required": _("Write it in bokmål")}
    )


class NewDraftForm(SiteForm):
    """For whom the text is."""

    categories = MultiChoiceField(
        label=_("Who is to sign this text?"),
        choices=[],
        required=False,
        help_text=_("Everybody who has no text of their own, if you choose none"),
    )


class DraftForm(SiteForm):
    """The number of the version, and whether those who have signed are asked to sign again."""

    mark_optional = False  # what has changed can be written later, and the hint says until when

    number = TextField(
        label=_("The number of the version"),
        longest=20,
        help_text=_("For example 2.0"),
        required_message=_("Write a number for the version, for example 2.0"),
    )
    must_sign_again = SingleChoiceField(
        label=_("Must those who have signed do it again?"),
        choices=[
            (YES, _("Yes, what they promise has changed")),
            (NO, _("No, it says the same in other words")),
        ],
        required_message=_("Choose whether they must sign again"),
    )
    what_changed = WordingFormField(
        label=_("What has changed?"),
        help_text=_(
            "Two or three sentences for those who have signed before. "
            "It has to be there in all languages before the version is published"
        ),
        required=False,
    )

    def clean_number(self):
        number = self.cleaned_data["number"]
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)*", number):
            self.add_error("number", self.fields["number"].error_messages["required"])
        return number

    def clean_must_sign_again(self):
        return self.cleaned_data["must_sign_again"] == YES
