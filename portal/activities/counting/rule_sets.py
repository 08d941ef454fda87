"""Every set of rules with the base years in which it applies, for the secretariat."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from portal import clock
from portal.activities.counting import queries
from portal.activities.counting.queries import UnreadableRow
from portal.activities.counting.verdicts import RULES_OF_2023, Rules, UnreadableRules
from portal.activities.models import CountingRules
from portal.unreadable import Found


@dataclass(frozen=True)
class RuleSet:
    """One set of rules: the base years in which it applies (``last`` is None for all later ones), and who added it."""

    rules: Rules
    last: int | None
    row: CountingRules | UnreadableRow | None  # None for those of 2023, which came with the site

    @property
    def is_readable(self):
        return not isinstance(self.rules, UnreadableRules)

    @property
    def first(self):
        return self.rules.base_year


def sets_of_rules():
    """The ``RuleSet`` of each base year that has one: what applies this year, then the others, the newest first.

    And the rows of sets that a newer one for the same base year replaced, the newest first; those that can be read.
    ``unreadable`` of the first is how many there are of which the base year cannot be read: then nothing counts in any
    year.
    """
    every = queries.stored_rules()
    rows = [row for row in every if row.base_year is not None]
    newest = {row.base_year: row for row in rows}  # the later row of a year is the one that is kept
    sound = [row for row in rows if isinstance(row, CountingRules)]
    replaced = [row for row in sound if newest[row.base_year] != row]
    prefetch_related_objects(sound, "added_by")
    sets = {RULES_OF_2023.base_year: (RULES_OF_2023, None)} | {year: (row.values, row) for year, row in newest.items()}
    years = sorted(sets)
    following = [*(year - 1 for year in years[1:]), None]
    found = [RuleSet(sets[year][0], last, sets[year][1]) for year, last in zip(years, following, strict=True)]
    this_year = clock.today().year
    found.sort(key=lambda one: (one.first <= this_year <= (one.last or this_year), one.first), reverse=True)
    return Found(found, len(every) - len(rows)), replaced[::-1]
