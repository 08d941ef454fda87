"""Deleting what belongs to base years whose time is over: activities, reports, addresses and frozen versions together.

Evidence for the grant is kept five years from 1 January of its base year (law: paragraph 27), and longer where the
secretariat has put a year on hold. Each function takes the rows of such years (``rows_to_delete``).
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from forms.models import Draft
from portal import clock, events, files, organisation
from portal.activities.models import Activity, ClosedYear, Correction, DoubleEntry, Gathering, Presence, Statement
from portal.reports import queries as report_queries
from portal.reports.grant_rules.keeping import last_year_over
from portal.reports.grants import frozen, queries
from portal.reports.models import (
    ChapterDecision,
    ChapterReport,
    EarlierSending,
    GrantContact,
    GrantFile,
    GrantYear,
    ReopeningRequest,
    ReportingYear,
    ReportReminder,
    SectionConfirmation,
    WaitingSignature,
    YearWorth,
)
from portal.reports.services import pdf_folder
from portal.reports.verbs import Verb
from portal.verbs import Verb as FrameVerb

AT_ONCE = 500


def rows_to_delete():
    """``[(description, rows to delete)]`` as of now, of the years that are over and not on hold, in this order."""
    last, held = last_year_over(), queries.years_on_hold()

    def over(model, year="base_year"):
        return model.objects.filter(**{f"{year}__lte": last}).exclude(**{f"{year}__in": held})

    days = Activity.objects.filter(day__year__lte=last)
    for year in held:
        days = days.exclude(day__year=year)
    return [
        ("frozen versions for the grant", over(GrantFile, "year__base_year")),
        ("addresses for the grant", over(GrantContact)),
        ("reports of years that are over", over(ChapterReport, "year__base_year")),
        ("activities of years that are over", days),
        ("what was said of years that are over", over(Statement)),
        ("years whose report was sent", over(ClosedYear)),
        ("decisions about reports of years that are over", over(ChapterDecision, "year__base_year")),
        ("reminders of reports of years that are over", over(ReportReminder, "year__base_year")),
        ("reporting years that are over", over(ReportingYear)),
        ("what was said of the worth of years that are over", over(YearWorth)),
    ]


@transaction.atomic
def forget_files(rows):
    """Frozen versions, with their files. Their years stay, and say since when they are deleted."""
    found = list(rows)
    years = GrantYear.objects.filter(files__in=[row.pk for row in found]).distinct()
    for year in years:
        GrantYear.objects.filter(pk=year.pk).update(forgotten_at=clock.now())
        details = {"base_year": year.base_year, "files": sum(row.year_id == year.pk for row in found)}
        events.record(Verb.GRANT_FORGET, subject=year, by=None, details=details)
    paths = [path for row in found for path in files.in_folder(frozen.folder(), str(row.ref))]
    _forget(GrantFile.objects.filter(pk__in=[row.pk for row in found]))
    transaction.on_commit(lambda: _unlink(paths))


@transaction.atomic
def forget_reports(rows):
    """Reports, with what was begun of them, confirmed, signed and asked, what was sent before, and their PDFs."""
    keys = dict(rows.values_list("pk", "ref"))
    drafts = [ChapterReport(pk=pk).draft_key for pk in keys]
    Draft.objects.filter(kind=report_queries.DRAFT, key__in=drafts).delete()
    paths = [path for ref in keys.values() for path in files.in_folder(pdf_folder(), str(ref))]
    for model in (SectionConfirmation, WaitingSignature, ReopeningRequest, EarlierSending):
        model.objects.filter(report__in=keys).delete()
    _forget(ChapterReport.objects.filter(pk__in=keys))
    transaction.on_commit(lambda: _unlink(paths))


@transaction.atomic
def forget_activities(rows):
    """Activities, with what was corrected and answered of them, who took part, and the gatherings they came from."""
    keys = list(rows.order_by().values_list("pk", flat=True))
    for some in _in_parts(keys):
        of_them = {"activity__in": some}
        Presence.objects.filter(Q(**of_them) | Q(entry__in=some)).delete()
        Correction.objects.filter(**of_them).delete()
        _forget(DoubleEntry.objects.filter(Q(earlier__in=some) | Q(later__in=some)))
        Gathering.objects.filter(**of_them).update(activity=None)
    gatherings = set()
    for some in _in_parts(keys):
        planned = Activity.objects.filter(pk__in=some, planned_as__isnull=False)
        gatherings |= set(planned.values_list("planned_as", flat=True))
        planned.update(planned_as=None)
    for some in _in_parts(keys):
        _forget(Activity.objects.filter(pk__in=some))
    for some in _in_parts(list(gatherings)):
        Gathering.objects.filter(pk__in=some, entries=None, activity=None).delete()


@transaction.atomic
def forget_rows(rows):
    """Rows with nothing elsewhere."""
    _forget(rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True))))


def _forget(rows):
    """Delete these rows and what their events say, and record which they were: so that no witness misses them."""
    refs = dict(rows.values_list("pk", "ref"))
    for some in _in_parts(list(refs)):
        named = [str(refs[pk]) for pk in some]
        events.record(FrameVerb.ROWS_FORGET, subject=organisation.current(), by=None, details={"rows": named})
        rows.model.objects.filter(pk__in=some).delete()
        events.erase_details([refs[pk] for pk in some])


def _in_parts(keys):
    return [keys[place : place + AT_ONCE] for place in range(0, len(keys), AT_ONCE)]


def _unlink(paths):
    for path in paths:
        files.delete(path)


# What deletes the rows of each model.
DELETE_FUNCTIONS: dict[type[Model], Callable[[Any], object]] = {
    GrantFile: forget_files,
    GrantContact: forget_rows,
    ChapterReport: forget_reports,
    Activity: forget_activities,
    Statement: forget_rows,
    ClosedYear: forget_rows,
    ChapterDecision: forget_rows,
    ReportReminder: forget_rows,
    ReportingYear: forget_rows,
    YearWorth: forget_rows,
}
