"""The monthly counts of talks: which months a supporter can note, and what all of them come to."""

import datetime
from collections import Counter, defaultdict

from django.db.models import CharField, Count, Sum
from django.db.models.functions import Cast
from django.utils.formats import date_format

from portal import clock, organisation
from portal.activities.base_years import queries as base_year_queries
from portal.calls.models import Tally
from portal.calls.totals.queries import first_day_in, number
from portal.supporters.models import Supporter
from portal.supporters.workflow import State
from portal.unreadable import Found, found

_last_days = []


def register_last_day(source):
    """Let ``source(base year)`` tell the last day on which the year can be changed; None where it is closed."""
    if source not in _last_days:
        _last_days.append(source)


def is_kept():
    """Whether supporters of this organisation note their talks each month: its preset says so."""
    return organisation.preset(organisation.current_cached().preset)["tallies_talks"]


def this_month():
    """The first day of this month in Norway."""
    return clock.today().replace(day=1)


def last_month():
    return (this_month() - datetime.timedelta(days=1)).replace(day=1)


def can_be_changed(month):
    """Whether the talks of a month (its first day) can be noted or corrected: the year is not closed yet."""
    days = [day for source in _last_days if (day := source(month.year))]
    return month <= this_month() and bool(days) and clock.today() <= max(days)


def can_be_noted(person, month):
    """Whether the person can note or correct this month: it is open, and they were a supporter in it, or noted it."""
    began = _began(person)
    was_there = bool(began and month >= began) or Tally.objects.filter(person=person, month=month).exists()
    return can_be_changed(month) and was_there


def month_in_words(month):
    """“June”, or “June 2025” where it is not of this year."""
    return date_format(month, "F" if month.year == clock.today().year else "F Y")


def own_months(person):
    """``[(month, Tally or None, whether it can be changed)]`` of this year and the last one, the newest first.

    ``unreadable`` is how many counts cannot be read.
    Months before the person became a supporter are there only where something is noted.
    """
    noted = found(Tally.objects.filter(person=person))
    rows = {row.month: row for row in noted}
    began = _began(person)
    this = this_month()
    years = list(reversed(base_year_queries.open_years()))
    months = [datetime.date(year, month, 1) for year in years for month in range(12, 0, -1)]
    open_years = {year: can_be_changed(datetime.date(year, 1, 1)) for year in years}
    shown = [
        (month, rows.get(month), open_years[month.year])
        for month in months
        if month <= this and (month in rows or (began and month >= began))
    ]
    return Found(shown, noted.unreadable)


def _began(person):
    since = Supporter.objects.filter(person=person).values_list("since", flat=True).first()
    return since.replace(day=1) if since else None


def lacking_last_month(person):
    """The person as an active supporter who has not noted last month, as a queryset; none for others."""
    waiting = Supporter.objects.filter(person=person, state=State.ACTIVE, since__lt=this_month())
    return waiting.exclude(person__tallies__month=last_month())


def of_year(year, *, exact):
    """``(months, themes)`` of a year, in two queries.

    ``months`` is ``{month: (number of supporters, Number of talks)}``, ``themes`` is ``{theme: Number}``: in how many
    tallies it is ticked. ``exact``: small numbers are told.
    """
    rows = _in_year(year)
    counted = rows.values_list("in_month").annotate(Count("pk"), Sum("talks"))
    months = defaultdict(lambda: (0, number(0, exact=exact)))
    for text, supporters, talks in counted:
        if month := first_day_in(text):
            months[month] = supporters, number(int(talks), exact=exact)
    themes = Counter()
    for together, count in rows.values_list("themes").annotate(Count("pk")):  # few ways to tick, many tallies
        themes.update(dict.fromkeys(_codes_in(together), count))
    return months, {theme: number(count, exact=exact) for theme, count in themes.items()}


def themes_by_month(year):
    """``{(month, theme): Number}``, in how many tallies of the month it is ticked; small numbers are not told.

    One query.
    """
    rows = _in_year(year).values_list("in_month", "themes")
    counted = Counter((first_day_in(text), theme) for text, themes in rows for theme in _codes_in(themes))
    return {cell: number(count, exact=False) for cell, count in counted.items() if cell[0]}


def _codes_in(themes):
    """The codes in a column of themes; none where it holds something else."""
    return [code for code in themes if isinstance(code, str)] if isinstance(themes, list) else []


def _in_year(year):
    """The counts of a year; ``in_month`` is the month as the column holds it (``totals.queries.first_day_in``)."""
    rows = Tally.objects.filter(month__range=(datetime.date(year, 1, 1), datetime.date(year, 12, 1))).order_by()
    return rows.annotate(in_month=Cast("month", CharField()))
