"""What people have met of all that can be required, and since when, read from the rows that the rooms declare."""

import functools
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateField, DateTimeField, Exists, F, IntegerField, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from portal import clock, requirements
from portal.accounts.models import User
from portal.unreadable import FAULTS, readable

EVERY = ",*,"
NO_TIME, NO_DAY = Cast(Value(None), DateTimeField()), Cast(Value(None), DateField())
COLUMNS = (
    "fact_person", "fact_code", "fact_since", "fact_category", "fact_age", "fact_counts_for", "fact_not_for",
    "fact_until",
)  # fmt: skip
VALUES_AT_ONCE = 30_000  # SQLite takes some 32,000 in one query, and each fact names the people once


@dataclass(frozen=True)
class Met:
    """One row that meets a requirement. ``category`` is an id, or None where it counts for all; ``age`` is in years.

    ``counts_for`` and ``not_for`` are the texts of codes of ``requirements.Fact``; None where the fact has none.
    ``until`` is the first day on which it does not count any more; None where it counts for good.
    """

    code: str
    since: datetime | None
    category: int | None
    age: int | None
    counts_for: str | None = None
    not_for: str | None = None
    until: date | None = None

    @property
    def has_ceased(self):
        return self.until is not None and self.until <= clock.today()

    def counts_in(self, category):
        """Whether the row is about this category, apart from the age and from how long it counts."""
        if self.counts_for is None:
            return self.category in (None, category.pk)
        code = f",{category.code},"
        return code in self.counts_for or (EVERY in self.counts_for and code not in self.not_for)


def met_by(people, codes=None):
    """What each of these people has met: ``{person id: [Met]}``. One query for some 1,500 people.

    What has ceased to count is among it: ``met_in`` and ``until_in`` leave that out, ``ceased_in`` says since when.

    ``codes`` are the requirements that are asked about; all where they are left out.
    """
    asked = [one for code, one in requirements.declared().items() if codes is None or code in codes]
    found = {person.pk: [] for person in people}
    ids = list(found) if asked else []
    at_once = VALUES_AT_ONCE // max(1, sum(len(one.facts) for one in asked))
    for first in range(0, len(ids), at_once):
        tables = _tables_of(ids[first : first + at_once], asked)
        for person, *row in _rows_of(tables):
            found[person].append(Met(*row))
    return found


def _tables_of(ids, asked):
    """What meets one of the requirements ``asked``, of these people: a queryset for each fact."""
    return [
        _as_columns(requirement.code, fact).filter(**{f"{fact.person}__in": ids}).order_by()
        for requirement in asked
        for fact in requirement.facts
    ]


def _rows_of(tables):
    """``(person, code, since, category, age, …)`` as in ``Met``: every row of these tables. One query.

    A row with a date that cannot be read counts as one without that date; then there is a query for each table more.
    """
    try:
        first, *others = [table.values_list(*COLUMNS) for table in tables]
        return list(first.union(*others, all=True))
    except FAULTS:
        return [row for table in tables for row in _rows_one_by_one(table)]


def _rows_one_by_one(table):
    _sound, unreadable = readable(table)
    sound, odd = table.exclude(pk__in=unreadable), table.filter(pk__in=unreadable)
    odd = odd.annotate(fact_since=NO_TIME, fact_until=NO_DAY)
    return [*sound.values_list(*COLUMNS), *odd.values_list(*COLUMNS)]


@functools.cache
def _as_columns(code, fact):
    """The rows of a fact, with the columns of ``Met``. The query is made once; each that asks makes its own of it."""
    return fact.rows().annotate(
        fact_person=F(fact.person),
        fact_code=Value(code),
        fact_since=F(fact.since) if fact.since else NO_TIME,
        fact_category=F(fact.category) if fact.category else Cast(Value(None), IntegerField()),
        fact_age=F(fact.age) if fact.age else Cast(Value(None), IntegerField()),
        fact_counts_for=F(fact.counts_for) if fact.counts_for else Cast(Value(None), TextField()),
        fact_not_for=F(fact.not_for) if fact.not_for else Cast(Value(None), TextField()),
        fact_until=F(fact.until) if fact.until else NO_DAY,
    )


def met_in(category, rows):
    """What this category asks for and these rows (``[Met]``) meet: ``{code: since}``, since the first of them."""
    found = defaultdict(list)
    for row in rows:
        if _meets(row, category):
            found[row.code].append(row.since)
    return {code: min(filter(None, moments), default=None) for code, moments in found.items()}


def until_in(category, rows):
    """What of that will not count for good: ``{code: the first day on which it does not count any more}``."""
    found = defaultdict(list)
    for row in rows:
        if _meets(row, category):
            found[row.code].append(row.until)
    return {code: max(days) for code, days in found.items() if None not in days}


def ceased_in(category, rows):
    """What this category asks for and these rows no longer meet: ``{code: the first day on which it was not met}``."""
    found = defaultdict(list)
    for row in rows:
        if row.has_ceased and row.counts_in(category):
            found[row.code].append(row.until)
    return {code: max(days) for code, days in found.items()}


def _meets(row, category):
    old_enough = row.age is None or row.age >= category.minimum_age
    return old_enough and not row.has_ceased and row.counts_in(category)


def condition(requirement, person, category, code, minimum_age, *, with_grace=False):
    """Condition of an outer query: the person has met this, as of today (``with_grace``: or had until lately).

    ``person``, ``category`` with its ``code``, and ``minimum_age`` are values, or expressions of the outer query.
    """
    met = Q(pk__in=[])
    for fact in requirement.facts:
        rows = fact.counting(clock.today(), with_grace=with_grace).filter(**{fact.person: person})
        if fact.category:
            rows = rows.filter(**{fact.category: category})
        if fact.counts_for:
            in_list = Concat(Value(","), code, Value(","), output_field=TextField())
            covered = _covers(fact.counts_for, fact.not_for, in_list)
            if with_grace and fact.ended:
                # Aliases, so that the three columns are of the same row.
                names = ("ended_on", "counts_for", "not_for")
                rows = rows.alias(**{f"past_{name}": F(f"{fact.ended}__{name}") for name in names})
                lately = Q(past_ended_on__gt=clock.today() - fact.grace)
                covered |= lately & _covers("past_counts_for", "past_not_for", in_list)
            rows = rows.filter(covered)
        if fact.age:
            rows = rows.filter(**{f"{fact.age}__gte": minimum_age})
        met |= Q(Exists(rows))
    return met


def _covers(counts_for, not_for, in_list):
    """Condition: the texts of codes in these columns (``requirements.Fact``) hold the code ``in_list``."""
    others = Q(**{f"{counts_for}__contains": EVERY}) & ~Q(**{f"{not_for}__contains": in_list})
    return Q(**{f"{counts_for}__contains": in_list}) | others


def people_with(code, category):
    """The ids of all who have met what this category asks for, as a query."""
    met = condition(requirements.get(code), OuterRef("pk"), category.pk, Value(category.code), category.minimum_age)
    return User.objects.filter(met).values("pk")


def met_since(moment):
    """Where something was met after that: queries of the ids of the people."""
    return [
        fact.rows().order_by().filter(**{f"{fact.since}__gte": moment}).values(fact.person)
        for requirement in requirements.declared().values()
        for fact in requirement.facts
        if fact.since
    ]
