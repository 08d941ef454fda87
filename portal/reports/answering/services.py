"""What a chapter says about a number of its log: the number that is right, and why. The counted one stays."""

from django.db import transaction

from portal import events
from portal.accounts.models import User
from portal.moves import IllegalMove
from portal.reports.models import ChapterReport
from portal.reports.verbs import Verb


@transaction.atomic
def correct(report: ChapterReport, kind: str, number: str, right: int, why: str, *, by: User) -> ChapterReport:
    """Say that a number of a kind of activity (``count`` or ``participants``) is another one than the log's.

    It is kept beside it and sent with the report. What was said of this kind before is replaced. Raises
    ``IllegalMove`` when the report is sent.
    """
    report = _open(report)
    said = {"number": number, "right": right, "why": why}
    if report.corrections.get(kind) != said:
        report.corrections = {**report.corrections, kind: said}
        _save(report, by, {"kind": kind, "number": number, "right": right})
    return report


@transaction.atomic
def take_back(report: ChapterReport, kind: str, *, by: User) -> ChapterReport:
    """Say no longer that a number of this kind is another one. Raises ``IllegalMove`` when the report is sent."""
    report = _open(report)
    if kind in report.corrections:
        report.corrections = {name: said for name, said in report.corrections.items() if name != kind}
        _save(report, by, {"kind": kind, "right": None})
    return report


def _open(report: ChapterReport) -> ChapterReport:
    report = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if not report.is_open:
        raise IllegalMove("correct a number of a report that is sent")
    return report


def _save(report: ChapterReport, by: User, details: dict[str, object]) -> None:
    report.save(update_fields=["corrections"])
    events.record(Verb.REPORT_CORRECT, subject=report, by=by, details=details)
