"""The fields that forms are made of. They accept what people usually type, and each error message says what to do."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, ProhibitNullCharactersValidator, URLValidator
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Message
else:
    Message = str | Promise  # a text, or one that is translated when it is shown
Choices = Iterable[tuple[Any, Any]]  # [(code, name)]

# Characters that hide or reorder text: with them, a name in a signed document could look like another name, or like
# none. Among them are letters that nobody can see, and two characters that an XML file must not contain.
HIDDEN_CHARACTERS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
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


COSTLY_NUMBER_TYPES = {
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    phonenumbers.PhoneNumberType.UAN,
}


class PhoneField(forms.CharField):
    """A phone number as people write it, stored as ``+4722424545`` (E.164). Norwegian if it has no country code."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def __init__(self, *, refuse_costly_numbers: bool = False, **kwargs: Any) -> None:
        """``refuse_costly_numbers``: for numbers that a stranger writes and that others are to call."""
        self.refuse_costly_numbers = refuse_costly_numbers
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = HIDDEN_CHARACTERS.sub("", str(value or "")).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return ""
        try:
            number = phonenumbers.parse(text, "NO")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number):
            raise ValidationError(_("Write the phone number with 8 digits, or with a country code"))
        if self.refuse_costly_numbers and phonenumbers.number_type(number) in COSTLY_NUMBER_TYPES:
            raise ValidationError(_("Write an ordinary phone number. This one costs too much to call."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(number: str) -> str:
    """A stored phone number as people read it: ``+4722424545`` becomes ``22 42 45 45``.

    Foreign numbers keep their country code, numbers of five or six digits are split after the third. What is no phone
    number is returned as it is.
    """
    try:
        parsed = phonenumbers.parse(number, "NO")
    except phonenumbers.NumberParseException:
        return number
    digits = number.removeprefix("+47")
    if len(digits) in (5, 6):
        text = f"{digits[:3]} {digits[3:]}"
    elif not phonenumbers.is_valid_number(parsed):
        text = digits
    else:
        national = parsed.country_code == 47
        form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        text = phonenumbers.format_number(parsed, form)
    return text.replace(" ", "\N{NO-BREAK SPACE}")


class PostcodeField(forms.CharField):
    """A Norwegian postcode: four digits. ``N-5003``, ``NO 5003`` and ``50 03`` are accepted."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code", "size": 6})

    def clean(self, value: Any) -> str:
        digits = re.sub(r"[^0-9]", "", str(value or "").upper().removeprefix("NO"))
        if not str(value or "").strip():
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return ""
        if len(digits) != 4:
            raise ValidationError(_("The postcode has 4 digits"))
        return digits


class WholeNumberField(forms.CharField):
    """A whole number from ``lowest`` to ``highest``. Spaces and full stops between the digits are ignored."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})

    def __init__(
        self, *, lowest: int = 0, highest: int = 100_000, required_message: Message | None = None, **kwargs: Any
    ) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(**kwargs)
        if required_message:
            self.error_messages["required"] = required_message

    def clean(self, value: Any) -> int | None:
        text = re.sub(r"[\s.\u00a0]", "", str(value if value is not None else ""))
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValidationError(_("Write the number with digits, for example 6"))
        if not self.lowest <= int(text) <= self.highest:
            message = _("Write a number from %(lowest)s to %(highest)s")
            raise ValidationError(
                message % {"lowest": format_number(self.lowest), "highest": format_number(self.highest)}
            )
        return int(text)


# The years that a date can lie in: from what an organisation can remember to what it can plan.
EARLIEST_YEAR, YEARS_AHEAD = 1950, 5


class DateField(forms.CharField):
    """A date as people write it: 3.6, 3/6-26, 03.06.2026 or 2026-06-03. Without a year, it is the latest such date.

    ``today`` is set by the form (``SiteForm``); a field by itself takes the date in Norway.
    """

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 12})
    is_upcoming = False  # whether a date without a year lies in the future
    today: datetime.date | None = None

    def clean(self, value: Any) -> datetime.date | None:
        text = HIDDEN_CHARACTERS.sub("", str(value or "")).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        today = self.today or timezone.localdate()
        try:
            day = parse_date(text, today, self.is_upcoming)
        except ValueError:
            raise ValidationError(_("Write the date like this: 3.6.2026")) from None
        if not EARLIEST_YEAR <= day.year <= today.year + YEARS_AHEAD:
            years = {"first": EARLIEST_YEAR, "last": today.year + YEARS_AHEAD}
            raise ValidationError(_("Write a year between %(first)s and %(last)s") % years)
        return day


