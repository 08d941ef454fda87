"""What other rules of counting would change. Facts that the rules see no difference between are judged once."""

import datetime
from bisect import bisect_right
from dataclasses import dataclass, field

from portal.activities.base_years import queries as base_year_queries
from portal.activities.counting import facts, queries
from portal.activities.counting.verdicts import Facts, verdict


@dataclass(frozen=True)
class Counted:
    """How many activities count, and their days as the grant gives points for them (``total_queries.totals``)."""

    counting: int
    activity_days: int


@dataclass(frozen=True)
class Trial:
    """What other rules would change in a base year that is open: ``Counted`` before and after."""

    base_year: int
    before: Counted
    after: Counted
    counted_at: datetime.datetime = field(compare=False)


def try_rules(rules):
    """A ``Trial`` of each open base year in which these rules would apply. Nothing is saved.

    What stands in a report that is sent is the same before and after. As many queries for any number of activities.
    """
    stored, found = queries.stored_rules(), []
    for year in base_year_queries.open_years():
        if queries.rules_in([*stored, rules], year) is rules:
            of_year = facts.of_year(year)
            before, after = (_counted(of_year, one) for one in (queries.rules_in(stored, year), rules))
            found.append(Trial(year, before, after, of_year.counted_at))
    return found


def _counted(of_year, rules):
    """What counts of these ``facts.YearFacts`` by the rules."""
    kinds = rules.kinds.values()
    people = sorted({number for asked in kinds for number in (asked.participants - 1, asked.participants)})
    lengths = sorted({asked.minutes for asked in kinds})
    known, counting = {}, []
    for _number, deciding in of_year.facts:
        kind, participants, minutes, *rest = deciding
        reached = minutes if minutes is None else bisect_right(lengths, minutes)
        alike = (kind, bisect_right(people, participants), reached, *rest)
        if alike not in known:
            one = Facts(day=datetime.date.min, **dict(zip(facts.DECIDING, deciding, strict=True)))
            known[alike] = verdict(one, rules).counts
        counting.append(known[alike])
    activities = sum(number for (number, _facts), counts in zip(of_year.facts, counting, strict=True) if counts)
    days = sum(number for number, places in of_year.days if any(counting[place] for place in places))
    return Counted(of_year.settled + activities, of_year.settled_days + days)
