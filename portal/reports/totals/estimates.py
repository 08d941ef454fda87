"""The estimate of what a year is worth, and the shares of the chapters, from the totals and the register."""

from collections import Counter
from dataclasses import dataclass

from portal.chapters.models import Chapter
from portal.reports.grant_rules.countable import counts
from portal.reports.grant_rules.points import estimate
from portal.reports.measures import queries as measure_queries
from portal.reports.models import ChapterReport, YearWorth
from portal.reports.totals import queries
from portal.reports.totals.sharing import share
from portal.reports.years import who_reports
from portal.supporters.models import Supporter
from portal.unreadable import found

WEIGHTS = ("per_day", "per_supporter", "per_chapter")


def worth_of(base_year):
    """The ``YearWorth`` of a year; unsaved where nothing is said of it, with the key of the newest year before it."""
    row = YearWorth.objects.filter(base_year__lte=base_year).order_by("-base_year").first()
    if row is None or row.base_year == base_year:
        return row or YearWorth(base_year=base_year)
    return YearWorth(base_year=base_year, **{name: getattr(row, name) for name in WEIGHTS})


@dataclass(frozen=True)
class Share:
    """What decides about the share of one chapter, and the share in kroner."""

    chapter: Chapter
    days: int
    supporters: int
    weight: int
    amount: int


def _chapters_that_count(year):
    """How many chapters have sent a report that says nothing against them. What cannot be read is not counted."""
    rows = ChapterReport.objects.filter(year__base_year=year, received_at__isnull=False).defer("numbers")
    return sum(counts(row.answers, year) for row in found(rows))


class Estimate:
    """Chapters, supporters and activity days of a year as the grant counts them, so far as the site knows it.

    Chapters are those whose report has come and says that they count (``countable``). Supporters are those who count on
    the last day of the year, or today, and have led an activity that counts. Both as in the grant file.
    """

    def __init__(self, year):
        self.worth = worth_of(year)
        counted = queries.read(year)
        self.counted_at = counted.counted_at
        reporters = who_reports.reporters(year)
        chapters = who_reports.chapters_of(year).exclude(pk__in=reporters)
        self.chapters = list(chapters.only("name", "short_name", "county"))
        self._counting = _chapters_that_count(year)
        self._measures = measure_queries.number_with_evidence(year)
        self._days = Counter()
        for cell in counted.cells:
            if cell.kind is not None:
                self._days[cell.chapter] += cell.days
        self._supporters = Counter(
            reporters.get(chapter, chapter)
            for pk, chapter in Supporter.objects.values_list("pk", "chapter")
            if pk in counted.listed
        )

    def lines(self):
        """``[(what, how many, points)]`` in the order of the regulation."""
        numbers = {
            "chapters": self._counting,
            "supporters": sum(self._supporters.values()),
            "activity_days": sum(self._days.values()),
            "measures": self._measures,
        }
        points = estimate(**numbers)
        return [(criterion, number, points[criterion]) for criterion, number in numbers.items()]

    @property
    def points(self):
        return sum(points for _what, _number, points in self.lines())

    @property
    def kroner(self):
        """None where the secretariat has not said what a point gives."""
        return None if self.worth.kroner_per_point is None else self.points * self.worth.kroner_per_point

    @property
    def has_key(self):
        return any(getattr(self.worth, name) for name in WEIGHTS)

    def shares(self, amount):
        """A ``Share`` for each chapter, by name. Where there is anything to share by, their sum is the amount."""
        weights = {
            chapter.pk: self.worth.per_day * self._days[chapter.pk]
            + self.worth.per_supporter * self._supporters[chapter.pk]
            + self.worth.per_chapter
            for chapter in self.chapters
        }
        amounts = share(amount, weights)
        return [
            Share(one, self._days[one.pk], self._supporters[one.pk], weights[one.pk], amounts[one.pk])
            for one in self.chapters
        ]
