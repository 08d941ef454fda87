"""Dates and times in words."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext


def period_in_words(starts: datetime.datetime, ends: datetime.datetime, today: datetime.date) -> str:
    """From when to when, such as “Wednesday 3 June from 18:00 to 20:00”, in the active language.

    Both times are datetimes in Norwegian time. A single day is written once; the year only where it is not ``today``'s.
    """
    if starts.date() == ends.date():
        text = gettext("%(day)s from %(starts)s to %(ends)s")
        return text % {"day": _day(starts, today), "starts": time_of_day(starts), "ends": time_of_day(ends)}
    text = gettext("%(day)s at %(starts)s until %(last_day)s at %(ends)s")
    return text % {
        "day": _day(starts, today),
        "starts": time_of_day(starts),
        "last_day": _day(ends, today),
        "ends": time_of_day(ends),
    }


def duration_in_words(duration: datetime.timedelta) -> str:
    """A number of whole days, such as “a week”, “2 weeks” or “10 days”, in the active language."""
    weeks, days = divmod(duration.days, 7)
    if days:
        return ngettext("a day", "%(count)s days", duration.days) % {"count": duration.days}
    return ngettext("a week", "%(count)s weeks", weeks) % {"count": weeks}


def until_in_words(moment: datetime.datetime, today: datetime.date) -> str:
    """Until when, such as “until 14:32” or “until tomorrow at 14:32”, in the active language.

    ``moment`` is a datetime in Norwegian time, at most a day from now.
    """
    text = gettext("until %(time)s") if moment.date() == today else gettext("until tomorrow at %(time)s")
    return text % {"time": time_of_day(moment)}


def _day(moment: datetime.datetime, today: datetime.date) -> str:
    year = "" if moment.year == today.year else " Y"
    return date_format(moment, ("l j F" if get_language() == "en" else "l j. F") + year)


def time_of_day(moment: datetime.datetime) -> str:
    """The time of day of a datetime in Norwegian time.

    ``18`` or ``17.30`` in Norwegian (after «klokka»), ``18:00`` in English.
    """
    if get_language() == "en":
        return f"{moment.hour}:{moment.minute:02}"
    return f"{moment.hour}.{moment.minute:02}" if moment.minute else f"{moment.hour}"
