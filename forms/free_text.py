"""Free text about what was done: nobody's number or address, and a question where it seems to name somebody.

Numbers and addresses are refused. A name can be mistaken for something else, so it is asked about: the text is changed,
or a box is ticked that says that it is not the name of a person. The box is shown only then, and its tick is for this
text alone. Decision 0037.
"""

import hashlib
from typing import Any, NamedTuple, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms.contact_details import has_contact_details
from forms.fields import LongTextField, TextField
from forms.names import find_names


def refuse_contact_details(text: str) -> str:
    """The text. Raises ``ValidationError`` if a person could be found by an address or a number in it."""
    if has_contact_details(text):
        raise ValidationError(_("Leave out e-mail addresses, phone numbers and identity numbers"))
    return text


class TypedText(str):
    """What was typed, and the ``answer`` that was ticked below it: of which text it was said that it names nobody."""

    answer: str

    def __new__(cls, text: str, answer: str) -> Self:
        self = super().__new__(cls, text)
        self.answer = answer
        return self


class NamesQuestion(NamedTuple):
    """Whether these words name somebody. ``answer`` is sent where they do not."""

    names: str
    answer: str
    is_answered: bool

    @property
    def label(self) -> str:
        return _("“%(names)s” is not the name of a person") % {"names": self.names}


class ReadsAnswer(forms.Widget):
    """A widget that also reads the tick below it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        return None if text is None else TypedText(text, data.get(f"{name}_names_nobody", ""))


class FreeTextInput(ReadsAnswer, forms.TextInput):
    """One line, and the tick below it."""


class FreeTextArea(ReadsAnswer, forms.Textarea):
    """Several lines, and the tick below them."""


class FreeTextField(TextField):
    """One line of free text. ``saved`` was kept before and is not asked about again.

    ``own_name`` is the given name of whoever writes about themselves. ``question`` is there after cleaning, if any.
    """

    widget: type[forms.Widget] | forms.Widget = FreeTextInput
    saved: str = ""
    own_name: str = ""
    question: NamesQuestion | None = None

    def clean(self, value: Any) -> str:
        text = refuse_contact_details(super().clean(value))
        self.question = self._question(text, getattr(value, "answer", ""))
        if self.question and not self.question.is_answered:
            message = _("Is there a name here? “%(names)s”. Take it out, or tick the box below")
            raise ValidationError(message % {"names": self.question.names})
        return text

    def _question(self, text: str, answer: str) -> NamesQuestion | None:
        own = set(self.own_name.casefold().split())
        names = [name for name in find_names(text) if not set(name.casefold().split()) <= own]
        if not names or text == self.saved:
            return None
        of_this_text = hashlib.sha256(text.encode()).hexdigest()[:16]
        return NamesQuestion(", ".join(names), of_this_text, answer == of_this_text)


class LongFreeTextField(FreeTextField, LongTextField):
    """Several lines of free text."""

    widget = FreeTextArea(attrs={"rows": 6})
