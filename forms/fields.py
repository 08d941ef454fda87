"""How is one thing asked? Tolerant of what people type, and every complaint says what to do."""

import datetime
import re
import unicodedata

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

# Signs that hide or reorder text: they could make a name in a signed document read as another, or as none. Among them
# are letters that nobody can see, and two signs that no file of XML may hold.
HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)


# How word processors end a line: what is pasted from them is full of it.
BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def plain_text(value, multiline=False):
    """The text in its composed form. Refuses control characters, direction marks and broken characters.

    Several lines may be pasted from anywhere: their breaks become ours, and hidden signs go without a word.
    """
    value = unicodedata.normalize("NFC", value)
    if multiline:
        value = HIDDEN.sub("", BREAKS.sub("\n", value))
    if value != storable(value, multiline):
        raise ValidationError(_("Some signs cannot be stored, and we took them out. Look it over and send it again."))
    return value


def storable(value, multiline=False):
    """What is left of a text when all that ``plain_text`` refuses is taken out."""
    allowed = "\n\t" if multiline else ""
    return HIDDEN.sub("", "".join(s for s in value if unicodedata.category(s) not in ("Cc", "Cs") or s in allowed))


def in_digits(number):
    """A number as the reader's language groups it: ``1 000``, ``1,000``."""
    return number_format(number, use_l10n=True, force_grouping=True)


def whole_number(text):
    """The number that a hidden field or an address holds, or None."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text or "") else None


class TextField(forms.CharField):
    """One line of text of at most ``longest`` characters."""

    multiline = False

    def __init__(self, *, longest, empty=None, too_long=None, autocomplete="", **kwargs):
        self.longest, self.autocomplete = longest, autocomplete
        super().__init__(**kwargs)
        if empty:
            self.error_messages["required"] = empty
        if too_long:
            self.error_messages["too_long"] = too_long
        # The null character gets the same sentence as its kin (plain_text).
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        if self.autocomplete:
            attrs |= {"autocomplete": self.autocomplete, "spellcheck": "false"}
        return attrs

    def clean(self, value):
        value = plain_text(super().clean(value), self.multiline)
        if len(value) > self.longest:
            if "too_long" in self.error_messages:
                raise ValidationError(self.error_messages["too_long"])
            message = ngettext_lazy(
                "The text can have up to %(longest)s character. Now it has %(now)s.",
                "The text can have up to %(longest)s characters. Now it has %(now)s.",
                self.longest,
            )
            raise ValidationError(message % {"longest": in_digits(self.longest), "now": in_digits(len(value))})
        return value

    def bound_data(self, data, initial):
        """What was typed is shown again without the signs that were refused."""
        shown = super().bound_data(data, initial)
        return storable(BREAKS.sub("\n", shown), self.multiline) if isinstance(shown, str) else shown


class LongTextField(TextField):
    """Several lines of text."""

    multiline = True
    widget = forms.Textarea(attrs={"rows": 6})


class DigitsField(TextField):
    """A number that is a name for something: spaces are ignored, a zero in front is kept."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, *, wrong, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["wrong"] = wrong

    def clean(self, value):
        text = re.sub(r"[\s.\-]", "", HIDDEN.sub("", super().clean(value)))
        if text and not re.fullmatch(r"[0-9]+", text):
            raise ValidationError(self.error_messages["wrong"])
        return text


class NameField(TextField):
    """A person's name: any letters there are, and one at least."""

    def __init__(self, **kwargs):
        super().__init__(**{"longest": 80, **kwargs})

    def clean(self, value):
        value = super().clean(value)
        if value and not any(sign.isalpha() for sign in value):
            raise ValidationError(self.error_messages["required"])
        return value

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "spellcheck": "false", "autocapitalize": "words"}


LONGEST_ADDRESS = 254  # RFC 5321


