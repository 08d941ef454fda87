"""Reporting years: opening one, changing its dates, deciding what applies to one chapter."""

import datetime

from django.db import transaction

from portal import clock, events
from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.reports.models import ChapterDecision, ReportingYear
from portal.reports.verbs import Verb
from portal.reports.years import deadline, validation
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
