"""When somebody is reminded of a chapter's report. Everything is counted from the chapter's own last day.

With the usual deadline, 31 May, these are 1 April, 1 May, 20 May, 29 May and, once, 1 June. Each is sent once for each
last day: a chapter that gets more time is reminded of its new day too.
"""

import datetime

from portal.reports.models import ReportReminder

Kind = ReportReminder.Kind
DAYS_BEFORE = {Kind.FIRST: 60, Kind.SECOND: 30, Kind.THIRD: 11, Kind.LAST: 2}
LATE_FOR = datetime.timedelta(days=14)  # a site that is new, or was down, reminds nobody of a deadline of long ago
CORRECT_BEFORE = datetime.timedelta(days=4)  # of the day until which a report that came back counts as in time
SILENT_AFTER = 2  # so many reminders, and nothing has come: then the rest of the board is reminded too


def due(dates, today):
    """Which reminder of a report that was not sent is due: a ``Kind``, or None. Only the latest one ever is."""
    if today < dates.opens:
        return None
    if today > dates.last_day:
        return Kind.LATE if today <= dates.last_day + LATE_FOR else None
    left = (dates.last_day - today).days
    passed = [kind for kind, days in DAYS_BEFORE.items() if left <= days]
    return passed[-1] if passed else None


def is_correction_due(dates, report, today):
    """Whether the time to correct a report that came in time, and was sent back, runs out within a few days."""
    until = dates.counts_until(report)
    return bool(report.on_time) and until - CORRECT_BEFORE <= today <= until
