"""Was it in time? Pure functions, on Norwegian days."""

import datetime

from portal import clock

TO_CORRECT = datetime.timedelta(days=14)
SECOND = datetime.timedelta(seconds=1)


def usual_days(base_year):
    """``(opens, deadline)`` of a base year: 2 January and 31 May of the year after."""
    return datetime.date(base_year + 1, 1, 2), datetime.date(base_year + 1, 5, 31)


def deadline_moment(year):
    """The last second of a reporting year's last day, in Oslo."""
    return clock.end_of(year.deadline)


def correct_by(returned_at):
    """The last day for sending a corrected report as if it came in time: 14 days after it was sent back."""
    return clock.local(returned_at).date() + TO_CORRECT


def is_on_time(received_at, deadline, returned_at=None):
    """Whether what was received at this moment is in time: 23:59:59.999 is, 00:00:00 is not.

    ``returned_at`` is given only for a report that first came in time and was sent back; it then has 14 days more.
    """
    limits = [deadline] + ([clock.end_of(correct_by(returned_at))] if returned_at else [])
    return any(received_at.astimezone(datetime.UTC) < limit.astimezone(datetime.UTC) + SECOND for limit in limits)
