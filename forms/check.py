"""The forms in which staff note that somebody meets a requirement."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, SingleChoiceField
from forms.dates import DateField
from forms.renderer import SiteForm

CERTIFICATE_VALID_FOR = timedelta(days=92)  # three months, at their longest


class NoteDateForm(SiteForm):
    """The date on which the requirement was met: from ``first_day`` to ``today``, which are both needed."""

    on = DateField(
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
        elif day > self.today:
            self.add_error("on", _("This day has not come yet. Write the day on which it happened"))
        return day


class CorrectDateForm(NoteDateForm):
    """Another date in place of the one that was noted, and why: ``choices["reason"]``."""

    mark_optional = False
    reason = SingleChoiceField(label=_("Why?"), choices=[], required_message=_("Choose why"))


class NoteCertificateForm(NoteDateForm):
    """The same for a certificate. The date of issue is asked for so that it is looked at; it is not stored."""

    issued_on = DateField(
        label=_("Which day stands on the certificate?"),
        help_text=_("We ask so that you see that it is new enough. The answer is not kept"),
        error_messages={"required": _("Write the day that stands on the certificate, for example 12.3.2026")},
    )

    def clean(self):
        cleaned = super().clean()
        on, issued_on = cleaned.get("on"), cleaned.get("issued_on")
        if on and issued_on and issued_on > on:
            self.add_error("issued_on", _("The certificate cannot be newer than the day on which you saw it"))
        elif on and issued_on and on - issued_on > CERTIFICATE_VALID_FOR:
            self.add_error("issued_on", _("The certificate was more than three months old. Ask for a new one"))
        return cleaned


class NoteMembershipForm(SiteForm):
    """Whether somebody has checked that the person is a member."""

    member = CheckboxField(
        label=_("I have checked that the person is a member"),
        required_message=_("Tick here when you have checked that the person is a member"),
    )


class ContactPersonForm(SiteForm):
    """The contact person that somebody gets. ``choices["contact"]`` are those who can be chosen."""

    contact = SingleChoiceField(
        label=_("Whom can the person turn to?"), choices=[], required_message=_("Choose somebody")
    )
