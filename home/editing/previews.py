"""What will the page say on a day when it matters? An editor can look before the day comes."""

import datetime

from django.utils.translation import gettext_lazy as _

from home.opening_hours import DAY, NamedDay, named_days
from portal import clock

NOON = datetime.time(12)
NEXT_MONDAY = "monday"


class SeenAtMoments:
    """For pages whose words change with the clock. Goes before the kind of page."""

    preview_modes = [
        ("", _("As it is now")),
        (NamedDay.CONSTITUTION_DAY.value, _("As seen on 17 May")),
        (NamedDay.EASTER_MONDAY.value, _("As seen on Easter Monday")),
    ]

    def serve_preview(self, request, mode_name):
        if not mode_name:
            return super().serve_preview(request, mode_name)
        with clock.at(moment_of(mode_name)):
            # Made while the clock stands there: a template asks for the time when it is filled in.
            return super().serve_preview(request, mode_name).render()


def moment_of(mode):
    """Noon on the next day of that name, today included; ``NEXT_MONDAY`` is never today."""
    today = clock.today()
    if mode == NEXT_MONDAY:
        day = today + (7 - today.weekday()) * DAY
    else:
        years = (today.year, today.year + 1)
        day = min(day for year in years for day, names in named_days(year).items() if mode in names and day >= today)
    return datetime.datetime.combine(day, NOON, tzinfo=clock.OSLO)
