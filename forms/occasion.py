"""The form that courses and gatherings share: when something is held, and how people sign up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.dates import TimeField, UpcomingDateField, moment_in_utc
from forms.fields import WholeNumberField
from forms.readers import PLACES
from forms.renderer import SiteForm


class OccasionForm(SiteForm):
    """Something that is held at a certain time. A date without a year lies in the future.

    ``now`` has the time zone in which the dates and times are written.
    """

    day = UpcomingDateField(
        label=_("Which day?"),
        help_text=_("For example 3.6.2027"),
        error_messages={"required": _("Write which day it is, for example 3.6.2027")},
    )
    begins = TimeField(
        label=_("When does it begin?"),
        help_text=_("For example 18.00"),
        required_message=_("Write when it begins, for example 18.00"),
    )
    ends = TimeField(
        label=_("When does it end?"),
        help_text=_("For example 20.00"),
        required_message=_("Write when it ends, for example 20.00"),
    )
    places = WholeNumberField(
        label=_("How many places are there?"),
        lowest=1,
        highest=500,
        units=PLACES,
        required=False,
        help_text=_("Leave it empty if there is room for everybody"),
    )
    sign_up_by = UpcomingDateField(
        label=_("Last day to sign up"),
        required=False,
        help_text=_("Leave it empty if people can sign up until it begins"),
    )

    def __init__(self, *args, now, **kwargs):
        self.now = now
        super().__init__(*args, today=now.date(), **kwargs)

    def moment(self, name, day):
        """The moment in UTC of this day and the time in the field ``name``.

        None if either is missing, or, with an error on the field, if there is no such time on that day.
        """
        time = self.cleaned_data.get(name)
        if not day or time is None:
            return None
        try:
            return moment_in_utc(day, time, self.now.tzinfo)
        except forms.ValidationError as error:
            self.add_error(name, error)
            return None
