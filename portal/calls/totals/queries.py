"""How many calls there were, by line, month and theme, and what of it may be told.

A number below three can point to somebody: those who know who called then learn what it was about. So it is told to
the secretariat alone, and to everybody else, and in the file, as “under 3”. What is added up from such numbers says
“at least”, since a sum would give them away. How long people talked and who called add up to the number of calls, which
would give away one that lacks: those tables are the secretariat's alone.
"""

import datetime
import re
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import CharField, Count, Min
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from forms.fields import format_number
from portal import clock
from portal.calls.models import Call, CallTheme

MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-01")  # as the column holds it
FIRST_DAY = datetime.date(2000, 1, 1)  # before it there was no site: what is older is no month of a call
SMALL = 3  # fewer than this are not told


@dataclass(frozen=True)
class Number:
    """A number of calls as it may be told: those that are ``shown``, and how many cells have too few to tell."""

    shown: int = 0
    hidden: int = 0

    def __add__(self, other):
        return Number(self.shown + other.shown, self.hidden + other.hidden)

    @property
    def value(self):
        """For a spreadsheet: the number, or what stands in its place."""
        return str(self) if self.hidden else self.shown

    def __str__(self):
        if not self.hidden:
            return format_number(self.shown)
        if self.hidden == 1 and not self.shown:
            return _("under %(number)s") % {"number": SMALL}
        return _("at least %(number)s") % {"number": format_number(self.shown + self.hidden)}


def number(count, *, exact):
    """A count of one cell as a ``Number``. None at all is told."""
    return Number(count) if exact or count == 0 or count >= SMALL else Number(0, 1)


def _table():
    return defaultdict(lambda: defaultdict(Number))


@dataclass
class Totals:
    """The calls of a year. Each table is ``{what: {code of the line: Number}}``."""

    months: dict = field(default_factory=_table)  # by the first day of the month
    themes: dict = field(default_factory=_table)
    lengths: dict = field(default_factory=_table)  # by code; "" where nobody said. Empty unless ``exact``
    callers: dict = field(default_factory=_table)
    themes_of_month: dict = field(default_factory=_table)  # by (month, theme)

    @property
    def year(self):
        """``{code of the line: Number}``."""
        found = defaultdict(Number)
        for by_line in self.months.values():
            for line, count in by_line.items():
                found[line] += count
        return found


def totals(year, *, exact):
    """The ``Totals`` of a year, in two queries. ``exact``: small numbers are told."""
    in_year = {"month__range": (datetime.date(year, 1, 1), datetime.date(year, 12, 1))}
    calls, themes = Call.objects.filter(**in_year), CallTheme.objects.filter(**in_year)
    found, by_month = Totals(), defaultdict(int)
    columns = ("line", "minutes", "caller")
    for month, line, minutes, caller, count in _counted(calls, *columns):
        by_month[month, line] += count
        if exact:
            found.lengths[minutes][line] += Number(count)
            found.callers[caller][line] += Number(count)
    for (month, line), count in by_month.items():
        found.months[month][line] = number(count, exact=exact)
    for month, line, theme, count in _counted(themes, "line", "theme"):
        cell = number(count, exact=exact)
        found.themes_of_month[month, theme][line] = cell
        found.themes[theme][line] += cell
    return found


def _counted(rows, *columns):
    """``(month, each of the columns, how many)``. What cannot be read is left out: it is no call of that month."""
    rows = rows.order_by().annotate(in_month=Cast("month", CharField())).values_list("in_month", *columns)
    for text, *values, count in rows.annotate(Count("pk")):
        month = first_day_in(text)
        if month and all(isinstance(value, str) for value in values):
            yield month, *values, count


def first_day_in(text):
    """The month that a column holds, read as a text; None where it holds no first day of a month."""
    return datetime.date.fromisoformat(text) if MONTH.fullmatch(str(text)) else None


def years():
    """The years that have calls, and this one, the newest first."""
    this_year = clock.today().year
    rows = Call.objects.filter(month__range=(FIRST_DAY, clock.today()))
    first = rows.aggregate(first=Min(Cast("month", CharField())))["first"]
    year = int(first[:4]) if first and MONTH.fullmatch(first) else this_year
    return list(range(this_year, min(year, this_year) - 1, -1))