class EmailField(forms.EmailField):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages |= {
            "required": _("Write your e-mail address"),
            "invalid": _("Write the e-mail address like this: name@example.no"),
        }
        for validator in self.validators:
            if hasattr(validator, "user_regex"):
                validator.message = self.error_messages["invalid"]
        self.validators = [v for v in self.validators if type(v).__name__ != "ProhibitNullCharactersValidator"]

    def widget_attrs(self, widget):
        return {
            **super().widget_attrs(widget),
            "autocomplete": "email",
            "spellcheck": "false",
            "autocapitalize": "none",
        }

    def to_python(self, value):
        value = super().to_python(value)
        if len(value or "") > LONGEST_ADDRESS:
            raise ValidationError(self.error_messages["invalid"])
        return plain_text(HIDDEN.sub("", value)) if value else value


COSTLY = {
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
    phonenumbers.PhoneNumberType.UAN,
}


class PhoneField(forms.CharField):
    """A phone number as people write it; kept as ``+4722424545`` (E.164). Norwegian unless a country code is given."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})

    def __init__(self, *, callable_by_anyone=False, **kwargs):
        """``callable_by_anyone`` refuses numbers at which the caller pays: others are to call what a stranger wrote."""
        self.callable_by_anyone = callable_by_anyone
        super().__init__(**kwargs)

    def clean(self, value):
        text = HIDDEN.sub("", str(value or "")).strip()
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
        if self.callable_by_anyone and phonenumbers.number_type(number) in COSTLY:
            raise ValidationError(_("Write an ordinary phone number. This one costs too much to call."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_in_words(number):
    """``+4722424545`` as ``22 42 45 45``; foreign numbers keep their country code. Short numbers in threes."""
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
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code", "size": 6})

    def clean(self, value):
        digits = re.sub(r"[^0-9]", "", str(value or "").upper().removeprefix("NO"))
        if not str(value or "").strip():
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return ""
        if len(digits) != 4:
            raise ValidationError(_("The postcode has 4 digits"))
        return digits


class WholeNumberField(forms.CharField):
    """A count, typed as digits; spaces are ignored."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 6})

    def __init__(self, *, lowest=0, highest=100_000, empty=None, **kwargs):
        self.lowest, self.highest = lowest, highest
        super().__init__(**kwargs)
        if empty:
            self.error_messages["required"] = empty

    def clean(self, value):
        text = re.sub(r"[\s.\u00a0]", "", str(value if value is not None else ""))
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValidationError(_("Write the number with digits, for example 6"))
        if not self.lowest <= int(text) <= self.highest:
            message = _("Write a number from %(lowest)s to %(highest)s")
            raise ValidationError(message % {"lowest": in_digits(self.lowest), "highest": in_digits(self.highest)})
        return int(text)


# What a date in these forms can be about: within the memory of an organisation, and a course that is planned.
EARLIEST_YEAR, YEARS_AHEAD = 1950, 5


class DayField(forms.CharField):
    """A date as people write it: 3.6, 3/6-26, 03.06.2026 or 2026-06-03. Without a year it is the latest such day."""

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 12})
    is_coming = False  # whether a day without a year is one that has been or one that comes

    def clean(self, value):
        text = HIDDEN.sub("", str(value or "")).strip()
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"])
            return None
        today = getattr(self, "today", None) or datetime.date.today()
        try:
            day = read_day(text, today, self.is_coming)
        except ValueError:
            raise ValidationError(_("Write the date like this: 3.6.2026")) from None
        if not EARLIEST_YEAR <= day.year <= today.year + YEARS_AHEAD:
            years = {"first": EARLIEST_YEAR, "last": today.year + YEARS_AHEAD}
            raise ValidationError(_("Write a year between %(first)s and %(last)s") % years)
        return day


class ComingDayField(DayField):
    """The same for plans: without a year it is the next such day."""

    is_coming = True


def read_day(text, today, is_coming=False):
    """The date that ``text`` means. Raises ``ValueError`` when it means none."""
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
    if is_coming:
        return this_year if this_year >= today else this_year.replace(year=today.year + 1)
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


