"""Previews of what a page or a helpline says on a coming day, such as 17 May."""

import datetime

from django.utils.translation import gettext_lazy as _

from home.helplines.hours import DAY, Holiday, holidays_of
from portal import clock

NOON = datetime.time(12)
NEXT_MONDAY = "monday"


class PreviewOnHolidays:
    """A mixin for pages whose words change with the clock. Stands before the page class in the bases."""

    preview_modes = [
        ("", _("As it is now")),
        (Holiday.CONSTITUTION_DAY.value, _("As seen on 17 May")),
        (Holiday.EASTER_MONDAY.value, _("As seen on Easter Monday")),
    ]

    def serve_preview(self, request, mode_name):
        if not mode_name:
            return super().serve_preview(request, mode_name)
        with clock.at(preview_moment(mode_name)):
            # Made while the clock stands there: a template asks for the time when it is filled in.
            return super().serve_preview(request, mode_name).render()


def preview_moment(mode):
    """Noon on the next day of that name, today included; ``NEXT_MONDAY`` is never today."""
    today = clock.today()
    if mode == NEXT_MONDAY:
        day = today + (7 - today.weekday()) * DAY
    else:
        years = (today.year, today.year + 1)
        day = min(day for year in years for day, names in holidays_of(year).items() if mode in names and day >= today)
    return datetime.datetime.combine(day, NOON, tzinfo=clock.OSLO)
