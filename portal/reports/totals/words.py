"""The totals of a year in words."""

from django.utils.translation import gettext as _

from portal import clock
from portal.date_formats import time_of_day


def counted_at(moment):
    """When the numbers of a page were counted, in the active language."""
    return _("Counted at %(time)s.") % {"time": time_of_day(clock.local(moment))}
