"""What the event log says of a row: it is the witness, and the row is what is judged.

A service that writes a row which has to prove something hands the row's values to ``events.record``
(``columns=values_of(row, …)``). ``examine`` compares them later. Whoever changes the row, its event or the event's
details in the database is found: the event is sealed with a key that is not there.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from portal import events
from portal.events import Record, Standing
from portal.models import Event, Ref
from portal.unreadable import readable
from portal.verbs import Verb

Row = TypeVar("Row", bound=Ref)
Words = object  # a lazily translated text: what differs, as the pages name it

NO_RECORD = _("there is no record of it in the event log")
MORE_RECORDS = _("there is more than one record of it in the event log")
RECORD_CHANGED = _("the record of it in the event log was changed")
RECORD_EMPTIED = _("the record of it in the event log was emptied")
UNRELIABLE = (NO_RECORD, MORE_RECORDS, RECORD_CHANGED, RECORD_EMPTIED)  # then the log does not say what the row was
AT_ONCE = 200  # so many rows are compared with their events in one go
UNREADABLE = _("a value that cannot be read")
EVENTS_MISSING = _("something that came after it is missing in the event log")
EVENTS_CHANGED = _("something that came after it was changed in the event log")


@dataclass
class Finding:
    """What came out of comparing rows with their events."""

    differences: list[Words] = field(default_factory=list)
    unwitnessed: list[Words] = field(default_factory=list)  # what the events, which are older, do not speak of
    is_being_sealed: bool = False  # an event is not in the chain yet: the worker seals within seconds

    def add(self, other: "Finding") -> None:
        self.differences = list(dict.fromkeys(self.differences + other.differences))
        self.unwitnessed = list(dict.fromkeys(self.unwitnessed + other.unwitnessed))
        self.is_being_sealed |= other.is_being_sealed


def subject_of_file(sha256: str, verb: str) -> UUID | None:
    """What the file with this SHA-256 is a copy of, as the events of sealing with this ``verb`` say; None for nothing.

    Files that were made anew, because one was lost, are all known.
    """
    sealed = Event.objects.filter(verb=verb, details__text__contains=sha256).values_list("subject", flat=True)
    for ref, records in events.records_about(set(sealed), [verb]).items():
        if any(record.details.get("sha256") == sha256 for record in records):
            return ref
    return None


def values_of(row: Model, columns: Iterable[str]) -> dict[str, object]:
    """The values of a row that its event witnesses. A row that it points to is named by its key and its ``ref``."""
    values = {}
    for name in columns:
        value = getattr(row, name)
        values[name] = [value.pk, value.ref] if isinstance(value, Ref) else value
    return values


def only_record(records: Sequence[Record]) -> tuple[Record | None, Finding]:
    """The one event that there must be. None where it cannot be relied on; the finding says why."""
    if not records:
        return None, Finding([NO_RECORD])
    if len(records) > 1:
        return None, Finding([MORE_RECORDS])
    (record,) = records
    if record.standing is Standing.EMPTIED:
        return None, Finding([RECORD_EMPTIED])
    has_columns = isinstance(record.details.get("columns", {}), dict)
    if record.standing is Standing.CHANGED or not has_columns:
        return None, Finding([RECORD_CHANGED])
    return record, Finding(is_being_sealed=record.standing is Standing.PENDING)


def last_record(records: Sequence[Record]) -> tuple[Record | None, Finding]:
    """The last of the events that say what a row is now; as ``only_record``."""
    return only_record(records[-1:])


def in_turn(rows: QuerySet[Row]) -> Iterator[tuple[list[Row], list[int]]]:
    """Every one of these rows, some hundred at a time: ``(rows, keys of those that cannot be read)``."""
    last = 0
    rows = rows.order_by("pk")
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        yield readable(rows.filter(pk__in=keys))
        last = keys[-1]


def gone(model: type[Ref], verb: str, *taken_back: str) -> list[str]:
    """What the log says was written, and is in the table no more, as sentences in English.

    No service deletes such a row, except where an event with one of the verbs ``taken_back`` says so, or names the row
    among those whose time was over.
    """
    said = events.believed(Event.objects.filter(verb__in=taken_back)) if taken_back else []
    is_there = Exists(model._base_manager.filter(ref=OuterRef("subject")))  # quicker than a list of many rows
    rows = Event.objects.filter(~is_there, verb=verb).exclude(subject__in=[event.subject for event in said])
    missing = list(rows.order_by("pk").values_list("sequence", "subject"))
    over = _forgotten() if missing else set()
    numbers = [number for number, subject in missing if str(subject) not in over]
    return [f"event {number or 'without a number'} ({verb}): the row that it is about is gone" for number in numbers]


def _forgotten() -> set[str]:
    """The refs of the rows that were deleted: their time was over, or two accounts that were joined had one each."""
    records = events.records(Event.objects.filter(verb__in=[Verb.ROWS_FORGET, Verb.PERSON_MERGE]).order_by("pk"))
    return {ref for record in records for ref in record.details.get("rows", [])}


def add_what_followed(found: Iterable[tuple[Finding, Sequence[Record]]]) -> None:
    """Add to each finding whether an event after the row's own, which come with it, is missing or was changed.

    It may have been about the row. One query, however many there are; whether one was changed is at most a minute old.
    ``verify_events`` names each of them.
    """
    numbers = [(finding, _number_of(own)) for finding, own in found]
    sealed = [(finding, number) for finding, number in numbers if number is not None]
    if not sealed:
        return
    missing = events.last_missing(min(number for _finding, number in sealed))
    faults = {EVENTS_MISSING: missing, EVENTS_CHANGED: events.last_changed()}
    for finding, number in sealed:
        finding.add(Finding([words for words, last in faults.items() if number < last]))


def _number_of(records: Sequence[Record]) -> int | None:
    """The place in the chain of the first of them; None where none has one."""
    return min((record.event.sequence for record in records if record.event.sequence is not None), default=None)


def compare_file(
    row: Ref, sealed: Sequence[Record], outdated: Sequence[Record], columns: Mapping[str, Words], *, is_old: bool
) -> Finding:
    """Compare the file's name and digest in a row with what the event of its last sealing says.

    ``outdated`` are the events after which the row waits for a new file: the old one was missing, was not as it was
    sealed, or does not say everything any more. ``is_old`` is whether the row is from before sealing was recorded: then
    nothing witnesses its file.
    """
    waits = not any(getattr(row, name) for name in columns)
    if not sealed and is_old:
        return Finding(unwitnessed=[] if waits else list(columns.values()))
    told = sorted([*sealed, *outdated], key=lambda record: (record.event.sequence or math.inf, record.event.pk))
    if not told:
        return Finding([columns[name] for name in columns if getattr(row, name)])
    record, finding = only_record(told[-1:])
    if record is not None:
        is_sealed = record in sealed
        said = {
            "pdf_name": f"{row.ref}.pdf" if is_sealed else "",
            "pdf_sha256": record.details.get("sha256") if is_sealed else "",
        }
        finding.differences += [columns[name] for name, value in said.items() if getattr(row, name) != value]
    return finding


def compare(
    row: Model, record: Record, columns: Mapping[str, Words], known: Mapping[str, bool] | None = None
) -> Finding:
    """Compare a row with what its event says. ``columns`` is ``{column: what it is called in plain words}``.

    ``known`` is, of the columns that the event names in plain text, whether each is the same. An event that was written
    before a column was witnessed does not speak of it: then the column is named as unwitnessed. The row's ``ref`` needs
    no digest, since by it the event was found. A person is the same with an account that has become part of theirs.
    """
    known = {"ref": True, **(known or {})}
    finding = Finding()
    witnessed = record.details.get("columns", {})
    for name, value in values_of(row, columns).items():
        is_same = name not in witnessed or _fits(value, record, witnessed[name])
        if not is_same or not known.get(name, True):
            finding.differences.append(columns[name])
        elif name not in witnessed and name not in known:
            finding.unwitnessed.append(columns[name])
    return finding


def _fits(value: object, record: Record, digest: object) -> bool:
    """Whether the event witnessed this value. Of a person, an account that was joined with theirs fits too."""
    if events.fingerprint(record.salt, value) == digest:
        return True
    match value:
        case [int(), UUID() as ref]:
            return any(events.fingerprint(record.salt, before) == digest for before in record.joined.before(ref))
    return False
