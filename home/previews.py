"""What will the page say on a day when it matters? An editor can look before the day comes."""

import datetime

from django.utils.translation import gettext_lazy as _

from home.opening_hours import public_holidays
from portal import clock

NOON = datetime.time(12)
EASTER_MONDAY = "Andre påskedag"


class SeenAtMoments:
    """For pages whose words change with the clock. Goes before the kind of page."""

    preview_modes = [
        ("", _("As it is now")),
        ("17-may", _("As seen on 17 May")),
        ("easter-monday", _("As seen on Easter Monday")),
    ]

    def serve_preview(self, request, mode_name):
        if not mode_name:
            return super().serve_preview(request, mode_name)
        with clock.at(moment_of(mode_name)):
            # Made while the clock stands there: a template asks for the time when it is filled in.
            return super().serve_preview(request, mode_name).render()


def moment_of(mode):
    """Noon on the next day of that kind, today included."""
    today = clock.today()
    for year in (today.year, today.year + 1):
        days = {datetime.date(year, 5, 17)} if mode == "17-may" else _named(EASTER_MONDAY, year)
        for day in days:
            if day >= today:
                return datetime.datetime.combine(day, NOON, tzinfo=clock.OSLO)
    raise LookupError(mode)


def _named(name, year):
    return {day for day, names in public_holidays(year).items() if name in names.split("; ")}
