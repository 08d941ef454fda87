"""That somebody reads the event log is itself an event."""

from uuid import UUID

from django.db import transaction

from portal import events
from portal.accounts.models import User
from portal.operations.verbs import Verb


@transaction.atomic
def note_reading(*, by: User, person: UUID | None = None, case: UUID | None = None) -> None:
    """Record that ``by`` reads the log, and of whom or what, if they chose one. Called before it is shown."""
    chosen = {"person": person} if person else {"case": case} if case else {}
    events.record(Verb.EVENTS_READ, subject=by, by=by, details=chosen)
