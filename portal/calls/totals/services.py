"""Noting that somebody has taken the numbers out of the site."""

from django.db import transaction

from portal import events, organisation
from portal.accounts.models import User
from portal.calls.verbs import Verb


@transaction.atomic
def note_export(year: int, *, by: User) -> None:
    """Record that somebody has taken the totals of a year as a file."""
    events.record(Verb.CALL_EXPORT, subject=organisation.current(), by=by, details={"year": year})
