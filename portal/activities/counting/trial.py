"""What other rules of counting would change. Activities of which all that decides is the same are judged once."""

from collections import namedtuple
from dataclasses import dataclass, field

from django.db.models import Q

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
    """How many activities count, and their days as the grant gives points for them (``total_queries.totals``)."""

    counting: int = 0
    days: set = field(default_factory=set)

    @property
    def activity_days(self):
        return len(self.days)


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
        one.counting += len(settled)
        one.days.update(settled)
    rest = rows.filter(_could_count(sets)).exclude(chapter__in=closed)
    for facts, number, days in _groups(year, rest, _most(sets, "participants"), _most(sets, "minutes")):
        if facts is None:  # something that decides about them cannot be read: they count by no rules
            continue
        for one, rules in zip(counted, sets, strict=True):
            if verdict(facts, rules).counts:
                one.counting += number
                one.days |= days
    return counted


def _most(sets, name):
    return max((getattr(asked, name) for rules in sets for asked in rules.kinds.values()), default=0)


def _could_count(sets):
    """Condition: nothing that the row itself says keeps it from counting by each of the sets.

    Most activities of a year that do not count need not be read for it.
    """
    found = Q(pk__in=[])
    for kind in {code for rules in sets for code in rules.kinds}:
        asked = [(rules, rules.kinds[kind]) for rules in sets if kind in rules.kinds]
        enough = min(one.participants - bool(rules.leader_counts_as_participant) for rules, one in asked)
        could = Q(kind=kind, participants__gte=enough)
        if shortest := min(one.minutes for _rules, one in asked):
            could &= Q(minutes__gte=shortest)
        if all(one.led_by_supporter for _rules, one in asked):
            could &= Q(leader=Activity.Leader.SUPPORTER)
        found |= could
    return found


def _groups(year, activities, most, longest):
    """``[(facts, number, days)]``: the activities of a year, those with the same facts together.

    All days of a year are alike to the rules, and so is every number of participants from ``most`` on, and of minutes
    from ``longest`` on. ``days`` has the values of ``ONE_DAY`` of each activity.
    """
    standings = Standings(histories(Supporter.objects.all()))
    person_of = {pk: one.person for pk, one in standings.histories.items()}
    stated = Statement.objects.filter(base_year=year).values_list("person", *STATED)
    said = {person: _said(values) for person, *values in stated}
    rows = found_values(activities.values_list(*Row._fields))
    of_others = queries.unpaid_by_others(_led_unpaid(rows, person_of, said))
    groups = {}
    for row in rows:
        pk, chapter, kind, day, led_by, participants, minutes, leader, logged_by, *of_it, unpaid = row
        standing, own, logger = None, None, said.get(logged_by)
        if leader == Activity.Leader.SUPPORTER:
            person = person_of.get(led_by)
            own = queries.CANNOT_BE_READ if person is None else said.get(person)
            standing = () if person is None else standings.on(day, led_by)
            of_year = getattr(own, "unpaid", None)
            unpaid = of_year if unpaid is None else unpaid and (pk, led_by) not in of_others
        numbers = participants and min(participants, most), minutes and min(minutes, longest)
        known = (kind, *numbers, leader, standing, unpaid, own, logger, *of_it)
        group = groups.get(known)
        if group is None:
            leaders = () if standing is None else (Leader(0, standing, unpaid),)
            group = groups[known] = [queries.facts_from(Row(*row), leaders, own, logger), 0, set()]
        group[1] += 1
        group[2].add((chapter, kind, day, led_by))
    return groups.values()


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
