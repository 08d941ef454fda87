"""What is asked of anything that is held at a time and that people can sign up for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import ClockField, ComingDayField, WholeNumberField, moment_on
from forms.renderer import SiteForm


class PlanOccasion(SiteForm):
    """``now`` is the moment on a Norwegian wall clock; what is asked about is Norwegian time as well.

    A day without a year is one that comes.
    """

    day = ComingDayField(
        label=_("Which day?"),
        help_text=_("For example 3.6, or 3.6.2027"),
        error_messages={"required": _("Write which day it is, for example 3.6")},
    )
    begins = ClockField(
        label=_("When does it begin?"),
        help_text=_("For example 18.00"),
        empty=_("Write when it begins, for example 18.00"),
    )
    ends = ClockField(
        label=_("When does it end?"), help_text=_("For example 20.00"), empty=_("Write when it ends, for example 20.00")
    )
    places = WholeNumberField(
        label=_("How many places are there?"),
        lowest=1,
        highest=500,
        required=False,
        help_text=_("Leave it empty if there is room for everybody"),
    )
    sign_up_by = ComingDayField(
        label=_("Last day to sign up"),
        required=False,
        help_text=_("Leave it empty if people can sign up until it begins"),
    )

    def __init__(self, *args, now, **kwargs):
        self.now = now
        super().__init__(*args, today=now.date(), **kwargs)

    def moment(self, name, day):
        """What was answered to ``name`` on this day; None where either is missing or there was no such time."""
        time = self.cleaned_data.get(name)
        if not day or time is None:
            return None
        try:
            return moment_on(day, time, self.now.tzinfo)
        except forms.ValidationError as wrong:
            self.add_error(name, wrong)
            return None
