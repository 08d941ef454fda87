"""When a signature lapses, and when its holder is asked to renew it. Each of the times can be changed alone.

How long a signature lasts is the organisation's choice (``Organisation.declaration_years``, which a preset sets). A
signature keeps the day that followed from it when it was given: a later choice does not change what was signed before.
"""

import datetime
from datetime import timedelta

from portal import clock, organisation

RENEW_WITHIN = timedelta(weeks=8)  # before it lapses: from then on it can be renewed, and the holder is asked to
LAST_CALL = timedelta(weeks=2)  # before it lapses: the holder is asked once more
# After it has lapsed, or a newer version that must be signed has come into force: so long the holder stays in the
# public list.
GRACE = timedelta(weeks=4)
TELL_WITHIN = timedelta(days=7)  # so late is somebody still told that they have left it, if the worker has stood still
REMIND_AGAIN_AFTER = timedelta(days=14)  # before that the office does not remind the same person again


def lapse_of(signed_on: datetime.date) -> datetime.date | None:
    """The first day on which what is signed on this day does not count any more; None where it counts for good."""
    return after_years(signed_on, organisation.current().declaration_years)


def after_years(signed_on: datetime.date, years: int | None) -> datetime.date | None:
    """The same where a signature counts this many years; None and 0 are for good."""
    if not years:
        return None
    year, month, day = signed_on.year + years, signed_on.month, signed_on.day
    return datetime.date(year, 3, 1) if (month, day) == (2, 29) else datetime.date(year, month, day)


def last_day(lapses_on: datetime.date | None) -> datetime.date | None:
    """The last day on which what lapses on this day counts; None where it counts for good."""
    return lapses_on - timedelta(days=1) if lapses_on else None


def has_lapsed(lapses_on: datetime.date | None) -> bool:
    return lapses_on is not None and lapses_on <= clock.today()


def can_renew(lapses_on: datetime.date | None) -> bool:
    """Whether what lapses on this day has lapsed, or lapses soon."""
    return lapses_on is not None and lapses_on <= clock.today() + RENEW_WITHIN
