"""What the event log says of attachments, and whether their files are as they were. ``verify_events`` asks here."""

from django.utils.translation import override

from portal import events, uploads, witness
from portal.events import Record, Standing
from portal.reports.attachments.services import ATTACHMENT
from portal.reports.models import Attachment
from portal.reports.verbs import Verb

REMOVED, FILE = "whether it is removed", "the file itself"


def faults() -> list[str]:
    """Every difference between the table, the files and the log, as sentences in English."""
    found = []
    people = ("report", "uploaded_by", "removed_by")
    for rows, unreadable in witness.in_turn(Attachment.objects.select_related(*people)):
        found += [f"the attachment in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about({row.ref for row in rows}, [Verb.ATTACHMENT_ADD, Verb.ATTACHMENT_REMOVE])
        for row in rows:
            with override("en"):
                found += [f"the attachment in row {row.pk}: {words}" for words in _of_row(row, about[row.ref])]
    return found + witness.gone(Attachment, Verb.ATTACHMENT_ADD, Verb.ATTACHMENT_REMOVE, Verb.ATTACHMENT_FORGET)


def _of_row(row: Attachment, records: list[Record]) -> list[object]:
    record, finding = witness.only_record([one for one in records if one.event.verb == Verb.ATTACHMENT_ADD])
    if record is not None:
        finding.add(witness.compare(row, record, ATTACHMENT))
    removals = [one for one in records if one.event.verb == Verb.ATTACHMENT_REMOVE]
    if (row.removed_at is not None) != any(one.standing is not Standing.CHANGED for one in removals):
        finding.differences.append(REMOVED)
    if uploads.read(row) is None:
        finding.differences.append(FILE)
    return finding.differences