class ClockField(forms.CharField):
    """A time of day as people write it: 18, 18.30, 18:30, 1830, kl. 18."""

    widget = forms.TextInput(attrs={"inputmode": "text", "size": 6})

    def __init__(self, *, empty, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["required"] = empty

    def clean(self, value):
        text = HIDDEN.sub("", str(value or "")).strip().lower()
        if not text:
            raise ValidationError(self.error_messages["required"])
        match = re.fullmatch(r"(?:klokka|klokken|kl\.?)?\s*(\d{1,2})(?:[.:]?(\d{2}))?", text)
        try:
            return datetime.time(int(match[1]), int(match[2] or 0))
        except (TypeError, ValueError):
            raise ValidationError(_("Write the time like this: 18.00")) from None


def moment_on(day, time, zone):
    """The moment, in UTC, at which a clock on the wall in ``zone`` first shows that time.

    One night a year an hour is left out, and one night an hour comes twice: on the wall, the later is not always more.
    """
    moment = datetime.datetime.combine(day, time, tzinfo=zone).astimezone(datetime.UTC)
    if moment.astimezone(zone).time() != time:
        raise ValidationError(_("That time does not exist on that day: the clocks go forward. Choose another time"))
    return moment


A_WEB_ADDRESS = _("Write the address like this: https://www.example.no")


class WebAddressField(forms.URLField):
    """The address of a web page."""

    widget = forms.TextInput

    def __init__(self, *, autocomplete="", **kwargs):
        self.autocomplete = autocomplete
        super().__init__(max_length=200, assume_scheme="https", **kwargs)
        self.error_messages |= {
            "invalid": A_WEB_ADDRESS,
            "max_length": _("The address is too long. Use a shorter one."),
        }
        others = [validator for validator in self.validators if not isinstance(validator, URLValidator)]
        self.validators = [*others, URLValidator(schemes=["http", "https"], message=A_WEB_ADDRESS)]

    def widget_attrs(self, widget):
        attrs = {**super().widget_attrs(widget), "inputmode": "url", "spellcheck": "false"}
        return attrs | {"autocomplete": self.autocomplete} if self.autocomplete else attrs


class Described(str):
    """The name of a choice, with a line below it that says more."""

    def __new__(cls, name, hint):
        self = super().__new__(cls, name)
        self.hint = hint
        return self


class OneField(forms.ChoiceField):
    """Pick one; every answer is a full row."""

    widget = forms.RadioSelect

    def __init__(self, *, empty, **kwargs):
        super().__init__(**kwargs)
        self.error_messages |= {"required": empty, "invalid_choice": empty}


class SeveralField(forms.MultipleChoiceField):
    """Pick any number."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, empty=None, **kwargs):
        super().__init__(**kwargs)
        if empty:
            self.error_messages["required"] = empty
        self.error_messages["invalid_choice"] = _("Choose among the answers in the list")


class TickField(forms.BooleanField):
    """A statement to agree to; never ticked beforehand."""

    def __init__(self, *, empty=None, **kwargs):
        super().__init__(**kwargs)
        if empty:
            self.error_messages["required"] = empty


class WordingWidget(forms.MultiWidget):
    template_name = "forms/wording.html"

    def __init__(self, attrs=None):
        widgets = {
            code: forms.Textarea(attrs={"rows": 2, "lang": code}) for code, _name in settings.INTERFACE_LANGUAGES
        }
        super().__init__(widgets, attrs)

    def decompress(self, value):
        return [(value or {}).get(code, "") for code, _name in settings.INTERFACE_LANGUAGES]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for part, (_code, language) in zip(context["widget"]["subwidgets"], settings.INTERFACE_LANGUAGES, strict=True):
            part["label"] = language
        return context


class WordingFormField(forms.MultiValueField):
    """One text in three languages; bokmål has to be there."""

    widget = WordingWidget

    def __init__(self, *, longest=5000, **kwargs):
        fields = [LongTextField(longest=longest, required=False) for _language in settings.INTERFACE_LANGUAGES]
        super().__init__(
            fields, require_all_fields=False, **{k: v for k, v in kwargs.items() if k not in ("encoder", "decoder")}
        )

    def bound_data(self, data, initial):
        return [field.bound_data(text, None) for field, text in zip(self.fields, data, strict=True)]

    def compress(self, values):
        wording = {
            code: text for (code, _name), text in zip(settings.INTERFACE_LANGUAGES, values, strict=False) if text
        }
        if wording and "nb" not in wording:
            raise ValidationError(_("Write the text in bokmål. Nynorsk and English can be left for later."))
        return wording
