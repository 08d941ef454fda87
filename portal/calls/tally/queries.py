"""The monthly counts of talks: which months a supporter can note, and what all of them come to."""

import datetime
from collections import Counter, defaultdict

from django.db.models import Count, Sum
from django.utils.formats import date_format

from portal import clock, organisation
from portal.activities import queries as activity_queries
from portal.calls.models import Tally
from portal.calls.totals.queries import number
from portal.supporters.models import Supporter
from portal.supporters.workflow import State

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


def month_in_words(month):
    """“June”, or “June 2025” where it is not of this year."""
    return date_format(month, "F" if month.year == clock.today().year else "F Y")


def own_months(person):
    """``[(month, Tally or None, whether it can be changed)]`` of this year and the last one, the newest first.

    Months before the person became a supporter are there only where something is noted.
    """
    rows = {row.month: row for row in Tally.objects.filter(person=person)}
    began = _began(person)
    this = this_month()
    years = list(reversed(activity_queries.open_years()))
    months = [datetime.date(year, month, 1) for year in years for month in range(12, 0, -1)]
    open_years = {year: can_be_changed(datetime.date(year, 1, 1)) for year in years}
    return [
        (month, rows.get(month), open_years[month.year])
        for month in months
        if month <= this and (month in rows or (began and month >= began))
    ]


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
    counted = rows.values_list("month").annotate(Count("pk"), Sum("talks"))
    months = defaultdict(lambda: (0, number(0, exact=exact)))
    for month, supporters, talks in counted:
        months[month] = supporters, number(talks, exact=exact)
    themes = Counter()
    for together, count in rows.values_list("themes").annotate(Count("pk")):  # few ways to tick, many tallies
        themes.update(dict.fromkeys(together, count))
    return months, {theme: number(count, exact=exact) for theme, count in themes.items()}


def themes_by_month(year):
    """``{(month, theme): Number}``, in how many tallies of the month it is ticked; small numbers are not told.

    One query.
    """
    found = _in_year(year).values_list("month", "themes")
    counted = Counter((month, theme) for month, themes in found for theme in themes)
    return {cell: number(count, exact=False) for cell, count in counted.items()}


def _in_year(year):
    return Tally.objects.filter(month__range=(datetime.date(year, 1, 1), datetime.date(year, 12, 1))).order_by()
