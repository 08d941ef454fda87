"""The totals of a base year: activities, those that count, activity days and participants, cut in several ways.

What is in a report that was sent counts as it was sent. What was logged after that is told apart, and is in no other
number. All cuts are sums of the same cells, so they give the same total.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field, replace

from django.utils.dates import MONTHS
from django.utils.functional import cached_property

from forms.choices import ACTIVITY_KINDS, name_of
from portal import clock, fragments, organisation
from portal.activities.models import OF_NO_CHAPTER
from portal.chapters.models import Chapter
from portal.reports.models import ChapterReport
from portal.reports.totals import groups, keeping, small
from portal.reports.years import who_reports

COUNTIES, CHAPTERS, KINDS, TOPICS, MONTHS_OF_YEAR = "fylker", "lokalforeninger", "typer", "temaer", "maneder"
FIRST_YEAR = 2000  # before it there was no site


@dataclass
class Line:
    """One row of a table. A number that may not be told is None."""

    key: object
    count: int | None = 0
    counting: int = 0
    days: int = 0
    participants: int | None = 0
    late: int = 0

    def add(self, other):
        for name in ("count", "counting", "days", "participants", "late"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Table:
    """One cut: its ``Line`` in order, and their sum. ``total`` is None where an activity can be in several lines."""

    code: str
    lines: list
    total: Line | None


@dataclass
class Totals:
    """The totals of a year, of all the country or of one ``county``.

    ``exact``: every number is told. Otherwise small numbers of participants and themes are not, nor those that would
    give them away; of one county alone, participants are told by chapter only, since counties could be compared.
    """

    year: int
    county: str
    exact: bool
    counties: list  # every county with a chapter, by name
    chapters: dict  # {id: Chapter}
    cells: list = field(repr=False)
    counted_at: datetime.datetime | None = None

    @property
    def total(self):
        return self.table(KINDS).total

    def table(self, code):
        """The ``Table`` with this code."""
        if code == TOPICS:
            return self._topics()
        table = self._table(code, KEYS[code])
        if not self.exact:
            self._hide_participants(table)
        return table

    def place_of(self, cell):
        chapter = self.chapters.get(cell.chapter)
        return chapter.county if chapter else ""

    def _chosen(self, name="kind"):
        """The cells of this county, or of all, of each kind; or of each month, or topic."""
        cells = self._of_each(name)
        return [cell for cell in cells if self.place_of(cell) == self.county] if self.county else cells

    def _of_each(self, name):
        return [cell for cell in self.cells if getattr(cell, name) is not None]

    def _table(self, code, key_of):
        lines, total = {}, Line(None)
        for cell in self._chosen("month" if code == MONTHS_OF_YEAR else "kind"):
            key = self.place_of(cell) if key_of is None else key_of(cell)
            lines.setdefault(key, Line(key)).add(cell)
            total.add(cell)
        return Table(code, self._in_order(code, lines), total)

    def _in_order(self, code, lines):
        if code == MONTHS_OF_YEAR:
            last = clock.today().month if self.year == clock.today().year else 12
            months = range(1, max([last, *lines]) + 1)
            return [lines.get(month, Line(month)) for month in months]
        return sorted(
            lines.values(), key=lambda line: (line.key in (None, ""), -line.count, self.name_of(code, line.key))
        )

    def _topics(self):
        """An activity can be about several themes, so these lines have no sum.

        Where each is about one, they add up to the sum of all, which is shown. So what is small takes others with it,
        and there is no table where that is not enough.
        """
        lines = {}
        for cell in self._chosen("topic"):
            lines.setdefault(cell.topic, Line(cell.topic)).add(cell)
        if not self.exact and (self.county or not self._hide_topics(lines)):
            lines = {}
        found = sorted(lines.values(), key=lambda line: (line.count is None, -(line.count or 0), str(line.key)))
        return Table(TOPICS, found, None)

    def _hide_topics(self, lines):
        """Whether it is enough to hide numbers of these lines: the sum of all activities, which is shown, may tell."""
        total, of_lines = sum(cell.count for cell in self._chosen()), sum(line.count for line in lines.values())
        hidden = small.hide_in_list({key: line.count for key, line in lines.items()})
        without_people = small.hide_in_list({key: line.participants for key, line in lines.items()})
        for key, line in lines.items():
            if key in hidden:
                line.count = line.counting = line.days = line.late = None
            if key in hidden | without_people or self._hides_sum:
                line.participants = None
        return small.SUM not in hidden or of_lines != total

    def _hide_participants(self, table):
        hidden = self._hidden_lines(table)
        for line in table.lines:
            if line.key in hidden:
                line.participants = None
        if self._hides_sum:
            table.total.participants = None

    def _hidden_lines(self, table):
        if table.code == COUNTIES:
            return {line.key for line in table.lines if (line.key, small.SUM) in self._hidden_places}
        if table.code == CHAPTERS:
            return {
                line.key for line in table.lines if (self.county_of(line.key), line.key or 0) in self._hidden_places
            }
        return {line.key for line in table.lines} if self.county else self._hidden_in_list(table.code)

    def _hidden_in_list(self, code):
        return small.hide_in_list(self._participants_of(code), sum_of_all=not self._hides_sum_of_all)

    def _participants_of(self, code):
        return self._participants_by(KEYS[code], "month" if code == MONTHS_OF_YEAR else "kind")

    def _participants_by(self, key_of, name="kind"):
        """Of all the country: ``{key: participants}``, added up from the cells of each kind, or month."""
        found = defaultdict(int)
        for cell in self._of_each(name):
            found[key_of(cell)] += cell.participants
        return found

    def _place(self, cell):
        """``(county, chapter)``, where 0 is none."""
        return self.place_of(cell), cell.chapter or 0

    @cached_property
    def _hides_sum(self):
        """Whether the sum of all participants, or of those of the county, may not be told in any table."""
        if self.county:
            return (self.county, small.SUM) in self._hidden_places
        return self._hides_sum_of_all

    @cached_property
    def _hides_sum_of_all(self):
        """Whether the sum of the whole country gives something away in one of the lists: then no list may give it."""
        lists = [small.hide_in_list(self._participants_of(code)) for code in (KINDS, MONTHS_OF_YEAR)]
        places = small.hide(self._participants_by(self._place), column_sums=False)
        return (small.SUM, small.SUM) in places or any(small.SUM in hidden for hidden in lists)

    @cached_property
    def _hidden_places(self):
        """Of all the country: ``(county, chapter)``, where 0 is none, and ``(county, SUM)``."""
        return small.hide(self._participants_by(self._place), column_sums=False, sum_of_all=not self._hides_sum_of_all)

    def county_of(self, chapter):
        return self.chapters[chapter].county if chapter in self.chapters else ""

    def name_of(self, code, key):
        """The name of a line in the active language."""
        if code == KINDS:
            return organisation.fill_in_words(name_of(ACTIVITY_KINDS, key))
        if code == MONTHS_OF_YEAR:
            return str(MONTHS[key]).capitalize()
        if code == TOPICS:
            return next(iter(organisation.topic_names([key])), key)
        if key in (None, ""):
            return organisation.fill_in_words(OF_NO_CHAPTER)
        return key if code == COUNTIES else str(self.chapters[key])


KEYS = {
    COUNTIES: None,  # of the chapter, which a cell does not know
    CHAPTERS: lambda cell: cell.chapter,
    KINDS: lambda cell: cell.kind,
    MONTHS_OF_YEAR: lambda cell: cell.month,
}


def read(year):
    """``groups.Counted`` of a year, as the worker counted it last; where it has not lately, as of now.

    What a chapter did that became part of another one within the year is the other one's, as in the reports.
    Each process keeps it for a minute: whoever goes from one page to the next does not wait for it each time.
    """
    return fragments.cached_one_minute(f"totals-{year}", lambda: _by_reporter(year))


def _by_reporter(year):
    counted, reporters = keeping.kept(year) or groups.read(year), who_reports.reporters(year)
    if not reporters:
        return counted
    cells = [cell._replace(chapter=reporters.get(cell.chapter, cell.chapter)) for cell in counted.cells]
    return replace(counted, cells=cells)


def corrected(year, county=""):
    """The chapters, of this county or all, whose report says that a number is another one than the log has, by name.

    The totals have the numbers of the log.
    """
    reports = ChapterReport.objects.filter(year__base_year=year).exclude(corrections={})
    rows = Chapter.objects.filter(pk__in=reports.values("chapter"))
    return list((rows.filter(county=county) if county else rows).only("name", "short_name").order_by("name"))


def totals(year, *, county="", exact):
    """The ``Totals`` of a year, by ``read``. As many queries for any number of activities."""
    chapters = {chapter.pk: chapter for chapter in Chapter.objects.only("name", "short_name", "county")}
    counties = sorted({chapter.county for chapter in chapters.values()})
    county = county if county in counties else ""
    counted = read(year)
    return Totals(year, county, exact, counties, chapters, counted.cells, counted.counted_at)
