"""The fields that forms are made of. They accept what people usually type, and each error message says what to do."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, ProhibitNullCharactersValidator, URLValidator
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forms import readers
from forms.readers import HIDDEN_CHARACTERS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Message
else:
    Message = str | Promise  # a text, or one that is translated when it is shown
Choices = Iterable[tuple[Any, Any]]  # [(code, name)]

# All the ways to end a line that text pasted from word processors can contain.
LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def normalize_text(value: str, multiline: bool = False) -> str:
    """The text in Unicode's composed form (NFC).

    Raises ``ValidationError`` for control characters, hidden characters and lone surrogates. In several lines, which
    are often pasted from elsewhere, all line breaks become ``\\n`` and hidden characters are removed without an error.
    """
    value = unicodedata.normalize("NFC", value)
    if multiline:
        value = HIDDEN_CHARACTERS.sub("", LINE_BREAKS.sub("\n", value))
    if value != remove_unstorable(value, multiline):
        raise ValidationError(_("Some signs cannot be stored, and we took them out. Look it over and send it again."))
    return value


def remove_unstorable(value: str, multiline: bool = False) -> str:
    """The text without the characters that ``normalize_text`` refuses."""
    allowed = "\n\t" if multiline else ""
    return HIDDEN_CHARACTERS.sub(
        "", "".join(s for s in value if unicodedata.category(s) not in ("Cc", "Cs") or s in allowed)
    )


def format_number(number: int) -> str:
    """A number with the thousands separator of the active language: ``1 000`` or ``1,000``."""
    return number_format(number, use_l10n=True, force_grouping=True)


def parse_whole_number(text: str | None) -> int | None:
    """The number in a hidden field or an address; None if it is no number of at most nine digits."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


class TextField(forms.CharField):
    """One line of text of at most ``longest`` characters."""

    multiline = False

    def __init__(
        self,
        *,
        longest: int,
        required_message: Message | None = None,
        too_long_message: Message | None = None,
        autocomplete: str = "",
        **kwargs: Any,
    ) -> None:
        self.longest, self.autocomplete = longest, autocomplete
        super().__init__(**kwargs)
        if required_message:
            self.error_messages["required"] = required_message
        if too_long_message:
            self.error_messages["too_long"] = too_long_message
        # normalize_text() has one message for all control characters, the null character included.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if self.autocomplete:
            attrs |= {"autocomplete": self.autocomplete, "spellcheck": "false"}
        return attrs

    def clean(self, value: Any) -> str:
        text = normalize_text(super().clean(value), self.multiline)
        if len(text) > self.longest:
            if "too_long" in self.error_messages:
                raise ValidationError(self.error_messages["too_long"])
            message = ngettext_lazy(
                "The text can have up to %(longest)s character. Now it has %(now)s.",
                "The text can have up to %(longest)s characters. Now it has %(now)s.",
                self.longest,
            )
            raise ValidationError(message % {"longest": format_number(self.longest), "now": format_number(len(text))})
        return text

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed, without the characters that were refused: shown again when the form has errors."""
        shown = super().bound_data(data, initial)
        return remove_unstorable(LINE_BREAKS.sub("\n", shown), self.multiline) if isinstance(shown, str) else shown


class LongTextField(TextField):
    """Several lines of text."""

    multiline = True
    widget = forms.Textarea(attrs={"rows": 6})


class DigitsField(TextField):
    """A number that identifies something, such as a member number. Spaces are ignored, leading zeros are kept."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, *, invalid_message: Message, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["invalid"] = invalid_message

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s.\-]", "", HIDDEN_CHARACTERS.sub("", super().clean(value)))
        if text and not re.fullmatch(r"[0-9]+", text):
            raise ValidationError(self.error_messages["invalid"])
        return text


class NameField(TextField):
    """A person's name, in any alphabet. It has at least one letter."""

    def __init__(self, *, longest: int = 80, **kwargs: Any) -> None:
        super().__init__(longest=longest, **kwargs)

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if name and not any(character.isalpha() for character in name):
            raise ValidationError(self.error_messages["required"])
        return name

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "spellcheck": "false", "autocapitalize": "words"}


LONGEST_EMAIL = 254  # RFC 5321


class EmailField(forms.EmailField):
    """An e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": _("Write your e-mail address"),
            "invalid": _("Write the e-mail address like this: name@example.no"),
        }
        for validator in self.validators:
            if isinstance(validator, EmailValidator):
                validator.message = self.error_messages["invalid"]
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {
            **super().widget_attrs(widget),
            "autocomplete": "email",
            "spellcheck": "false",
            "autocapitalize": "none",
        }

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if len(value or "") > LONGEST_EMAIL:
            raise ValidationError(self.error_messages["invalid"])
        return normalize_text(HIDDEN_CHARACTERS.sub("", value)) if value else value


class PostcodeField(forms.CharField):
    """A Norwegian postcode: four digits. ``N-5003``, ``NO 5003``, ``50 03`` and ``5003 Bergen`` are accepted."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code", "size": 6})

    def clean(self, value: Any) -> str:
        if not str(value or "").strip():
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return ""
        try:
            return readers.read_postcode(str(value))
        except readers.Unreadable:
            raise ValidationError(_("The postcode has 4 digits")) from None


