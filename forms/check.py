"""What is asked of whoever notes that something is in place for somebody who is on the way."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forms.fields import DayField, OneField, TickField
from forms.renderer import SiteForm

CERTIFICATE_LASTS = timedelta(days=92)  # the longest three months


class Note(SiteForm):
    """``today`` and ``first_day`` are asked for: what has not happened cannot be noted, nor what is too long ago."""

    on = DayField(
        label=_("Which day was it?"),
        help_text=_("For example 12.3.2026"),
        error_messages={"required": _("Write the day, for example 12.3.2026")},
    )

    def __init__(self, *args, first_day, **kwargs):
        super().__init__(*args, **kwargs)
        self.first_day = first_day

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day < self.first_day:
            text = _("That is long before the person set out. Check the day, and write %(day)s or a later one")
            self.add_error("on", text % {"day": date_format(self.first_day, "DATE_FORMAT")})
        elif day > self.fields["on"].today:
            self.add_error("on", _("This day has not come yet. Write the day on which it happened"))
        return day


class NoteCertificate(Note):
    """The day on which it was issued is asked for, and not kept."""

    issued_on = DayField(
        label=_("Which day stands on the certificate?"),
        help_text=_("We ask so that you see that it is new enough. The answer is not kept"),
        error_messages={"required": _("Write the day that stands on the certificate, for example 12.3.2026")},
    )

    def clean(self):
        cleaned = super().clean()
        on, issued_on = cleaned.get("on"), cleaned.get("issued_on")
        if on and issued_on and issued_on > on:
            self.add_error("issued_on", _("The certificate cannot be newer than the day on which you saw it"))
        elif on and issued_on and on - issued_on > CERTIFICATE_LASTS:
            self.add_error("issued_on", _("The certificate was more than three months old. Ask for a new one"))
        return cleaned


class NoteMember(SiteForm):
    member = TickField(
        label=_("I have checked that the person is a member"),
        empty=_("Tick here when you have checked that the person is a member"),
    )


class GiveContact(SiteForm):
    contact = OneField(label=_("Whom can the person turn to?"), choices=[], empty=_("Choose somebody"))
