"""What the worker has counted of the years (``portal.kept_counts``), as the totals read it."""

from portal import clock, kept_counts
from portal.reports.grant_rules.keeping import last_year_over
from portal.reports.models import CountedYear
from portal.reports.totals.groups import Cell, Counted
from portal.unreadable import FAULTS


def years():
    """The years whose documents are kept, the newest first."""
    return list(range(clock.today().year, last_year_over(), -1))


def as_json(counted):
    """A ``Counted`` as it is kept, without the time."""
    leaders, listed = sorted(counted.leaders), sorted(counted.listed)
    return {"cells": counted.cells, "leaders": leaders, "listed": listed, "unreadable": counted.unreadable}


def kept(year):
    """The ``Counted`` that is kept of a year; None where there is none, it is too old or cannot be read."""
    row = kept_counts.kept(CountedYear, year)
    if row is None:
        return None
    try:
        told = row.counted
        cells, people = [Cell(*values) for values in told["cells"]], (told["leaders"], told["listed"])
        return Counted(cells, *map(frozenset, people), told["unreadable"], row.counted_at)
    except (*FAULTS, KeyError):
        return None
