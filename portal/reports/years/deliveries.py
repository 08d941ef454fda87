"""Who answers for a chapter's report, how they were reminded of it, and which reminders are due."""

import datetime
from dataclasses import dataclass

from portal import clock
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.chapters.register import queries as register_queries
from portal.reports.models import ReportReminder
from portal.reports.workflow import SENT_BEFORE, State
from portal.reports.years import queries, schedule
from portal.reports.years.queries import Line

AGAIN_AFTER = datetime.timedelta(days=3)  # the secretariat reminds a chapter again after so many days


@dataclass(frozen=True)
class Delivery:
    """A ``Line``, the offices of the board that answers for it, and the reminders that were sent about it."""

    line: Line
    board: list
    reminders: list

    @property
    def leaders(self):
        return list(dict.fromkeys(one.person for one in self.board if one.kind == Office.Kind.CHAPTER_LEADER))

    @property
    def everybody(self):
        """All who are on the board, the leaders first."""
        return list(dict.fromkeys(one.person for one in self.board))

    @property
    def contacts(self):
        """Whom to call: the leaders; everybody on the board where nobody leads."""
        return self.leaders or self.everybody

    @property
    def is_silent(self):
        """Whether nothing has come after two reminders, whether somebody has begun or not."""
        report = self.line.report
        is_waited_for = report is None or report.state == State.PREPARING
        return is_waited_for and len(self.reminders) >= schedule.SILENT_AFTER

    @property
    def people(self):
        """Who is reminded: the leaders; everybody on the board where nobody leads, or the chapter is silent."""
        return self.everybody if self.is_silent else self.contacts

    @property
    def last_contact(self):
        """The last reminder that was sent, or None."""
        return self.reminders[-1] if self.reminders else None

    @property
    def is_gap(self):
        return self.line.status in queries.GAPS and self.line.dates.opens <= clock.today()

    @property
    def was_reminded_lately(self):
        """Whether the secretariat has sent a reminder within the last days."""
        own = [row.sent_at for row in self.reminders if row.kind == schedule.Kind.OFFICE]
        return bool(own) and clock.local(own[-1]).date() > clock.today() - AGAIN_AFTER

    @property
    def can_be_reminded(self):
        return self.is_gap and bool(self.people) and not self.was_reminded_lately


def deliveries(lines, base_year):
    """The ``Delivery`` of each of these lines of a base year.

    Of a chapter that is part of another one now, that one's board answers; of one that was closed, its last board.
    Two queries, and one for each such chapter.
    """
    answers = {line.chapter.pk: register_queries.last_in_line(line.chapter).pk for line in lines}
    boards = chapter_queries.answering_boards(set(answers.values()))
    sent = reminders_sent(base_year, [line.chapter.pk for line in lines])
    return [Delivery(line, boards[answers[line.chapter.pk]], sent.get(line.chapter.pk, [])) for line in lines]


def reminders_sent(base_year, chapters):
    """The reminders of a base year to these chapters (ids), the oldest first: ``{chapter id: [ReportReminder]}``."""
    rows = ReportReminder.objects.filter(year__base_year=base_year, chapter__in=chapters)
    sent = {}
    for row in rows.exclude(kind=schedule.Kind.ARRIVED).select_related("by").order_by("pk"):
        sent.setdefault(row.chapter_id, []).append(row)
    return sent


def due_reminders(base_year):
    """The reminders that are due today and were not sent: ``[(Delivery, kind, about)]``.

    There are none for a chapter that has sent its report, has none to send, or has nobody to write to.
    """
    today, due = clock.today(), []
    for one in deliveries(queries.overview(base_year), base_year):
        kind, about = _due_for(one.line, today) if one.is_gap and one.people else (None, "")
        if kind and (kind, about) not in {(row.kind, row.about) for row in one.reminders}:
            due.append((one, kind, about))
    return due


def _due_for(line, today):
    """``(kind, about)`` of the reminder that is due for a line; ``kind`` is None where none is.

    It is about the chapter's own last day: one who gets more time is reminded of the new day as of the first.
    """
    if line.report is not None and line.report.state in SENT_BEFORE:
        is_due = schedule.is_correction_due(line.dates, line.report, today)
        return (schedule.Kind.CORRECT, line.report.returned_at.isoformat()) if is_due else (None, "")
    return schedule.due(line.dates, today), line.dates.last_day.isoformat()
