"""Adding rules of what counts, and counting the facts on which rules are tried."""

import dataclasses

from django.db import transaction

from portal import clock, events, kept_counts, organisation, witness
from portal.accounts.models import User
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years.services import YearNotOpen
from portal.activities.counting import facts, queries
from portal.activities.counting.verdicts import Rules
from portal.activities.models import CountedFacts, CountingRules
from portal.activities.verbs import Verb
from portal.models import Organisation

COUNTING_RULES = {
    "id": "the number of the row",
    "ref": "the reference of the rules",
    "preset": "whose rules they are",
    "base_year": "from which year they apply",
    "kinds": "what is asked of each kind",
    "leader_counts_as_participant": "whether the leader is one of the participants",
    "in_norway": "whether it has to be in Norway",
    "own_event": "whether it has to be our own event",
    "unpaid": "whether the leader has to be unpaid",
    "warns_of_last_day": "whether the last day of the year is looked at",
    "added_at": "when they were added",
    "added_by": "who added them",
}


class SameRules(Exception):
    """The rules that are to be added are those of the year already."""


@transaction.atomic
def add_rules(rules: Rules, *, by: User | None) -> CountingRules:
    """Add the counting rules from a base year on, in place of those that applied.

    Open years are judged by them from now on. Raises ``YearNotOpen`` for a year before the first open one, and
    ``SameRules`` where these are the newest of that year already.
    """
    if rules.base_year < base_year_queries.first_open_year():
        raise YearNotOpen(rules.base_year)
    preset = organisation.current().preset
    list(Organisation.objects.select_for_update().values("pk"))  # the same form can be sent twice at once
    of_year = [row for row in queries.stored_rules() if row.base_year == rules.base_year]
    if of_year and of_year[-1].values == rules:
        raise SameRules(rules.base_year)
    values = dataclasses.asdict(rules)
    row = CountingRules.objects.create(preset=preset, added_by=by, added_at=clock.now(), **values)
    columns = witness.values_of(row, COUNTING_RULES)
    events.record(Verb.COUNTING_RULES_ADD, subject=row, by=by, details=values, columns=columns)
    return row


def count_due() -> int | None:
    """Count the facts of the open year that has waited longest; called by the worker. Returns the year, if any."""
    years = base_year_queries.open_years()
    return kept_counts.count_due(CountedFacts, years, lambda year: facts.count(year).as_json, changing=years)
