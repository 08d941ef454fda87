"""What other rules of counting would change. Activities of which all that decides is the same are judged once."""

from collections import namedtuple
from dataclasses import dataclass, field

from portal.activities.base_years import queries as base_year_queries
from portal.activities.counting import queries
from portal.activities.counting.verdicts import STATED, Leader, verdict
from portal.activities.models import Activity, ClosedYear, Statement
from portal.supporters.history import histories
from portal.supporters.models import Supporter
from portal.supporters.standing import Standings
from portal.unreadable import found_values


@dataclass
class Counted:
    """How many activities count, and their days as the grant gives points for them (``queries.totals``)."""

    counting: int = 0
    days: set = field(default_factory=set)

    @property
    def activity_days(self):
        return len(self.days)

    def add(self, days):
        self.counting += len(days)
        self.days.update(days)


@dataclass(frozen=True)
class Trial:
    """What other rules would change in a base year that is open: ``Counted`` before and after."""

    base_year: int
    before: Counted
    after: Counted


def try_rules(rules):
    """A ``Trial`` of each open base year in which these rules would apply. Nothing is saved.

    What stands in a report that is sent is the same before and after. As many queries for any number of activities.
    """
    stored = queries.stored_rules()
    return [
        Trial(year, *_count(year, [queries.rules_in(stored, year), rules]))
        for year in base_year_queries.open_years()
        if queries.rules_in([*stored, rules], year) is rules
    ]


ONE_DAY = ("chapter", "kind", "day", "led_by")  # what is the same of several is one activity day
Row = namedtuple("Row", ("pk", *ONE_DAY, "participants", "minutes", "leader", "logged_by", *STATED))
Said = namedtuple("Said", STATED)


def _count(year, sets):
    """The ``Counted`` of a year by each of these sets of rules."""
    counted = [Counted() for _rules in sets]
    rows = Activity.objects.filter(undone_at__isnull=True, day__year=year).order_by()
    closed = set(ClosedYear.objects.filter(base_year=year).values_list("chapter", flat=True))
    settled = rows.filter(settled__counts=True, chapter__in=closed).values_list(*ONE_DAY, named=True)
    settled = [tuple(row) for row in found_values(settled)] if closed else []
    for one in counted:
        one.add(settled)
    kinds = {code for rules in sets for code in rules.kinds}
    most = max((asked.participants for rules in sets for asked in rules.kinds.values()), default=0)
    rest = rows.filter(kind__in=kinds).exclude(chapter__in=closed)
    for facts, days in _groups(year, rest, most):
        if facts is None:  # something that decides about them cannot be read: they count by no rules
            continue
        for one, rules in zip(counted, sets, strict=True):
            if verdict(facts, rules).counts:
                one.add(days)
    return counted


def _groups(year, activities, most):
    """``[(facts, days)]``: the activities of a year, those with the same facts together.

    All days of a year are alike to the rules, and so is every number of participants from ``most`` on. ``days`` has the
    values of ``ONE_DAY`` for each activity.
    """
    standings = Standings(histories(Supporter.objects.all()))
    person_of = {pk: one.person for pk, one in standings.histories.items()}
    stated = Statement.objects.filter(base_year=year).values_list("person", *STATED)
    said = {person: _said(values) for person, *values in stated}
    rows = [Row(*values) for values in found_values(activities.values_list(*Row._fields, named=True))]
    led = {row.pk: _led(row, person_of, said) for row in rows if row.leader == Activity.Leader.SUPPORTER}
    of_others = queries.unpaid_by_others(led.values())
    groups = {}
    for row in rows:
        leaders, own, one = (), None, led.get(row.pk)
        if one:
            unpaid = queries.unpaid_of(one, of_others)
            standing = standings.on(row.day, row.led_by) if one.person is not None else ()
            leaders, own = (Leader(0, standing, unpaid),), said.get(one.person)
            if one.person is None:
                own = queries.CANNOT_BE_READ
        number = row.participants and min(row.participants, most)
        logger, of_it = said.get(row.logged_by), [getattr(row, name) for name in STATED]
        known = (row.kind, number, row.minutes, row.leader, leaders, own, logger, *of_it)
        if known not in groups:
            groups[known] = queries.facts_from(row, leaders, own, logger), []
        groups[known][1].append((row.chapter, row.kind, row.day, row.led_by))
    return groups.values()


def _said(values):
    """What somebody has said of the year; ``queries.CANNOT_BE_READ`` where that is so of a part of it."""
    return Said(*values) if all(isinstance(value, bool | None) for value in values) else queries.CANNOT_BE_READ


def _led(row, person_of, said):
    person = person_of.get(row.led_by)
    of_year = getattr(said.get(person), "unpaid", None)
    return queries.Led(row.led_by, person, row.pk, row.logged_by, row.unpaid, of_year)
