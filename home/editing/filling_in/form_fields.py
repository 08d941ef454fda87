"""How dates, clock times, numbers and phone numbers are read from what an editor typed, in every form of the CMS."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from forms import readers
from forms.dates import bound_date, moment_in_utc, morning_or_evening, question_about_date
from portal import clock

SHORT_NUMBERS = (3, 4, 5, 6)  # digits
WITHOUT_COUNTRY_CODE = 8  # digits

# An address on a page, and the name of a figure in a text: programs read both.
validate_short_name = RegexValidator(
    r"^[a-z0-9-]+\Z", _("Use only small letters from a to z, digits and hyphens, for example ms-telefonen.")
)

validate_dialled_number = RegexValidator(
    r"^(\+\d{8,15}|\d{3,6})$", _("Write the number like this: +4722424545, or 116117")
)


# When a field is left, Wagtail's calendar puts today or this minute in place of what it cannot read. Ours leaves what
# was typed as it is: the field reads it, or says what is wrong.
AS_TYPED = {"validateOnBlur": False}


class DayInput(AdminDateInput):
    def get_config(self):
        return super().get_config() | AS_TYPED


class ClockInput(AdminTimeInput):
    def get_config(self):
        return super().get_config() | AS_TYPED


class MomentInput(AdminDateTimeInput):
    def get_config(self):
        return super().get_config() | AS_TYPED


class ClockField(forms.TimeField):
    """``17``, ``17.00``, ``1700`` and ``17:00`` are one time. Formats of Python would read ``24`` as 02:04."""

    default_error_messages = {"invalid": _("Write the time like this: 17:00. Midnight is 00:00.")}

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                return readers.read_time(value)
            except readers.MorningOrEvening as either:
                raise ValidationError(morning_or_evening(either.time)) from None
            except readers.Unreadable:
                raise ValidationError(self.error_messages["invalid"]) from None
        return super().to_python(value)


class ClosingClockField(ClockField):
    """When something closes: ``24:00`` and ``24`` are midnight, which is kept as 00:00 and shown as 24:00."""

    default_error_messages = {"invalid": _("Write the time like this: 17:00. Midnight is 24:00.")}
    MIDNIGHT = re.compile(r"(?:klokka |klokken |kl\.? ?)?24(?:[.:]?00)?")

    def to_python(self, value):
        if isinstance(value, str) and self.MIDNIGHT.fullmatch(readers.tidy(value)):
            return datetime.time(0)
        return super().to_python(value)

    def prepare_value(self, value):
        return "24:00" if value == datetime.time(0) else super().prepare_value(value)


class ClosingTimeField(models.TimeField):
    """A column for when something closes. To the database it is any time of day."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TimeField", args, kwargs


class DayField(forms.DateField):
    """A date, read as in the portal. Without a year it is the next such date, which is shown before it counts."""

    def read(self, text):
        return question_about_date(text, today=clock.today(), is_upcoming=True)

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        day, question = self.read(value)
        if question:
            raise ValidationError(question)
        return day

    def bound_data(self, data, initial):
        return bound_date(self, super().bound_data(data, initial))


class MomentField(forms.DateTimeField):
    """A day and a time of day in Norway, such as ``01.12.2026 08:00`` or ``1. desember 2026 klokka 8.00``.

    Both are written, and the year too: what is published at a guessed moment is seen by everybody.
    """

    default_error_messages = {"invalid": _("Write the day and the time like this: 24.12.2026 12.00")}
    DAY_AND_TIME = re.compile(
        r"(?P<day>.+?)[\s,]+(?:klokka |klokken |kl\.? ?)?(?P<time>\d{1,2}(?:[.:]?\d{2})?(?::\d{2})?)"
    )

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        found = self.DAY_AND_TIME.fullmatch(value.strip())
        if not found:
            raise ValidationError(self.error_messages["invalid"])
        day, question = question_about_date(found["day"], today=clock.today(), is_upcoming=True)
        if day is None or question:
            raise ValidationError(self.error_messages["invalid"])
        return moment_in_utc(day, ClockField().to_python(found["time"]), clock.OSLO)


class NumberField(forms.IntegerField):
    """``14 500`` and ``14.500`` are fourteen thousand five hundred."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    default_error_messages = {"invalid": _("Write the number in digits, for example 14 500.")}

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                value = readers.read_whole_number(value)
            except readers.Unreadable:
                raise ValidationError(self.error_messages["invalid"]) from None
        return super().to_python(value)


def normalise_phone(number):
    """A phone number as it is dialled, however it was typed. Raises ValidationError for a wrong count of digits."""
    typed = re.sub(r"[\s().\-\u2010-\u2015]", "", number)
    typed = re.sub(r"^00(?=\d{9})", "+", typed)
    digits = typed.removeprefix("+47")
    if not digits.isascii() or not digits.isdigit():
        return typed  # a foreign number, or no number at all: the field's own check has a sentence for that
    if len(digits) == WITHOUT_COUNTRY_CODE:
        return f"+47{digits}"
    if len(digits) in SHORT_NUMBERS:
        return digits
    raise ValidationError(
        ngettext(
            "This has %(count)d digit. Norwegian phone numbers have 3, 4, 5, 6 or 8 digits.",
            "This has %(count)d digits. Norwegian phone numbers have 3, 4, 5, 6 or 8 digits.",
            len(digits),
        )
        % {"count": len(digits)}
    )


register_form_field_override(models.TimeField, override={"form_class": ClockField, "widget": ClockInput})
register_form_field_override(ClosingTimeField, override={"form_class": ClosingClockField, "widget": ClockInput})
register_form_field_override(models.DateField, override={"form_class": DayField, "widget": DayInput})
register_form_field_override(models.DateTimeField, override={"form_class": MomentField, "widget": MomentInput})
for number in (models.PositiveIntegerField, models.PositiveSmallIntegerField):
    register_form_field_override(number, override={"form_class": NumberField})
