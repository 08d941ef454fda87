"""How long what belongs to a base year is kept: five years, from and including 1 January of it (law: paragraph 27)."""

from portal import clock

YEARS_KEPT = 5


def last_year_over() -> int:
    """The last base year whose documents need not be kept any longer."""
    return clock.today().year - YEARS_KEPT
