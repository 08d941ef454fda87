"""What does an organisation ask beyond our own questions? Questions as plain values, and how they become fields."""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms.fields import (
    DayField,
    LongTextField,
    OneField,
    SeveralField,
    TickField,
    WholeNumberField,
    WordingFormField,
    in_digits,
)
from forms.renderer import SiteForm

KINDS = [
    ("text", _("Text")),
    ("choice", _("One of several answers")),
    ("yes_no", _("Yes or no")),
    ("number", _("A number")),
    ("date", _("A date")),
]
YES_NO = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
LONGEST_LABEL, LONGEST_HINT, LONGEST_CHOICE = 200, 300, 100


@dataclass(frozen=True)
class Extra:
    """One question of the organisation's own."""

    name: str  # of the field
    kind: str
    label: str
    hint: str = ""
    choices: tuple = ()  # [(code, words)] where the kind is a choice
    required: bool = False

    def field(self):
        """The form field that asks this."""
        empty = format_lazy(_("Answer this: {question}"), question=self.label)
        common = {"label": self.label, "help_text": self.hint, "required": self.required}
        if self.kind == "choice":
            return OneField(choices=self.choices, empty=empty, **common)
        if self.kind == "yes_no":
            return OneField(choices=YES_NO, empty=empty, **common)
        if self.kind == "number":
            return WholeNumberField(empty=empty, **common)
        if self.kind == "date":
            return DayField(error_messages={"required": empty}, **common)
        return LongTextField(longest=1000, empty=empty, **common)


class ExtraForm(SiteForm):
    """A step that the organisation's own questions can be added to, after ours."""

    def __init__(self, *args, extra=(), today=None, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        for question in extra:
            self.fields[question.name] = question.field()
            self.fields[question.name].today = today


class EditQuestion(SiteForm):
    """The organisation's question itself. Its kind and its step are settled when it is made: answers hang on them."""

    label = WordingFormField(label=_("The question"), error_messages={"required": _("Write the question in bokmål")})
    hint = WordingFormField(label=_("A line that helps"), required=False)
    kind = OneField(label=_("How is it answered?"), choices=KINDS, empty=_("Choose how it is answered"))
    choices = WordingFormField(
        label=_("The answers to choose among"),
        required=False,
        help_text=_("Only where one of several is chosen. One answer on each line, in the same order in each language"),
    )
    step = OneField(label=_("In which step?"), choices=[], empty=_("Choose a step"))
    categories = SeveralField(
        label=_("Only for those who choose"), choices=[], required=False, help_text=_("Everybody if you choose none")
    )
    required = TickField(label=_("It has to be answered before the application can be sent"), required=False)
    order = WholeNumberField(
        label=_("Number in the row"), highest=999, help_text=_("The lowest comes first"), empty=_("Write a number")
    )

    def __init__(self, *args, is_new=True, early_steps=(), **kwargs):
        """``early_steps`` come before it is known what an applicant chooses."""
        self.early_steps = early_steps
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["kind"], self.fields["step"]
            if not self.initial.get("choices"):
                del self.fields["choices"]

    def clean(self):
        cleaned = super().clean()
        for name, longest in (("label", LONGEST_LABEL), ("hint", LONGEST_HINT)):
            if name in cleaned:
                wording = {code: " ".join(text.split()) for code, text in cleaned[name].items()}
                cleaned[name] = wording
                if wording and not wording.get("nb"):
                    self.add_error(name, _("Write the text in bokmål. Nynorsk and English can be left for later."))
                self._check_length(name, wording.values(), longest)
        if "choices" in cleaned:
            cleaned["choices"] = self._lines(cleaned["choices"])
        if cleaned.get("categories") and (cleaned.get("step") or self.initial.get("step")) in self.early_steps:
            self.add_error("categories", _("It is not known yet in this step what the applicant chooses. Choose none"))
        return cleaned

    def _check_length(self, name, texts, longest):
        if any(len(text) > longest for text in texts):
            self.add_error(name, _("Make it shorter: up to %(longest)s characters") % {"longest": in_digits(longest)})

    def _lines(self, wording):
        """``[{language: words}]``, one for each answer."""
        lines = {code: [" ".join(line.split()) for line in text.splitlines()] for code, text in wording.items()}
        lines = {code: [line for line in found if line] for code, found in lines.items()}
        is_choice = self.cleaned_data.get("kind", "choice") == "choice" and "kind" not in self.errors
        if not is_choice:
            return []
        bokmal = lines.get("nb", [])
        if len(bokmal) < 2 or len(set(bokmal)) < len(bokmal):
            self.add_error("choices", _("Write at least two different answers in bokmål, one on each line"))
        elif any(len(found) not in (0, len(bokmal)) for found in lines.values()):
            self.add_error("choices", _("Write as many answers in each language as in bokmål, or none"))
        self._check_length("choices", [line for found in lines.values() for line in found], LONGEST_CHOICE)
        return [
            {code: found[number] for code, found in lines.items() if number < len(found)}
            for number in range(len(bokmal))
        ]
