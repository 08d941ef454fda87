"""The audit log: what happened, to what, by whom. Rows are only added; the worker seals them into a hash chain.

An event keeps random ids, a verb, the time and a salted digest of its details. The details and the salt are in a
second table. They can be erased, and the chain can still be verified. One process at a time does the sealing, so no
request waits for it. Its key is not in the database, so nobody who has only the database can forge the chain.
"""

import collections
import contextlib
import contextvars
import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q

from portal import clock
from portal.models import Event, EventDetails, Ref
from portal.types import Person

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


def record(verb: str, *, subject: Ref, by: Person | None, details: Mapping[str, object] | None = None) -> Event:
    """Write one event in the caller's transaction, call its handlers and return it.

    ``subject`` is a model object with a ``ref``; ``by`` is a user, or None where the system itself acts; ``details``
    is a dict that can be written as JSON.
    """
    text = json.dumps(details or {}, cls=DjangoJSONEncoder, sort_keys=True)
    salt = secrets.token_hex(16)
    event = Event.objects.create(
        verb=verb,
        subject=subject.ref,
        actor=by.ref if by else None,
        at=clock.now(),
        digest=_digest(salt, text),
    )
    EventDetails.objects.create(event=event, salt=salt, text=text)
    for handler in _handlers[verb]:
        handler(event=event, subject=subject, by=by)
    return event


def erase_details(refs: Collection[UUID]) -> None:
    """Empty the details of all events by or about these. The events stay, and the chain can still be verified."""
    of_them = Event.objects.filter(Q(subject__in=refs) | Q(actor__in=refs))
    EventDetails.objects.filter(event__in=of_them).update(salt="", text="")


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def _seal(previous: str, event: Event) -> str:
    content = [
        previous,
        event.sequence,
        event.verb,
        event.subject,
        event.actor,
        event.at.astimezone(datetime.UTC),
        event.digest,
    ]
    return hmac.new(settings.EVENT_KEY.encode(), "\n".join(map(str, content)).encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def seal_pending(limit: int = 500) -> int:
    """Add the events that are not sealed yet to the chain, at most ``limit``. Returns how many."""
    head = Event.objects.filter(sequence__isnull=False).order_by("-sequence").first()
    sequence, previous = 0, ""
    if head:
        sequence, previous = head.sequence, head.seal  # type: ignore[assignment]  # those without one are left out
    pending = list(Event.objects.select_for_update().filter(sequence__isnull=True).order_by("pk")[:limit])
    for event in pending:
        sequence += 1
        event.sequence = sequence
        event.seal = previous = _seal(previous, event)
        event.save(update_fields=["sequence", "seal"])
    return len(pending)


@dataclass
class ChainCheck:
    """The result of ``verify``."""

    sealed: int
    unsealed: int
    faults: list[str]  # sentences in English
    head: str  # "sequence:seal" of the last sealed event


def verify(expected_head: str | None = None) -> ChainCheck:
    """Read the whole chain and report every fault: an edited, missing or moved row, or one dated too early.

    ``expected_head`` is ``sequence:seal`` as exported earlier. Without it, missing rows at the end are not found.
    """
    faults, previous, last, latest = [], "", 0, None
    seals = {}
    for event in Event.objects.filter(sequence__isnull=False).select_related("details").order_by("sequence").iterator():
        if event.sequence != last + 1:
            faults.append(f"event {last + 1} is missing")
        if event.seal != _seal(previous, event):
            faults.append(f"event {event.sequence} ({event.verb}) is not as it was sealed")
        if latest and event.at < latest - OUT_OF_ORDER_TOLERANCE:
            faults.append(f"event {event.sequence} ({event.verb}) is dated before the one it follows")
        details = getattr(event, "details", None)
        if details and details.text and _digest(details.salt, details.text) != event.digest:
            faults.append(f"the details of event {event.sequence} ({event.verb}) are not as they were written")
        seals[event.sequence] = event.seal
        previous, latest = event.seal, event.at
        last = event.sequence  # type: ignore[assignment]  # those without one are left out
    if expected_head:
        number, seal = expected_head.split(":")
        if seals.get(int(number)) != seal:
            faults.append(f"the exported head {number} is not in the chain")
    unsealed = Event.objects.filter(sequence__isnull=True).count()
    return ChainCheck(sealed=len(seals), unsealed=unsealed, faults=faults, head=f"{last}:{previous}")


def last_details(verb: str, subject: UUID) -> dict[str, Any] | None:
    """What the last event with this verb about a subject says.

    None where there is none, where its details have been erased, or where it is not as it was written and sealed.
    """
    event = Event.objects.filter(verb=verb, subject=subject).select_related("details").order_by("pk").last()
    details = getattr(event, "details", None)
    if event is None or details is None or _digest(details.salt, details.text) != event.digest:
        return None
    if event.sequence is not None:
        previous = Event.objects.filter(sequence=event.sequence - 1).values_list("seal", flat=True).first()
        if event.seal != _seal(previous or "", event):
            return None
    said: dict[str, Any] = json.loads(details.text)
    return said
