"""Reporting years: opening one, changing its dates, deciding what applies to one chapter, reminding."""

import datetime
from collections.abc import Collection

from django.db import transaction

from portal import clock, events
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Office
from portal.reports.models import ChapterDecision, ChapterReport, ReportingYear, ReportReminder
from portal.reports.verbs import Verb
from portal.reports.years import deadline, deliveries, mails, queries, validation
from portal.reports.years.deliveries import Delivery
from portal.reports.years.queries import Line
from portal.witness import values_of

# The columns of a decision that its event witnesses, in plain words.
DECISION = {
    "id": "its number",
    "ref": "its reference",
    "chapter": "the chapter",
    "year": "the year",
    "kind": "what was decided",
    "last_day": "the last day",
    "reason": "the reason",
    "by": "who decided it",
    "at": "when it was decided",
}


@transaction.atomic
def open_year(base_year: int, *, by: User | None) -> ReportingYear:
    """The saved reporting year of a base year, created with the default dates if it does not exist."""
    opens, last_day = deadline.default_dates(base_year)
    days = {"opens": opens, "deadline": last_day}
    year, is_new = ReportingYear.objects.get_or_create(base_year=base_year, defaults=days)
    if is_new:
        events.record(Verb.REPORTING_YEAR_OPEN, subject=year, by=by, details={"base_year": base_year, **days})
    return year


@transaction.atomic
def change_dates(base_year: int, *, opens: datetime.date, last_day: datetime.date, by: User) -> ReportingYear:
    """Set the days of a base year: the first one for reporting, and the deadline. The same dates change nothing.

    What has been sent keeps its judgement. Raises ``validation.Refused`` for dates that are not possible.
    """
    year = _locked(base_year, by=by)
    if (year.opens, year.deadline) == (opens, last_day):
        return year
    validation.check_dates(year, opens, last_day, begun=year.reports.count())
    details = {"opens": opens, "deadline": last_day, "before": {"opens": year.opens, "deadline": year.deadline}}
    year.opens, year.deadline = opens, last_day
    year.save(update_fields=["opens", "deadline"])
    events.record(Verb.REPORTING_YEAR_CHANGE, subject=year, by=by, details=details)
    return year


@transaction.atomic
def decide(
    chapter: Chapter, base_year: int, kind: str, *, reason: str, by: User, last_day: datetime.date | None = None
) -> ChapterDecision:
    """Decide what applies to one chapter: an extension until ``last_day``, no report, or the usual dates again.

    ``kind`` is one of ``ChapterDecision.Kind``. The same decision once more changes nothing. What has been sent keeps
    its judgement. Raises ``validation.Refused`` for a day that is not possible.
    """
    year = _locked(base_year, by=by)
    last_day = last_day if kind == ChapterDecision.Kind.EXTENSION else None
    newest = year.decisions.filter(chapter=chapter).order_by("-pk").first()
    if newest and (newest.kind, newest.last_day, newest.reason) == (kind, last_day, reason):
        return newest
    validation.check_decision(year, kind, last_day)
    decision = ChapterDecision.objects.create(
        chapter=chapter, year=year, kind=kind, last_day=last_day, reason=reason, by=by, at=clock.now()
    )
    details = {"chapter": chapter.ref, "base_year": base_year, "kind": kind, "last_day": last_day}
    columns = values_of(decision, DECISION)
    events.record(Verb.REPORT_DECIDE, subject=decision, by=by, details=details, columns=columns)
    return decision


def _locked(base_year: int, *, by: User) -> ReportingYear:
    """The year, opened if it is not, so that two who change it do so one after the other."""
    return ReportingYear.objects.select_for_update().get(pk=open_year(base_year, by=by).pk)


AT_ONCE = 200  # chapters in one run; the rest at the next


def remind() -> int:
    """Remind the chapters whose report has not come, or has to be corrected, of what is due today. Returns how many.

    Called by the worker and by ``manage.py remind``, as often as they like: each reminder is sent once, and of those
    that are due only the latest. The leader is reminded; the whole board where there is none or the chapter is silent.
    """
    this_year = clock.today().year
    return sum(_remind_of_year(base_year) for base_year in (this_year - 2, this_year - 1))


