"""How do people type clock times and numbers? Every form of the editors reads them like this."""

import re

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminTimeInput

CLOCK = re.compile(r"(\d{1,2})(?:[:.]?(\d\d))?")
THOUSANDS = re.compile(r"\d{1,3}([\s.]\d{3})+")

# An address on a page, and a word in braces in a text: both are read by machines.
short_name = RegexValidator(
    r"^[a-z0-9-]+\Z", _("Use only small letters from a to z, digits and hyphens, for example ms-telefonen.")
)


class ClockField(forms.TimeField):
    """``17``, ``17.00``, ``1700`` and ``17:00`` are one time. Formats of Python would read ``24`` as 02:04."""

    default_error_messages = {"invalid": _("Write the time like this: 17:00. Midnight is 00:00.")}

    def to_python(self, value):
        if isinstance(value, str) and (typed := CLOCK.fullmatch(value.strip())):
            value = f"{typed[1]}:{typed[2] or '00'}"
        return super().to_python(value)


class NumberField(forms.IntegerField):
    """``14 500`` and ``14.500`` are fourteen thousand five hundred."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    default_error_messages = {"invalid": _("Write the number in digits, for example 14 500.")}

    def to_python(self, value):
        if isinstance(value, str) and THOUSANDS.fullmatch(value.strip()):
            value = re.sub(r"[\s.]", "", value)
        return super().to_python(value)


register_form_field_override(models.TimeField, override={"form_class": ClockField, "widget": AdminTimeInput})
register_form_field_override(models.PositiveIntegerField, override={"form_class": NumberField})
