"""The dates of the annual report, and whether one was received in time. Days are Norwegian days (Europe/Oslo)."""

import datetime
from dataclasses import dataclass

from portal import clock
from portal.chapters.models import Chapter
from portal.reports.models import ChapterDecision

CORRECTION_TIME = datetime.timedelta(days=14)
SECOND = datetime.timedelta(seconds=1)


def default_dates(base_year):
    """``(opens, deadline)`` of a base year: 2 January and 31 May of the year after."""
    return datetime.date(base_year + 1, 1, 2), datetime.date(base_year + 1, 5, 31)


@dataclass(frozen=True)
class Dates:
    """The dates that apply to one chapter and year: those of the year, and what was decided for the chapter.

    Whatever needs a deadline asks here. ``deadline`` is that of all chapters; ``decision`` is the newest one about this
    chapter, or None. ``told_by`` is another chapter whose report tells of its year, or None.
    """

    opens: datetime.date
    deadline: datetime.date
    decision: ChapterDecision | None = None
    told_by: Chapter | None = None

    @property
    def last_day(self):
        """The chapter's own last day. An extension never makes it earlier than that of all the others."""
        return max(self.deadline, self.decision.last_day) if self.is_extended else self.deadline

    @property
    def is_extended(self):
        return self.decision is not None and self.decision.kind == ChapterDecision.Kind.EXTENSION

    @property
    def is_required(self):
        """Whether the chapter has to send a report. One that was let off may do so all the same."""
        is_let_off = self.decision is not None and self.decision.kind == ChapterDecision.Kind.NOT_REQUIRED
        return self.told_by is None and not is_let_off

    @property
    def moment(self):
        """The last second of the chapter's last day, in Norwegian time."""
        return clock.end_of(self.last_day)

    @property
    def is_past(self):
        """Whether the last day has passed, of a report that was not sent before."""
        return not self.is_on_time(clock.now())

    def counts_until(self, report=None):
        """The last day on which this report counts as in time: later if it came in time and was sent back."""
        returned_at = _returned_in_time(report)
        return max(self.last_day, correct_by(returned_at)) if returned_at else self.last_day

    def is_on_time(self, received_at, report=None):
        """Whether the report is in time if it arrives at this moment. Without a report, one that was never sent."""
        return is_on_time(received_at, self.moment, _returned_in_time(report))


def _returned_in_time(report):
    return report.returned_at if report is not None and report.on_time else None


def dates(year, decision=None, told_by=None):
    """The ``Dates`` of a chapter: ``year`` is the ``ReportingYear``, ``decision`` the newest one about the chapter."""
    return Dates(year.opens, year.deadline, decision, told_by)


def correct_by(returned_at):
    """The last day on which a corrected report still counts as in time: 14 days after it was sent back."""
    return clock.local(returned_at).date() + CORRECTION_TIME


def is_on_time(received_at, deadline, returned_at=None):
    """Whether a report that was received at this moment is in time: at 23:59:59.999 it is, at 00:00:00 it is not.

    Give ``returned_at`` only for a report that first came in time and was sent back; it can be corrected for 14 days.
    """
    limits = [deadline] + ([clock.end_of(correct_by(returned_at))] if returned_at else [])
    return any(received_at.astimezone(datetime.UTC) < limit.astimezone(datetime.UTC) + SECOND for limit in limits)
