"""What a verdict reads of the activities of a base year, and behind how many of them it stands.

Thousands of activities have some hundred facts, and any rules can be tried on these.
"""

import datetime
from collections import Counter, namedtuple
from dataclasses import dataclass

from portal import clock, fragments, kept_counts
from portal.activities.counting import queries
from portal.activities.counting.verdicts import STATED, Leader
from portal.activities.models import Activity, ClosedYear, CountedFacts, Statement
from portal.supporters.models import Supporter
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import Standings
from portal.unreadable import FAULTS, found_values

# What decides whether an activity counts: of ``verdicts.Facts`` all but the day and who led it. Only warnings and the
# numbers of each supporter depend on these.
DECIDING = ("kind", "participants", "minutes", "leader", "in_person", "in_norway", "own_event", "unpaid")
ONE_DAY = ("chapter", "kind", "day", "led_by")  # what is the same of several is one activity day
Row = namedtuple("Row", ("pk", *ONE_DAY, "participants", "minutes", "leader", "logged_by", *STATED))
Said = namedtuple("Said", STATED)


@dataclass(frozen=True)
class YearFacts:
    """``facts`` are ``(number of activities, values of DECIDING)``, ``days`` how many activity days have activities
    with just these facts: ``(number of days, places in facts)``. So the days of those that count can be added up.

    ``settled`` and ``settled_days`` are the activities and their days that count in reports that are sent; these are
    not in the others. What cannot be read is in none, nor is what counts by no rules.
    """

    facts: list
    days: list
    settled: int
    settled_days: int
    counted_at: datetime.datetime

    @property
    def as_json(self):
        return [self.facts, self.days, self.settled, self.settled_days]


def of_year(year):
    """``YearFacts`` as the worker counted them last; where it has not lately, as of now, which is kept for a minute."""
    return _kept(year) or fragments.cached_one_minute(f"facts-{year}", lambda: count(year))


def _kept(year):
    row = kept_counts.kept(CountedFacts, year)
    if row is None:
        return None
    try:
        facts, days, settled, settled_days = row.counted
        facts = [(number, (kind, people, minutes, tuple(leader), *said))
                 for number, (kind, people, minutes, leader, *said) in facts]  # fmt: skip
        return YearFacts(facts, days, settled, settled_days, row.counted_at)
    except FAULTS:
        return None


def count(year):
    """``YearFacts`` of a year, now. As many queries for any number of activities."""
    counted_at = clock.now()
    rows = Activity.objects.filter(undone_at__isnull=True, day__year=year).order_by()
    closed = set(ClosedYear.objects.filter(base_year=year).values_list("chapter", flat=True))
    settled = rows.filter(settled__counts=True, chapter__in=closed).values_list(*ONE_DAY, named=True)
    settled = found_values(settled) if closed else []
    places, numbers, facts_of_day = {}, Counter(), {}
    for deciding, one_day in _judged(year, rows.filter(participants__isnull=False).exclude(chapter__in=closed)):
        place = places.setdefault(deciding, len(places))
        numbers[place] += 1
        facts_of_day.setdefault(one_day, set()).add(place)
    days = Counter(tuple(sorted(places)) for places in facts_of_day.values())
    return YearFacts(
        [(numbers[place], deciding) for deciding, place in places.items()],
        [(number, places) for places, number in days.items()],
        len(settled),
        len({tuple(row) for row in settled}),
        counted_at,
    )


def _judged(year, activities):
    """The values of ``DECIDING`` and ``ONE_DAY`` of each activity; those of which all that decides is the same have
    their ``verdicts.Facts`` made once.
    """
    standings = Standings(histories(Supporter.objects.all()))
    person_of = {pk: one.person for pk, one in standings.histories.items()}
    stated = Statement.objects.filter(base_year=year).values_list("person", *STATED)
    said = {person: _said(values) for person, *values in stated}
    rows = found_values(activities.values_list(*Row._fields))
    of_others = queries.unpaid_by_others(_led_unpaid(rows, person_of, said))
    found = {}
    for row in rows:
        pk, chapter, kind, day, led_by, participants, minutes, leader, logged_by, *of_it, unpaid = row
        standing, own, logger = None, None, said.get(logged_by)
        if leader == Activity.Leader.SUPPORTER:
            person = person_of.get(led_by)
            own = queries.CANNOT_BE_READ if person is None else said.get(person)
            standing = () if person is None else standings.on(day, led_by)
            of_year = getattr(own, "unpaid", None)
            unpaid = of_year if unpaid is None else unpaid and (pk, led_by) not in of_others
        known = (kind, participants, minutes, leader, standing, unpaid, own, logger, *of_it)
        if known not in found:
            leaders = () if standing is None else (Leader(0, standing, unpaid),)
            facts = queries.facts_from(Row(*row), leaders, own, logger)
            found[known] = facts and tuple(getattr(facts, name) for name in DECIDING)
        if found[known]:  # else something that decides about them cannot be read: they count by no rules
            yield found[known], (chapter, kind, day, led_by)


def _led_unpaid(rows, person_of, said):
    """The ``queries.Led`` of those rows that say that the supporter was not paid."""
    for row in map(Row._make, (row for row in rows if row[-1])):
        if row.leader == Activity.Leader.SUPPORTER:
            person = person_of.get(row.led_by)
            of_year = getattr(said.get(person), "unpaid", None)
            yield queries.Led(row.led_by, person, row.pk, row.logged_by, row.unpaid, of_year)


def _said(values):
    """What somebody has said of the year; ``queries.CANNOT_BE_READ`` where that is so of a part of it."""
    return Said(*values) if all(isinstance(value, bool | None) for value in values) else queries.CANNOT_BE_READ