class UpcomingDateField(DateField):
    """A date of something that is planned. Without a year, it is the next such date."""

    is_upcoming = True


def parse_date(text: str, today: datetime.date, is_upcoming: bool = False) -> datetime.date:
    """The date that ``text`` says. Without a year it is the latest such date, or the next one if ``is_upcoming``.

    Raises ``ValueError`` when the text is no date.
    """
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    if iso:
        return datetime.date(*map(int, iso.groups()))
    match = re.fullmatch(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*(?:[./-]?\s*(\d{4}|\d{2}))?\.?", text)
    if not match:
        raise ValueError(text)
    day, month, year = match.groups()
    if year:
        return datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    this_year = datetime.date(today.year, int(month), int(day))
    if is_upcoming:
        return this_year if this_year >= today else this_year.replace(year=today.year + 1)
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


class TimeField(forms.CharField):
    """A time of day as people write it: 18, 18.30, 18:30, 1830 or kl. 18."""

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 6})

    def __init__(self, *, required_message: Message, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["required"] = required_message

    def clean(self, value: Any) -> datetime.time:
        text = HIDDEN_CHARACTERS.sub("", str(value or "")).strip().lower()
        if not text:
            raise ValidationError(self.error_messages["required"])
        match = re.fullmatch(r"(?:klokka|klokken|kl\.?)?\s*(\d{1,2})(?:[.:]?(\d{2}))?", text)
        try:
            if match:
                return datetime.time(int(match[1]), int(match[2] or 0))
        except ValueError:  # no such hour or minute
            pass
        raise ValidationError(_("Write the time like this: 18.00"))


def moment_in_utc(day: datetime.date, time: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """The moment in UTC at which it is this date and time in ``zone``.

    When the clocks go back, a time that comes twice means the first one. Raises ``ValidationError`` for a time that
    does not exist because the clocks go forward.
    """
    moment = datetime.datetime.combine(day, time, tzinfo=zone).astimezone(datetime.UTC)
    if moment.astimezone(zone).time() != time:
        raise ValidationError(_("That time does not exist on that day: the clocks go forward. Choose another time"))
    return moment


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


class ChoiceWithHint(str):
    """The name of a choice, and a ``hint`` that is shown below it."""

    hint: str

    def __new__(cls, name: str, hint: str) -> Self:
        self = super().__new__(cls, name)
        self.hint = hint
        return self


class SingleChoiceField(forms.ChoiceField):
    """One choice among several, as radio buttons."""

    widget = forms.RadioSelect
    known_choices: Choices = ()  # also names the choices that were offered before, for summaries
    is_kept_out_of_summary = False
    is_part_of_another = False  # whether it belongs to the question before it, and is not marked as optional

    def __init__(self, *, required_message: Message, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {"required": required_message, "invalid_choice": required_message}


class MultiChoiceField(forms.MultipleChoiceField):
    """Any number of choices, as check boxes."""

    widget = forms.CheckboxSelectMultiple
    known_choices: Choices = ()  # also names the choices that were offered before, for summaries

    def __init__(self, *, required_message: Message | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if required_message:
            self.error_messages["required"] = required_message
        self.error_messages["invalid_choice"] = _("Choose among the answers in the list")


class CheckboxField(forms.BooleanField):
    """A statement that one agrees to by ticking a check box. The box is never ticked beforehand."""

    def __init__(self, *, required_message: Message | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if required_message:
            self.error_messages["required"] = required_message


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
