"""Queries over the event log for whoever audits: a page of it, and the names of those who stand in it."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from portal import clock, events
from portal.accounts.models import User
from portal.events import Record
from portal.models import Event

PER_PAGE = 50


def page_of_log(
    *,
    day: datetime.date | None = None,
    kind: str = "",
    person: UUID | None = None,
    case: UUID | None = None,
    before: int | None = None,
) -> tuple[list[Record], int | None]:
    """At most ``PER_PAGE`` events, the newest first, and the key that the next page begins ``before``; None at the end.

    Two queries, three with a ``person``, however long the log is: it is paged by key, and nothing is counted.
    ``kind`` is a verb; ``person`` did it or it is about them, also with an account that was joined with theirs;
    ``case`` is what it is about.
    """
    rows = Event.objects.order_by("-pk")
    if day:
        rows = rows.filter(at__gte=clock.start_of(day), at__lte=_last_moment(day))
    if kind:
        rows = rows.filter(verb=kind)
    if person:
        of_them = [person, *(ref for _key, ref in events.joined().before(person))]
        rows = rows.filter(Q(subject__in=of_them) | Q(actor__in=of_them))
    if case:
        rows = rows.filter(subject=case)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    keys = list(rows.values_list("pk", flat=True)[: PER_PAGE + 1])
    shown = keys[:PER_PAGE]
    found = events.records(Event.objects.filter(pk__in=shown).order_by("-pk")) if shown else []
    found.sort(key=lambda record: -record.event.pk)
    return found, shown[-1] if len(keys) > PER_PAGE else None


def _last_moment(day: datetime.date) -> datetime.datetime:
    return clock.end_of(day).replace(microsecond=999_999)


def names_of(refs: Iterable[Any]) -> dict[str, User]:
    """``{ref as text: person}`` of these ``ref``s. Two queries.

    The ``ref`` of an account that was joined with another one gives the person who has it now. A text that is nobody's
    ``ref`` is left out.
    """
    known = []
    for ref in refs:
        try:
            known.append(ref if isinstance(ref, UUID) else UUID(str(ref)))
        except ValueError:
            continue
    joined = events.joined()
    now = {ref: joined.now(ref) for ref in known}
    people = {person.ref: person for person in User.objects.filter(ref__in=now.values())}
    return {str(ref): people[to] for ref, to in now.items() if to in people}
