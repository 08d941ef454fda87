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
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from forms import readers
from forms.readers import EARLIEST_YEAR, HIDDEN_CHARACTERS, YEARS_AHEAD

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


COSTLY_NUMBER_TYPES = {
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    phonenumbers.PhoneNumberType.UAN,
}


# What is written before and in a phone number, besides digits: «tlf.», spaces, full stops, slashes, dashes, brackets.
PHONE_PREFIX = re.compile(r"\A(?:telefon|tlf|tel|mobil|mob|phone)[.:]*\s*")
PHONE = re.compile(r"(?:\+|00)?[\d\s()./-]+")
TRUNK_ZERO = re.compile(r"(?<=\d)\s*\(0\)")  # as in +46 (0)8: not dialled from abroad
SERVICE_NUMBER = re.compile(r"0[0-9]{4}|116[0-9]{3}")  # an organisation's number of five digits, a helpline's of six


class PhoneField(forms.CharField):
    """A phone number as people write it, stored as ``+4722424545`` (E.164). Norwegian if it has no country code."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def __init__(
        self, *, refuse_costly_numbers: bool = False, takes_service_numbers: bool = False, **kwargs: Any
    ) -> None:
        """``refuse_costly_numbers``: for numbers that a stranger writes and that others are to call.

        ``takes_service_numbers``: for an organisation's number, which can be ``04800`` or ``116 123``. These have no
        country code, and are stored as they are dialled.
        """
        self.refuse_costly_numbers, self.takes_service_numbers = refuse_costly_numbers, takes_service_numbers
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = PHONE_PREFIX.sub("", readers.tidy(str(value or "")))
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return ""
        digits = re.sub(r"[\s()./-]", "", TRUNK_ZERO.sub("", text))
        if self.takes_service_numbers and SERVICE_NUMBER.fullmatch(digits):
            return digits
        try:
            number = phonenumbers.parse(TRUNK_ZERO.sub("", text), "NO") if PHONE.fullmatch(text) else None
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number) or _has_lost_digits(digits, number):
            raise ValidationError(_("Write the phone number with 8 digits, or with a country code"))
        if self.refuse_costly_numbers and phonenumbers.number_type(number) in COSTLY_NUMBER_TYPES:
            raise ValidationError(_("Write an ordinary phone number. This one costs too much to call."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _has_lost_digits(digits: str, number: phonenumbers.PhoneNumber) -> bool:
    """Whether a Norwegian number is not all that was typed: the library reads ``4705000`` as +47 05000."""
    national = phonenumbers.national_significant_number(number)
    country_code = digits.removesuffix(national)
    whole = {"", "47"} if len(national) == 8 else {""}
    return number.country_code == 47 and digits.isdigit() and country_code not in whole | {"0047"}


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
            message = _("Write a number from %(lowest)s to %(highest)s")
            raise ValidationError(
                message % {"lowest": format_number(self.lowest), "highest": format_number(self.highest)}
            )
        return number


class MinutesField(WholeNumberField):
    """A duration in minutes, also written in hours: ``90``, ``90 min``, ``1 t 30`` or ``halvannen time``."""

    widget = forms.TextInput(attrs={"size": 12})  # not the keyboard of digits alone: hours need letters

    def read(self, text: str) -> int:
        try:
            return readers.read_minutes(text)
        except readers.Unreadable:
            message = _("Write how many minutes, for example 90, or hours and minutes: 1 t 30 min")
            raise ValidationError(message) from None


def date_in_words(day: datetime.date) -> str:
    """“Wednesday 3 June 2026” in the active language."""
    return date_format(day, "l j F Y" if get_language() == "en" else "l j. F Y")


def question_about_date(text: str, **how: Any) -> tuple[datetime.date | None, Message]:
    """``(the date, what the person has to be asked first)``: the question is empty where the date is certain.

    ``how`` is what ``readers.read_date`` takes. The date is None where there is none.
    """
    try:
        read = readers.read_date(text, **how)
    except readers.WrongWeekday as wrong:
        day = {"day": date_in_words(wrong.day)}
        return None, _("The date is a different day of the week: %(day)s. Correct the weekday or the date.") % day
    except readers.Unreadable:
        return None, _("Write the date like this: 3.6.2026")
    years = {"first": EARLIEST_YEAR, "last": how["today"].year + YEARS_AHEAD}
    if not years["first"] <= read.day.year <= years["last"]:
        return None, _("Write a year between %(first)s and %(last)s") % years
    if read.is_certain:
        return read.day, ""
    day = {"day": date_in_words(read.day)}
    return read.day, _(
        "We read this as %(day)s. If that is right, press the button once more. If not, correct the date."
    ) % day


class DateField(forms.CharField):
    """A date as people write it: 31.5.2027, 31/5-27, 310527, «mandag 31. mai» or «i går».

    A date that is read with a guess, such as one without a year, is an error that says what was understood. The
    form then shows the full date, which is accepted when it is sent.

    The form (``SiteForm``) sets ``today``, and ``year`` where dates without one lie in a certain year. A field by
    itself takes the day in Norway, and reads the latest such date.
    """

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 16})
    is_upcoming = False  # whether a date without a year lies in the future
    today: datetime.date | None = None
    year: int | None = None

    def clean(self, value: Any) -> datetime.date | None:
        text = HIDDEN_CHARACTERS.sub("", str(value or "")).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        day, question = self.read(text)
        if question:
            raise ValidationError(question)
        return day

    def read(self, text: str) -> tuple[datetime.date | None, Message]:
        """The date, and what the person has to be asked before it is kept."""
        today = self.today or timezone.localdate()
        return question_about_date(text, today=today, is_upcoming=self.is_upcoming, year=self.year)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed; a date that was understood with a guess is written in full."""
        return bound_date(self, super().bound_data(data, initial))


