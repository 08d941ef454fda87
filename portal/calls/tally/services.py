"""Noting how many talks a supporter had in a month."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from portal import clock, events, organisation, witness
from portal.accounts.models import User
from portal.calls.models import Tally
from portal.calls.tally import queries
from portal.calls.verbs import Verb

TALLY = {
    "id": "the number of the row",
    "ref": "the reference of the count",
    "person": "whose it is",
    "month": "the month",
    "talks": "how many talks there were",
    "themes": "what they were about",
    "noted_at": "when it was noted",
}


class Closed(Exception):
    """The year is closed, the month has not begun, or the person was no supporter yet."""


@transaction.atomic
def note_talks(person: User, month: datetime.date, talks: int, themes: Iterable[str], *, by: User) -> Tally:
    """Note the talks of a month (its first day), or correct them. Raises ``Closed``."""
    if not queries.can_be_noted(person, month):
        raise Closed(month)
    values = {"talks": talks, "themes": list(themes), "noted_at": clock.now()}
    tally, _is_new = Tally.objects.update_or_create(person=person, month=month, defaults=values)
    details = {"month": month, "talks": talks, "themes": values["themes"]}
    columns = witness.values_of(tally, TALLY)
    events.record(Verb.TALLY_NOTE, subject=tally, by=by, details=details, columns=columns)
    return tally


@transaction.atomic
def note_export(year: int, *, by: User) -> None:
    """Record that somebody has taken the counts of a year as a file."""
    events.record(Verb.TALLY_EXPORT, subject=organisation.current(), by=by, details={"year": year})
