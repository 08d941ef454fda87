"""Phone numbers: how they are read, kept and shown."""

import re
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms import readers

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
