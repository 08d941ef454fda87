"""The organisation's own questions: what defines one, the forms that show them, and the form that edits one."""

from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.dates import DateField
from forms.fields import LongTextField, WholeNumberField, WordingFormField, format_number
from forms.renderer import SiteForm

QUESTION_KINDS = [
    ("text", _("Text")),
    ("choice", _("One of several answers")),
    ("yes_no", _("Yes or no")),
    ("number", _("A number")),
    ("date", _("A date")),
]
YES_NO_CHOICES = [("yes", pgettext_lazy("answer", "Yes")), ("no", pgettext_lazy("answer", "No"))]
LONGEST_LABEL, LONGEST_HINT, LONGEST_CHOICE = 200, 300, 100


@dataclass(frozen=True)
class QuestionDefinition:
    """One of the organisation's own questions, as plain values."""

    name: str  # the name of the field
    kind: str
    label: str
    hint: str = ""
    choices: tuple = ()  # [(code, name)] if the kind is "choice"
    required: bool = False

    def form_field(self):
        """The form field for this question."""
        required_message = format_lazy(_("Answer this: {question}"), question=self.label)
        common = {"label": self.label, "help_text": self.hint, "required": self.required}
        if self.kind == "choice":
            return SingleChoiceField(choices=self.choices, required_message=required_message, **common)
        if self.kind == "yes_no":
            return SingleChoiceField(choices=YES_NO_CHOICES, required_message=required_message, **common)
        if self.kind == "number":
            return WholeNumberField(required_message=required_message, **common)
        if self.kind == "date":
            return DateField(error_messages={"required": required_message}, **common)
        return LongTextField(longest=1000, required_message=required_message, **common)


class ExtensibleForm(SiteForm):
    """A form that ends with the organisation's own questions: ``extra`` is ``[QuestionDefinition]``."""

    def __init__(self, *args, extra=(), **kwargs):
        super().__init__(*args, **kwargs)
        for question in extra:
            field = question.form_field()
            if isinstance(field, DateField):
                field.today, field.year = self.today, self.year
            self.fields[question.name] = field


class QuestionForm(SiteForm):
    """One of the organisation's questions. Its kind and step cannot be changed: stored answers depend on them."""

    label = WordingFormField(label=_("The question"), error_messages={"required": _("Write the question in bokmål")})
    hint = WordingFormField(label=_("A line that helps"), required=False)
    kind = SingleChoiceField(
        label=_("How is it answered?"), choices=QUESTION_KINDS, required_message=_("Choose how it is answered")
    )
    choices = WordingFormField(
        label=_("The answers to choose among"),
        required=False,
        help_text=_("Only where one of several is chosen. One answer on each line, in the same order in each language"),
    )
    step = SingleChoiceField(label=_("In which step?"), choices=[], required_message=_("Choose a step"))
    categories = MultiChoiceField(
        label=_("Only for those who choose"), choices=[], required=False, help_text=_("Everybody if you choose none")
    )
    required = CheckboxField(label=_("It has to be answered before the application can be sent"), required=False)
    order = WholeNumberField(
        label=_("Number in the row"),
        highest=999,
        help_text=_("The lowest comes first"),
        required_message=_("Write a number"),
    )

    def __init__(self, *args, is_new=True, early_steps=(), **kwargs):
        """``early_steps`` are the keys of the steps in which it is not known yet what the applicant chooses."""
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
            cleaned["choices"] = self._clean_choices(cleaned["choices"])
        if cleaned.get("categories") and (cleaned.get("step") or self.initial.get("step")) in self.early_steps:
            self.add_error("categories", _("It is not known yet in this step what the applicant chooses. Choose none"))
        return cleaned

    def _check_length(self, name, texts, longest):
        if any(len(text) > longest for text in texts):
            self.add_error(
                name, _("Make it shorter: up to %(longest)s characters") % {"longest": format_number(longest)}
            )

    def _clean_choices(self, wording):
        """One ``{language: text}`` for each line. Adds an error if there are too few or the languages do not match."""
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
