"""Adding an attachment to a chapter's report and removing it, until the report is sent."""

from django.db import transaction
from django.db.models import QuerySet

from portal import clock, events, uploads
from portal.accounts.models import User
from portal.reports.attachments import queries
from portal.reports.models import Attachment, ChapterReport
from portal.reports.verbs import Verb
from portal.uploads import Checked
from portal.witness import values_of

MOST = 5  # files in one box
# What the event of adding witnesses, and what each is called in plain words.
ATTACHMENT = {
    "report": "the report",
    "box": "what it is",
    "stored_as": "where the file is",
    "name": "the name of the file",
    "file_type": "the type of the file",
    "size": "the size of the file",
    "sha256": "the digest of the file",
    "uploaded_at": "when it was uploaded",
    "uploaded_by": "who uploaded it",
}


class NotOpen(Exception):
    """The report is sent: its attachments do not change."""


class TooMany(Exception):
    """The box has as many files as it can have."""


@transaction.atomic
def add(report: ChapterReport, box: str, checked: Checked, *, by: User) -> Attachment:
    """Keep a file in one of the boxes of a report. The same file once more in the same box changes nothing.

    Raises ``NotOpen`` and ``TooMany``.
    """
    report = _locked(report)
    files = queries.of_report(report).filter(box=box)
    known: Attachment | None = files.filter(sha256=checked.sha256).first()
    if known is not None:
        return known
    if files.count() >= MOST:
        raise TooMany(box)
    row = Attachment.objects.create(report=report, box=box, **uploads.keep(checked, by=by))
    events.record(
        Verb.ATTACHMENT_ADD,
        subject=row,
        by=by,
        details={"report": report.ref, "box": box, "sha256": row.sha256},
        columns=values_of(row, ATTACHMENT),
    )
    return row


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> None:
    """Take a file out of the report. One that was sent is kept, since what was sent does not change.

    A second call changes nothing. Raises ``NotOpen``.
    """
    _locked(attachment.report)
    row = Attachment.objects.select_related("report").filter(pk=attachment.pk, removed_at__isnull=True).first()
    if row is None:
        return
    events.record(Verb.ATTACHMENT_REMOVE, subject=row, by=by, details={"report": row.report.ref, "box": row.box})
    if queries.was_sent(row):
        row.removed_at, row.removed_by = clock.now(), by
        row.save(update_fields=["removed_at", "removed_by"])
    else:
        uploads.delete_after_commit([row])
        row.delete()


def _locked(report: ChapterReport) -> ChapterReport:
    """The report as it is stored, which nobody sends meanwhile. Raises ``NotOpen``."""
    stored = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if not stored.is_open:
        raise NotOpen(stored)
    return stored


@transaction.atomic
def forget(rows: QuerySet[Attachment]) -> None:
    """Delete the attachments of a queryset, and their files."""
    found = list(rows)
    for row in found:
        events.record(Verb.ATTACHMENT_FORGET, subject=row, by=None)
    uploads.delete_after_commit(found)
    Attachment.objects.filter(pk__in=[row.pk for row in found]).delete()
