"""What the event log says of the reports that were sent, and of what was sent before. ``verify_events`` asks here.

The grant is applied for with what they hold: the digest of numbers and answers stands in the event of each sending,
and beside it when the report came, whether that was in time, and who signed.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import override

from portal import events, witness
from portal.events import Record, Standing
from portal.reports.models import ChapterReport, EarlierSending
from portal.reports.signing.attestation import digest
from portal.reports.verbs import Verb
from portal.reports.workflow import State
from portal.unreadable import readable

CHAPTER, YEAR, STATE = "the chapter", "the year", "where it stands"
CONTENT, RECEIVED, ON_TIME = "the numbers or the answers", "when it was received", "whether it was in time"
SIGNERS, ATTESTED = "who signed it", "what was signed"
ROLES, FIRST_AT = "in which role it was signed", "when it was signed first"
NUMBER = "which sending it was"
EARLIER = "what was sent before is not all there"
SENDING = {
    "received_at": RECEIVED,
    "on_time": ON_TIME,
    "attested": ATTESTED,
    "signed_by": SIGNERS,
    "roles": ROLES,
    "first_signed_at": FIRST_AT,
}
MOMENTS = {"received_at", "first_signed_at"}
# In which state each of these events leaves a report.
STATES: dict[str, str] = {
    Verb.REPORT_PREPARE: State.PREPARING,
    Verb.REPORT_SUBMIT: State.SENT,
    Verb.REPORT_RETURN: State.RETURNED,
    Verb.REPORT_APPROVE: State.APPROVED,
    Verb.REPORT_REOPEN: State.REOPENED,
}
PEOPLE = ("attested_by", "first_signed_by")


def faults() -> list[str]:
    """Every difference between the tables and the log, as sentences in English."""
    found = []
    with override("en"):
        for rows, unreadable in witness.in_turn(ChapterReport.objects.select_related("chapter", "year", *PEOPLE)):
            found += _unreadable("report", unreadable)
            sendings, odd = readable(EarlierSending.objects.filter(report__in=rows).select_related("report", *PEOPLE))
            found += _unreadable("earlier sending", odd)
            earlier = defaultdict(list)
            for sending in sendings:
                earlier[sending.report_id].append(sending)
            about = events.records_about({row.ref for row in rows}, list(STATES))
            for row in rows:
                found += _of_report(row, earlier[row.pk], about[row.ref], may_lack=bool(odd))
        return found + witness.gone(ChapterReport, Verb.REPORT_PREPARE)


def _unreadable(name: str, keys: Iterable[int]) -> list[str]:
    return [f"the {name} in row {key} holds a value that cannot be read" for key in keys]


def _of_report(
    row: ChapterReport, earlier: list[EarlierSending], records: list[Record], *, may_lack: bool
) -> list[str]:
    """The faults of a report and of its earlier sendings. ``may_lack``: one of them may be one that cannot be read."""
    sent = [one for one in records if one.event.verb == Verb.REPORT_SUBMIT]
    words = [*_of_beginning(row, records), *_of_state(row, records)]
    if sent or row.received_at is not None:
        words += _of_sending(row, sent[-1:])
    if len(earlier) != max(len(sent) - 1, 0) and not may_lack:
        words.append(EARLIER)
    found = [f"the report in row {row.pk}: {one}" for one in dict.fromkeys(words)]
    for sending in earlier:
        number = sending.number
        differs = _of_sending(sending, sent[number - 1 : number]) if 1 <= number < len(sent) else [NUMBER]
        found += [f"the earlier sending in row {sending.pk}: {one}" for one in differs]
    return found


def _of_beginning(row: ChapterReport, records: list[Record]) -> list[object]:
    record, finding = witness.only_record([one for one in records if one.event.verb == Verb.REPORT_PREPARE])
    if record is not None:
        if record.details.get("chapter") != str(row.chapter.ref):
            finding.differences.append(CHAPTER)
        if record.details.get("base_year") != row.year.base_year:
            finding.differences.append(YEAR)
    return finding.differences


def _of_state(row: ChapterReport, records: list[Record]) -> list[object]:
    told = [STATES[one.event.verb] for one in records if one.standing is not Standing.CHANGED]
    return [STATE] if told and row.state != told[-1] else []


def _of_sending(row: ChapterReport | EarlierSending, records: list[Record]) -> list[object]:
    """What is not as it was sent. What an older event does not speak of is left out."""
    record, finding = witness.only_record(records)
    if record is None:
        return finding.differences
    if record.details.get("sha256") != digest([row.numbers, row.answers]):
        finding.differences.append(CONTENT)
    is_now = _as_told(row)
    told = {name: value for name, value in record.details.items() if name in SENDING}
    for name in MOMENTS & told.keys():
        told[name] = _moment(told[name])
    if told.get("signed_by") not in (None, is_now["signed_by"]):  # with an account that was joined with another since
        told["signed_by"] = [str(record.joined.now(UUID(ref))) for ref in told["signed_by"]]
    finding.differences += [SENDING[name] for name in SENDING if name in told and told[name] != is_now[name]]
    return finding.differences


def _as_told(row: ChapterReport | EarlierSending) -> dict[str, object]:
    """What the event of the sending says beside the digest of numbers and answers."""
    signed = [(row.first_signed_by, row.first_signed_role), (row.attested_by, row.attested_role)]
    return {
        "received_at": row.received_at,
        "on_time": row.on_time,
        "attested": row.attested_sha256,
        "signed_by": [str(person.ref) for person, _role in signed if person],
        "roles": [role for person, role in signed if person],
        "first_signed_at": row.first_signed_at,
    }


def _moment(text: Any) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None
