"""The audit log: what happened, to what, by whom. Rows are only added; the worker seals them into a hash chain.

An event keeps random ids, a verb, the time and a salted digest of its details. The details and the salt are in a
second table. They can be erased, and the chain can still be verified. One process at a time does the sealing, so no
request waits for it. Its key is not in the database, so nobody who has only the database can forge the chain.

Until it is sealed, an event carries a mark, made with the same key when it was written (in ``seal``). The sealer leaves
out what has none: a row that somebody put into the table beside this module never comes into the chain.
"""

import collections
import contextlib
import contextvars
import datetime
import hashlib
import hmac
import json
import math
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from portal import clock
from portal.fragments import cached_one_minute
from portal.joined import Joined
from portal.models import Event, EventDetails
from portal.types import Person, Subject
from portal.unreadable import FAULTS, readable
from portal.verbs import Verb

# Events are sealed in the order in which they are saved: one that began a little earlier may be sealed a little later.
OUT_OF_ORDER_TOLERANCE = datetime.timedelta(minutes=5)
Handler = Callable[..., object]  # (event=, subject=, by=); each knows what the subject of its verb is
AtEnd = Callable[[Any, list[Any]], object]  # (subject, items)
Waiting = dict[tuple[AtEnd, object], list[object]]
_handlers: dict[str, list[Handler]] = collections.defaultdict(list)
# What waits for the end of ``unit_of_work``.
_at_end: contextvars.ContextVar[Waiting | None] = contextvars.ContextVar("at_end", default=None)


def on(verb: str, handler: Handler) -> None:
    """Call ``handler(event=, subject=, by=)`` for each event with this verb, in the same transaction.

    A room uses it to react to what happens in a room that may not import it. A handler is only added once.
    """
    if handler not in _handlers[verb]:
        _handlers[verb].append(handler)


@contextlib.contextmanager
def unit_of_work() -> Iterator[None]:
    """One transaction, at the end of which ``at_end`` is done, still inside it. One within another is part of that."""
    if _at_end.get() is not None:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        waiting: Waiting = {}
        token = _at_end.set(waiting)
        try:
            yield
            while waiting:
                (function, subject), items = next(iter(waiting.items()))
                del waiting[function, subject]
                function(subject, items)
        finally:
            _at_end.reset(token)


def at_end(function: AtEnd, subject: object, item: object) -> None:
    """Call ``function(subject, [items])`` once at the end of the unit of work; without one, now."""
    waiting = _at_end.get()
    if waiting is None:
        function(subject, [item])
    else:
        waiting.setdefault((function, subject), []).append(item)


def record(
    verb: str,
    *,
    subject: Subject,
    by: Person | None,
    details: Mapping[str, object] | None = None,
    columns: Mapping[str, object] | None = None,
) -> Event:
    """Write one event in the caller's transaction, call its handlers and return it.

    ``subject`` is what has a ``ref``, mostly a row; ``by`` is a user, or None where the system itself acts; ``details``
    is a dict that can be written as JSON. ``columns`` are values of the subject's row (``witness.values_of``): the
    details keep a salted digest of each under ``columns``, so that ``portal/witness.py`` finds a later change.
    """
    salt = secrets.token_hex(16)
    written = dict(details or {})
    if columns is not None:
        written["columns"] = {name: fingerprint(salt, value) for name, value in columns.items()}
    text = json.dumps(written, cls=DjangoJSONEncoder, sort_keys=True)
    event = Event(
        verb=verb,
        subject=subject.ref,
        actor=by.ref if by else None,
        at=clock.now(),
        digest=_digest(salt, text),
    )
    event.seal = _mark(event)
    event.save(force_insert=True)
    EventDetails.objects.create(event=event, salt=salt, text=text)
    for handler in _handlers[verb]:
        handler(event=event, subject=subject, by=by)
    return event


def erase_details(refs: Collection[UUID], *, only_about: bool = False) -> None:
    """Empty the details of all events by or about these. The events stay, and the chain can still be verified.

    With ``only_about``, what they did to others is left, since it proves something of those. That two accounts were
    joined is always left: it holds random ids, and without it what the one had signed would be nobody's.
    """
    about = Q(subject__in=refs)
    of_them = Event.objects.filter(about if only_about else about | Q(actor__in=refs)).exclude(verb=Verb.PERSON_MERGE)
    EventDetails.objects.filter(event__in=of_them).update(salt="", text="")


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def fingerprint(salt: str, value: object) -> str:
    """The salted digest of one value of a row, exact to the microsecond."""
    return _digest(salt, json.dumps(value, default=_as_text, sort_keys=True))