def bound_date(field: Any, shown: Any) -> Any:
    """What a date field with a method ``read`` shows of what was typed: a full date where one was guessed."""
    text = HIDDEN_CHARACTERS.sub("", shown).strip() if isinstance(shown, str) else ""
    day, question = field.read(text) if text else (None, "")
    return f"{day.day}.{day.month}.{day.year}" if day and question else shown


class UpcomingDateField(DateField):
    """A date of something that is planned. Without a year, it is the next such date."""

    is_upcoming = True


class TimeField(forms.CharField):
    """A time of day as people write it: 18, 18.30, 18:30, 1830, kl. 18 or 6 pm. The hours 1 to 8 need two digits."""

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 6})

    def __init__(self, *, required_message: Message, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages["required"] = required_message

    def clean(self, value: Any) -> datetime.time:
        text = HIDDEN_CHARACTERS.sub("", str(value or "")).strip()
        if not text:
            raise ValidationError(self.error_messages["required"])
        try:
            return readers.read_time(text)
        except readers.MorningOrEvening as either:
            raise ValidationError(morning_or_evening(either.time)) from None
        except readers.Unreadable:
            raise ValidationError(_("Write the time like this: 18.00")) from None


def morning_or_evening(time: datetime.time) -> Message:
    """The question whether a time is in the morning or in the evening. ``time`` is the one in the morning."""
    texts = {"morning": f"{time:%H.%M}", "evening": f"{time.hour + 12}.{time:%M}"}
    return _("Write %(morning)s if it is in the morning, or %(evening)s if it is in the evening") % texts


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


NO_ANSWER = _("I do not answer this")


class RadioButtons(forms.RadioSelect):
    """Radio buttons. Where ``no_answer`` is set and no choice is empty, it is the last button, and takes a choice back.

    A radio button that is ticked cannot be unticked. Without an answer, none is ticked.
    """

    no_answer: Message = ""

    def format_value(self, value: Any) -> Any:
        return [] if value is None else super().format_value(value)

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        codes = {str(option["value"]) for _group, options, _index in groups for option in options}
        if not self.no_answer or not codes or "" in codes:
            return groups
        last = self.create_option(name, "", str(self.no_answer), "" in value, len(groups), attrs=attrs)
        return [*groups, (None, [last], len(groups))]


class SingleChoiceField(forms.ChoiceField):
    """One choice among several, as radio buttons. One that is not required can be taken back: ``no_answer``."""

    widget = RadioButtons
    known_choices: Choices = ()  # also names the choices that were offered before, for summaries
    is_kept_out_of_summary = False
    is_part_of_another = False  # whether it belongs to the question before it, and is not marked as optional

    def __init__(self, *, required_message: Message, no_answer: Message = NO_ANSWER, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages |= {"required": required_message, "invalid_choice": required_message}
        if not self.required and isinstance(self.widget, RadioButtons):
            self.widget.no_answer = no_answer


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
