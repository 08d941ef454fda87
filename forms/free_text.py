"""Free text about what was done: nobody's number or address, and a question where it seems to name somebody.

Numbers and addresses are refused. A name can be mistaken for something else, so it is asked about: the text is changed,
or a box is ticked that says that it is not the name of a person. The box is shown only then, and its tick is for this
text alone. Decision 0037.
"""

import hashlib
import re
from typing import Any, NamedTuple, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms.contact_details import has_contact_details, has_identity_number
from forms.fields import LongTextField, TextField
from forms.names import find_given_names, find_names


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
        text = self.without_details(super().clean(value))
        self.question = self._question(text, getattr(value, "answer", ""))
        if self.question and not self.question.is_answered:
            message = _("Is there a name here? “%(names)s”. Take it out, or tick the box below")
            raise ValidationError(message % {"names": self.question.names})
        return text

    def without_details(self, text: str) -> str:
        """The text. Raises ``ValidationError`` where there is something in it by which a person could be found."""
        return refuse_contact_details(text)

    def names_in(self, text: str) -> list[str]:
        """The words that seem to name somebody."""
        return find_names(text)

    def _question(self, text: str, answer: str) -> NamesQuestion | None:
        own = set(self.own_name.casefold().split())
        names = [name for name in self.names_in(text) if not set(name.casefold().split()) <= own]
        if not names or text == self.saved:
            return None
        of_this_text = hashlib.sha256(text.encode()).hexdigest()[:16]
        return NamesQuestion(", ".join(names), of_this_text, answer == of_this_text)


class LongFreeTextField(FreeTextField, LongTextField):
    """Several lines of free text."""

    widget = FreeTextArea(attrs={"rows": 6})


STREET = re.compile(
    r"\b[A-ZÆØÅ][\w.-]*(?: ?(?:gata|gaten|gate|veien|vegen|vei|veg|allé|alleen|plass|bakken|svingen|stien)) ?\d{1,4}\b"
)


class AsksAboutEachName(FreeTextField):
    """Asks about every given name, whatever stands around it: in a letter a name stands alone, as at its end."""

    def names_in(self, text: str) -> list[str]:
        names = super().names_in(text)
        said = " ".join(names).casefold()
        return names + [name for name in find_given_names(text) if name.casefold() not in said]


class HeadingField(AsksAboutEachName):
    """One line for the public."""


class LetterField(AsksAboutEachName, LongFreeTextField):
    """What somebody writes about themselves to people who are not to know who they are. A street is refused too."""

    def without_details(self, text: str) -> str:
        if STREET.search(text):
            raise ValidationError(_("Leave out where somebody lives: the street and the number"))
        return super().without_details(text)


class PublicTextField(AsksAboutEachName, LongFreeTextField):
    """Several lines for the public. They may say where a service is and its number, but nobody's identity number."""

    def without_details(self, text: str) -> str:
        if has_identity_number(text):
            raise ValidationError(_("Leave out identity numbers"))
        return text
