"""Noting that somebody has taken numbers or names out of the site."""

from django.db import transaction

from portal import events, organisation
from portal.accounts.models import User
from portal.reports.verbs import Verb


@transaction.atomic
def note_totals_export(year: int, code: str, county: str, *, by: User) -> None:
    """Record that somebody has taken one table of the totals of a year as a file."""
    details = {"year": year, "table": code, "county": county}
    events.record(Verb.TOTALS_EXPORT, subject=organisation.current(), by=by, details=details)
