"""What the worker has counted of the years: which have to be counted anew, and how it is kept between two countings.

Pages show it with the time. Where the worker has been silent for some minutes they count themselves, so a number is
never wrong for long.
"""

import datetime

from django.db.models import Max

from portal import clock
from portal.models import Event
from portal.reports.keeping import last_year_over
from portal.reports.models import CountedYear
from portal.reports.totals.groups import Cell, Counted
from portal.unreadable import FAULTS
from portal.unreadable import found as readable_rows

NOT_BEFORE = datetime.timedelta(seconds=40)  # is a year counted anew, though something has happened
ANEW = datetime.timedelta(minutes=5)  # also where nothing has happened by the event log
TOO_OLD = datetime.timedelta(minutes=10)  # then the worker is silent


def years():
    """The years whose documents are kept, the newest first."""
    return list(range(clock.today().year, last_year_over(), -1))


def newest():
    """A mark that becomes another one when something happens, and each day."""
    return f"{clock.today()} {Event.objects.aggregate(newest=Max('pk'))['newest']}"


def due(base_years, mark):
    """Those of these years that have to be counted now, the one that has waited longest first."""
    now = clock.now()
    rows = {row.base_year: row for row in readable_rows(CountedYear.objects.defer("counted"))}
    found = [(datetime.timedelta.max, year) for year in base_years if year not in rows]
    for year, row in rows.items():
        age = now - row.counted_at
        has_changed = year in base_years[:2] and row.counted_from != mark
        if age >= (NOT_BEFORE if has_changed else ANEW) or age < datetime.timedelta(0):
            found.append((age, year))
    return [year for _age, year in sorted(found, reverse=True)]


def columns_of(counted, mark):
    """The columns of ``CountedYear`` for a ``Counted``."""
    told = {"cells": counted.cells, "leaders": sorted(counted.leaders), "listed": sorted(counted.listed)}
    return {
        "counted_at": counted.counted_at,
        "counted_from": mark,
        "counted": {**told, "unreadable": counted.unreadable},
    }


def kept(year):
    """The ``Counted`` that is kept of a year; None where there is none, it is too old or cannot be read."""
    now = clock.now()
    rows = readable_rows(CountedYear.objects.filter(base_year=year))
    row = next(iter(rows), None)
    if row is None or not now - TOO_OLD < row.counted_at <= now:
        return None
    try:
        told = row.counted
        cells, people = [Cell(*values) for values in told["cells"]], (told["leaders"], told["listed"])
        return Counted(cells, *map(frozenset, people), told["unreadable"], row.counted_at)
    except (*FAULTS, KeyError):
        return None