@transaction.atomic
def _remind_of_year(base_year: int) -> int:
    due = deliveries.due_reminders(base_year)[:AT_ONCE] if queries.reporting_year(base_year) else []
    if not due:
        return 0
    return _send(due, open_year(base_year, by=None), by=None)


@transaction.atomic
def send_reminders(chapters: Collection[str], base_year: int, *, by: User) -> int:
    """Remind these chapters (their short names) of their report now, and return how many.

    Left out are those that have sent it, have none to send or nobody to write to, and those that the secretariat has
    reminded within the last days: so a second press sends nothing. Whoever leads several of them has one mail.
    """
    year = _locked(base_year, by=by)
    lines = [line for line in queries.overview(base_year) if line.chapter.short_name in chapters]
    today = clock.today().isoformat()
    due = [
        (one, ReportReminder.Kind.OFFICE.value, today)
        for one in deliveries.deliveries(lines, base_year)
        if one.can_be_reminded
    ]
    return _send(due, year, by=by)


def _send(due: list[tuple[Delivery, str, str]], year: ReportingYear, *, by: User | None) -> int:
    """Send these reminders, ``(Delivery, kind, about)``, and note each. Returns how many were new."""
    told: dict[tuple[User, str], list[Line]] = {}
    count = 0
    for one, kind, about in due:
        if _note(one, year, kind, about, by=by):
            count += 1
            for person in one.people:
                told.setdefault((person, kind), []).append(one.line)
    for (person, kind), lines in told.items():
        mails.remind(person, lines, kind, year.base_year)
    return count


def _note(one: Delivery, year: ReportingYear, kind: str, about: str, *, by: User | None) -> bool:
    """Note that a reminder is sent to the people of a ``Delivery``. Whether it is new: else it was sent before."""
    chapter = one.line.chapter
    values = {"chapter": chapter, "year": year, "kind": kind, "about": about}
    defaults = {"by": by, "sent_at": clock.now()}
    reminder, is_new = ReportReminder.objects.get_or_create(**values, defaults=defaults)
    if is_new:
        people = [person.ref for person in one.people]
        details = {"chapter": chapter.ref, "base_year": year.base_year, "kind": kind, "people": people}
        events.record(Verb.REPORT_REMIND, subject=reminder, by=by, details=details)
    return is_new


@transaction.atomic
def note_export(base_year: int, *, number: int, status: str, by: User) -> None:
    """Somebody took the list of who has delivered with them as a spreadsheet."""
    details = {"base_year": base_year, "number": number, "status": status}
    events.record(Verb.REPORTING_YEAR_EXPORT, subject=open_year(base_year, by=by), by=by, details=details)


@transaction.atomic
def remind_of_arrivals() -> int:
    """Mail the secretariat, at most once a day, which reports have come since the last such mail. Returns how many.

    In the last days of May they come in heaps: what has arrived in between also stands on each one's page.
    """
    people = chapter_queries.central_staff(Office.Kind.SECRETARIAT)
    today = clock.start_of(clock.today())
    is_told_today = ReportReminder.objects.filter(kind=ReportReminder.Kind.ARRIVED, sent_at__gte=today).exists()
    reports = [] if is_told_today or not people else list(queries.unnoticed_arrivals())
    found: dict[int, list[ChapterReport]] = {}
    for report in reports:
        values = {"chapter": report.chapter, "year": report.year, "kind": ReportReminder.Kind.ARRIVED}
        about = report.received_at.isoformat()
        if ReportReminder.objects.get_or_create(**values, about=about, defaults={"sent_at": clock.now()})[1]:
            found.setdefault(report.year.base_year, []).append(report)
    for base_year, rows in found.items():
        for person in people:
            mails.arrived(person, rows, base_year)
    return sum(map(len, found.values()))