class WholeNumberField(forms.CharField):
    """A whole number from ``lowest`` to ``highest``. ``units`` are the words that may stand behind it."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})

    def __init__(
        self,
        *,
        lowest: int = 0,
        highest: int = 100_000,
        units: tuple[str, ...] = (),
        required_message: Message | None = None,
        **kwargs: Any,
    ) -> None:
        self.lowest, self.highest, self.units = lowest, highest, units
        super().__init__(**kwargs)
        if required_message:
            self.error_messages["required"] = required_message

    def read(self, text: str) -> int:
        """The number. Raises ``readers.Unreadable``, or ``ValidationError`` where a sentence of its own fits better."""
        try:
            return readers.read_whole_number(text, self.units)
        except readers.NotWhole:
            raise ValidationError(_("Write a whole number, without decimals, for example 6")) from None

    def clean(self, value: Any) -> int | None:
        text = HIDDEN_CHARACTERS.sub("", str(value if value is not None else "")).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        try:
            number = self.read(text)
        except readers.Unreadable:
            raise ValidationError(_("Write the number with digits, for example 6")) from None
        if not self.lowest <= number <= self.highest:
            raise ValidationError(self.out_of_range())
        return number

    def out_of_range(self) -> Message:
        """What is said of a number that is too low or too high."""
        message = _("Write a number from %(lowest)s to %(highest)s")
        return message % {"lowest": format_number(self.lowest), "highest": format_number(self.highest)}


DAY_IN_MINUTES = 1440


class MinutesField(WholeNumberField):
    """A duration in minutes, also written in hours: ``90``, ``90 min``, ``1 t 30`` or ``halvannen time``."""

    widget = forms.TextInput(attrs={"size": 12})  # not the keyboard of digits alone: hours need letters

    def read(self, text: str) -> int:
        try:
            return readers.read_minutes(text)
        except readers.Unreadable:
            message = _("Write how many minutes, for example 90, or hours and minutes: 1 t 30 min")
            raise ValidationError(message) from None

    def out_of_range(self) -> Message:
        if self.highest != DAY_IN_MINUTES:
            return super().out_of_range()
        text = _("Write at least %(lowest)s, and at most one day and night (1440 minutes)")
        return text % {"lowest": format_number(self.lowest)}


WEB_ADDRESS_INVALID = _("Write the address like this: https://www.example.no")


class WebAddressField(forms.URLField):
    """The address of a web page. Without ``https://`` it is added."""

    widget = forms.TextInput

    def __init__(self, *, autocomplete: str = "", **kwargs: Any) -> None:
        self.autocomplete = autocomplete
        super().__init__(max_length=200, assume_scheme="https", **kwargs)
        self.error_messages |= {
            "invalid": WEB_ADDRESS_INVALID,
            "max_length": _("The address is too long. Use a shorter one."),
        }
        others = [validator for validator in self.validators if not isinstance(validator, URLValidator)]
        self.validators = [*others, URLValidator(schemes=["http", "https"], message=WEB_ADDRESS_INVALID)]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = {**super().widget_attrs(widget), "inputmode": "url", "spellcheck": "false"}
        return attrs | {"autocomplete": self.autocomplete} if self.autocomplete else attrs


class WordingWidget(forms.MultiWidget):
    """A text area for each language."""

    template_name = "forms/wording.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.Textarea(attrs={"rows": 2, "lang": code}) for code, _name in settings.INTERFACE_LANGUAGES
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: dict[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code, _name in settings.INTERFACE_LANGUAGES]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, (_code, language) in zip(context["widget"]["subwidgets"], settings.INTERFACE_LANGUAGES, strict=True):
            part["label"] = language
        return context


class WordingFormField(forms.MultiValueField):
    """One text in three languages, as ``{language: text}``. Languages without a text are left out; bokmål is needed."""

    widget = WordingWidget

    def __init__(self, *, longest: int = 5000, **kwargs: Any) -> None:
        fields = [LongTextField(longest=longest, required=False) for _language in settings.INTERFACE_LANGUAGES]
        super().__init__(
            fields, require_all_fields=False, **{k: v for k, v in kwargs.items() if k not in ("encoder", "decoder")}
        )

    def bound_data(self, data: Sequence[str], initial: Any) -> list[Any]:
        return [field.bound_data(text, None) for field, text in zip(self.fields, data, strict=True)]

    def compress(self, values: Sequence[str]) -> dict[str, str]:
        wording = {
            code: text for (code, _name), text in zip(settings.INTERFACE_LANGUAGES, values, strict=False) if text
        }
        if wording and "nb" not in wording:
            raise ValidationError(_("Write the text in bokmål. Nynorsk and English can be left for later."))
        return wording