def _as_text(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return str(value)


def _keyed(*content: object) -> str:
    return hmac.new(settings.EVENT_KEY.encode(), "\n".join(map(str, content)).encode(), hashlib.sha256).hexdigest()


def _content(event: Any) -> list[object]:
    return [event.verb, event.subject, event.actor, event.at.astimezone(datetime.UTC), event.digest]


def _mark(event: Event) -> str:
    """What ``seal`` holds until the event is sealed: that this module wrote it."""
    return _keyed("recorded", *_content(event))


def _seal(previous: str, event: Any) -> str:
    return _keyed(previous, event.sequence, *_content(event))


@transaction.atomic
def seal_pending(limit: int = 500) -> int:
    """Add the events that are not sealed yet to the chain, at most ``limit``. Returns how many.

    Those that this module did not write are left out; ``verify`` names them.
    """
    last_read = 0
    waiting = Event.objects.select_for_update().filter(sequence__isnull=True).order_by("pk")
    rows: list[Event] = []
    keys = waiting.values_list("pk", flat=True)
    while len(rows) < limit and (some := list(keys.filter(pk__gt=last_read)[: limit - len(rows)])):
        rows += [event for event in readable(waiting.filter(pk__in=some))[0] if event.seal == _mark(event)]
        last_read = some[-1]
    if not rows:
        return 0
    sequence, previous = _chain().filter(pk__lte=rows[-1].pk).last() or (0, "")
    taken = dict(Event.objects.filter(sequence__gt=sequence).values_list("sequence", "seal"))
    for event in rows:
        sequence += 1
        while sequence in taken:  # by a row that is none of ours: the chain goes on after it, and ``verify`` names it
            previous = taken[sequence]
            sequence += 1
        event.sequence = sequence
        event.seal = previous = _seal(previous, event)
        event.save(update_fields=["sequence", "seal"])
    return len(rows)


def _sealed() -> QuerySet[Event]:
    return Event.objects.filter(sequence__isnull=False).order_by("sequence")


def _chain() -> QuerySet[Event, tuple[Any, str]]:
    """``(sequence, seal)`` of each sealed event, but for what somebody put far behind the end.

    Each of ours has a number up to its key. Otherwise one row with the greatest number would stop all sealing.
    """
    return _sealed().filter(sequence__lte=F("pk")).values_list("sequence", "seal")


def head() -> str:
    """``sequence:seal`` of the last sealed event; ``0:`` where none is sealed. To be kept outside the database."""
    sequence, seal = _chain().last() or (0, "")
    return f"{sequence}:{seal}"


class Standing(Enum):
    """How far an event can be relied on."""

    SEALED = "sealed"
    PENDING = "pending"  # this site wrote it, and the worker will seal it within seconds
    EMPTIED = "emptied"  # sealed, but its details were erased
    CHANGED = "changed"  # not as it was written or sealed, or not written by this site


@dataclass(frozen=True)
class Record:
    """An event, how far it can be relied on, and its details ({} where they cannot be)."""

    event: Event
    standing: Standing
    details: dict[str, Any]
    salt: str
    joined: Joined = field(repr=False, compare=False)  # shared by the records of one reading

    def is_by(self, person: Person | None) -> bool:
        """Whether this person did it, with this account or with one that has become part of it. None: the site."""
        actor = self.event.actor
        if person is None or actor is None:
            return person is None and actor is None
        return actor == person.ref or self.joined.now(actor) == person.ref


def records_about(refs: Collection[UUID], verbs: Collection[str]) -> dict[UUID, list[Record]]:
    """The events with these verbs about these subjects, the oldest first: ``{subject: [Record]}``. One query."""
    found = records(Event.objects.filter(subject__in=refs, verb__in=verbs).order_by("pk"))
    found.sort(key=lambda record: (record.event.sequence is None, record.event.sequence or 0))
    about: dict[UUID, list[Record]] = collections.defaultdict(list)
    for record in found:
        about[record.event.subject].append(record)
    return about


def records(rows: QuerySet[Event]) -> list[Record]:
    """These events in the order of the queryset, and how far each can be relied on. One query.

    Each is checked against the seal before it, which nobody can make without the key. That none is missing after the
    last one is what ``verify`` with an exported head tells.
    """
    shared = joined()
    return [_as_record(event, shared) for event in _read(with_seal_before(rows).select_related("details"))]


def joined() -> Joined:
    """Which accounts were joined with another one. One query, when it is asked for the first time."""
    return Joined(lambda: records(Event.objects.filter(verb=Verb.PERSON_MERGE).order_by("pk")))


def refs_of(person: Person) -> list[UUID]:
    """The ``ref`` of this person, and of each account that has become part of theirs. One query."""
    return [person.ref, *(ref for _key, ref in joined().before(person.ref))]


def believed(rows: QuerySet[Event]) -> list[Event]:
    """Those of these events that this site wrote and nobody changed since, in the order of the queryset. One query.

    Whatever tells somebody what happened, or acts on it, asks here: anybody who can write to the database can put a
    row into the table.
    """
    return [event for event in _read(with_seal_before(rows)) if is_ours(event)]


def only_believed(rows: QuerySet[Event]) -> QuerySet[Event]:
    """The same as a query for use in another one. Which are not to be believed is found out now, in one query."""
    others = [event.pk for event in _read(with_seal_before(rows)) if not is_ours(event)]
    return rows.exclude(pk__in=others)


def _read(rows: QuerySet[Event]) -> list[Event]:
    """These events. One with a value that cannot be read has its verb and subject alone, and ``is_ours`` says no."""
    found, unreadable = readable(rows)
    odd = [event.pk for event in found if not isinstance(event.sequence, int | None)] + unreadable
    if not odd:
        return found
    told = Event.objects.filter(pk__in=odd).values_list("pk", "verb", "subject")
    sound = [event for event in found if event.pk not in odd]
    return sound + [Event(pk=pk, verb=verb, subject=subject, seal="") for pk, verb, subject in told]


COLUMNS = ("at", "verb", "subject", "actor", "digest", "sequence", "seal", "seal_before")  # what ``is_ours`` asks for


def with_seal_before(rows: QuerySet[Event]) -> QuerySet[Event]:
    """These events with ``seal_before``, the seal of the event before each in the chain, for ``is_ours``."""
    before = Event.objects.filter(sequence=OuterRef("sequence") - 1)
    return rows.annotate(seal_before=Subquery(before.values("seal")))


def is_ours(event: Any) -> bool:
    """Whether an event of ``with_seal_before`` is as this module wrote it, and as it was sealed.

    Of the event, it needs ``COLUMNS`` alone.
    """
    if event.at is None:  # a value of it cannot be read
        return False
    if event.sequence is None:
        return event.seal == _mark(event)
    previous = "" if event.sequence == 1 else event.seal_before
    return previous is not None and event.seal == _seal(previous, event)


def last_details(verb: str, subject: UUID) -> dict[str, Any] | None:
    """What the last event with this verb about a subject says.

    None where there is none, where its details have been erased, or where it is not as it was written and sealed.
    """
    records = records_about([subject], [verb])[subject]
    return records[-1].details or None if records else None


def last_missing(since: int) -> float:
    """The number of the last event that is missing in the chain after number ``since``; 0 where none is. One query.

    It compares how many events there are with their numbers; where they differ, a second query looks for the hole.
    Whether each of them is as it was, ``verify`` tells.
    """
    rows = _sealed().order_by().filter(sequence__gte=since)
    following = Event.objects.filter(sequence=OuterRef("sequence") + 1)
    try:
        found = rows.aggregate(number=Count("pk"), last=Max("sequence"))
        if not found["number"] or found["number"] == found["last"] - since + 1:
            return 0
        before = rows.filter(sequence__lt=found["last"]).exclude(Exists(following))
        return (before.aggregate(last=Max("sequence"))["last"] or since) + 1
    except FAULTS:  # somebody has written a number that is none
        return math.inf


def last_changed() -> float:
    """The number of the last event in the chain that is not as it was sealed, at most a minute old; 0 where all are.

    It reads the whole chain, so the answer is kept for a minute in each process. What comes after a hole in the chain
    cannot be judged: ``last_missing`` tells of that.
    """
    return cached_one_minute("last-changed-event", _find_last_changed)


def _find_last_changed() -> float:
    number, previous, changed = 0, "", 0
    rows = _sealed().values_list("sequence", "seal", "verb", "subject", "actor", "at", "digest", named=True)
    try:
        for event in rows.iterator():
            if event.sequence == number + 1 and event.seal != _seal(previous, event):
                changed = number + 1
            previous = event.seal
            number = event.sequence  # type: ignore[assignment]  # those without one are left out
    except FAULTS:  # a value that cannot be read
        return math.inf
    return changed


def _as_record(event: Event, shared: Joined) -> Record:
    details = getattr(event, "details", None)
    standing = Standing.CHANGED
    if is_ours(event):
        standing = Standing.PENDING if event.sequence is None else Standing.SEALED
    if standing is not Standing.CHANGED:
        if details and not details.text and not details.salt:
            standing = Standing.EMPTIED
        elif not details or _digest(details.salt, details.text) != event.digest:
            standing = Standing.CHANGED
    if details is None or standing in (Standing.CHANGED, Standing.EMPTIED):
        return Record(event, standing, {}, "", shared)
    told = _read_object(details.text)
    if told is None:
        return Record(event, Standing.CHANGED, {}, "", shared)
    return Record(event, standing, told, details.salt, shared)


def _read_object(text: str) -> dict[str, Any] | None:
    """What the details say. None where they are something that this module never writes."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


@dataclass
class ChainCheck:
    """The result of ``verify``."""

    sealed: int
    unsealed: int
    faults: list[str]  # sentences in English
    head: str  # "sequence:seal" of the last sealed event


def verify(*expected_heads: str) -> ChainCheck:
    """Read the whole chain and report every fault: an edited, missing or moved row, or one dated too early.

    ``expected_heads`` are ``sequence:seal`` as exported earlier. Without one, missing rows at the end are not found.
    """
    try:
        return _verify(expected_heads, [])
    except FAULTS:  # a value that cannot be read: the others are checked without that row
        return _verify(expected_heads, [event.pk for event in _read(Event.objects.all()) if event.at is None])


def _verify(expected_heads: Collection[str], unreadable: Collection[int]) -> ChainCheck:
    previous, last, latest = "", 0, None
    faults = [f"row {key} of the log holds a value that cannot be read" for key in unreadable]
    seals: dict[int | None, str] = {0: ""}
    numbers: dict[str, int | None] = {}  # of the events by their digests, of which no two are alike
    for event in _sealed().exclude(pk__in=unreadable).select_related("details").iterator():
        name = f"event {event.sequence} ({event.verb})"
        if event.sequence != last + 1:
            faults.append(f"event {last + 1} is missing")
        if event.seal != _seal(previous, event):
            faults.append(f"{name} is not as it was sealed")
        if latest and event.at < latest - OUT_OF_ORDER_TOLERANCE:
            faults.append(f"{name} is dated before the one it follows")
        if event.digest in numbers:
            faults.append(f"{name} is a copy of event {numbers[event.digest]}")
        faults.extend(_faults_of_details(event, name))
        seals[event.sequence] = event.seal
        numbers[event.digest] = event.sequence
        previous, latest = event.seal, event.at
        last = event.sequence  # type: ignore[assignment]  # those without one are left out
    for expected_head in expected_heads:
        number, seal = expected_head.split(":")
        if seals.get(int(number)) != seal:
            faults.append(f"the exported head {number} is not in the chain")
    waiting = Event.objects.filter(sequence__isnull=True).exclude(pk__in=unreadable)
    unsealed = list(waiting.select_related("details").order_by("pk"))
    for event in unsealed:
        name = f"row {event.pk} ({event.verb}), which is not sealed,"
        if event.seal != _mark(event):
            faults.append(f"{name} was not written by this site, or was changed")
        faults.extend(_faults_of_details(event, name))
    return ChainCheck(sealed=len(seals) - 1, unsealed=len(unsealed), faults=faults, head=f"{last}:{previous}")


def _faults_of_details(event: Event, name: str) -> list[str]:
    details = getattr(event, "details", None)
    if details is None:
        return [f"the details of {name} are missing"]
    is_emptied = not details.text and not details.salt
    if not is_emptied and _digest(details.salt, details.text) != event.digest:
        return [f"the details of {name} are not as they were written"]
    return []
