"""What the worker counts of a base year, so that no page has to wait for it, and how it is kept until the next time.

Pages show it with the time. Where the worker has been silent for some minutes they count themselves, so a number is
never wrong for long.
"""

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from portal import clock
from portal.date_formats import time_of_day
from portal.models import Event, KeptCount
from portal.unreadable import found as readable_rows

NOT_BEFORE = datetime.timedelta(seconds=40)  # is a year counted anew, though something has happened
ANEW = datetime.timedelta(minutes=5)  # also where nothing has happened by the event log
TOO_OLD = datetime.timedelta(minutes=10)  # then the worker is silent


def count_due(
    table: type[KeptCount], years: Collection[int], count: Callable[[int], Any], *, changing: Collection[int]
) -> int | None:
    """Count the one of these years that has waited longest, and keep what was found. Returns the year, if any.

    ``count(year)`` gives what can be kept as JSON. The ``changing`` years are counted anew within a minute after
    something has happened, and all of them every five minutes: what somebody changed past the event log is seen too.
    """
    counted_at, newest = clock.now(), _newest()
    waiting = _due(table, years, newest, changing)
    if not waiting:
        return None
    columns = {"counted_at": counted_at, "counted_from": newest, "counted": count(waiting[0])}
    row = table(base_year=waiting[0], **columns)
    table._base_manager.bulk_create([row], update_conflicts=True, unique_fields=["base_year"], update_fields=columns)
    table._base_manager.exclude(base_year__in=years).delete()
    return waiting[0]


def kept(table: type[KeptCount], year: int) -> KeptCount | None:
    """The row of a year; None where there is none, it is too old or cannot be read."""
    row = next(iter(readable_rows(table._base_manager.filter(base_year=year))), None)
    now = clock.now()
    return row if row is not None and now - TOO_OLD < row.counted_at <= now else None


def in_words(counted_at: datetime.datetime) -> str:
    """When the numbers of a page were counted, in the active language."""
    return _("Counted at %(time)s.") % {"time": time_of_day(clock.local(counted_at))}


def _newest() -> str:
    """A mark that becomes another one when something happens, and each day."""
    return f"{clock.today()} {Event.objects.aggregate(newest=Max('pk'))['newest']}"


def _due(table: type[KeptCount], years: Collection[int], newest: str, changing: Collection[int]) -> list[int]:
    now = clock.now()
    rows = {row.base_year: row for row in readable_rows(table._base_manager.defer("counted"))}
    found = [(datetime.timedelta.max, year) for year in years if year not in rows]
    for year in rows.keys() & set(years):
        age = now - rows[year].counted_at
        has_changed = year in changing and rows[year].counted_from != newest
        if age >= (NOT_BEFORE if has_changed else ANEW) or age < datetime.timedelta(0):
            found.append((age, year))
    return [year for _age, year in sorted(found, reverse=True)]
