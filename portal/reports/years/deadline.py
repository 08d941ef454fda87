"""The dates of the annual report, and whether one was received in time. Days are Norwegian days (Europe/Oslo)."""

import datetime

from portal import clock

CORRECTION_TIME = datetime.timedelta(days=14)
SECOND = datetime.timedelta(seconds=1)


def default_dates(base_year):
    """``(opens, deadline)`` of a base year: 2 January and 31 May of the year after."""
    return datetime.date(base_year + 1, 1, 2), datetime.date(base_year + 1, 5, 31)


def deadline_moment(year):
    """The last second of a reporting year's last day, in Norwegian time."""
    return clock.end_of(year.deadline)


def correct_by(returned_at):
    """The last day on which a corrected report still counts as in time: 14 days after it was sent back."""
    return clock.local(returned_at).date() + CORRECTION_TIME


def counts_until(year, returned_at):
    """The last day on which a report that came in time and was sent back still counts as in time."""
    return max(year.deadline, correct_by(returned_at))


def is_on_time(received_at, deadline, returned_at=None):
    """Whether a report that was received at this moment is in time: at 23:59:59.999 it is, at 00:00:00 it is not.

    Give ``returned_at`` only for a report that first came in time and was sent back; it can be corrected for 14 days.
    """
    limits = [deadline] + ([clock.end_of(correct_by(returned_at))] if returned_at else [])
    return any(received_at.astimezone(datetime.UTC) < limit.astimezone(datetime.UTC) + SECOND for limit in limits)
