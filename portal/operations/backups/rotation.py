"""Which backups are kept: those of the last days, and one of each of the weeks and months before."""

import datetime
import re
from collections.abc import Iterable

DAILY, WEEKLY, MONTHLY = 7, 4, 6
NAME = re.compile(r"likeperson-(\d{4}-\d{2}-\d{2})\.backup")


def name_of(day):
    return f"likeperson-{day}.backup"


def outdated(names: Iterable[str]):
    """Those of these file names that are kept no longer. What is not named as a nightly backup is left alone.

    Kept are the newest ``DAILY``, the newest of each of the last ``WEEKLY`` weeks and of the last ``MONTHLY`` months in
    which there is one.
    """
    days = sorted((day for name in names if (day := _day_of(name))), reverse=True)
    kept = set(days[:DAILY])
    for number, period in ((WEEKLY, _week), (MONTHLY, _month)):
        newest = {}
        for day in days:
            newest.setdefault(period(day), day)
        kept.update(sorted(newest.values(), reverse=True)[:number])
    return [name_of(day) for day in days if day not in kept]


def _day_of(name):
    found = NAME.fullmatch(name)
    try:
        return datetime.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _week(day):
    return tuple(day.isocalendar())[:2]


def _month(day):
    return day.year, day.month
