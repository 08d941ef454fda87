"""Queries about addresses that the secretariat is asked to change."""

import datetime

from django.db.models import QuerySet

from portal import clock
from portal.accounts.models import AddressChange

WAIT_DAYS = 3  # between asking and doing, for whoever still reads the old address
KEPT_DAYS = 90  # after it was asked for


def waiting() -> QuerySet[AddressChange]:
    """Those that are neither done nor stopped, the oldest first."""
    rows = AddressChange.objects.filter(done_at__isnull=True, stopped_at__isnull=True)
    return rows.select_related("person", "asked_by")


def earliest(change: AddressChange) -> datetime.date:
    """The first day on which it can be done."""
    return clock.local(change.asked_at).date() + datetime.timedelta(days=WAIT_DAYS)


def has_signed_in(change: AddressChange) -> bool:
    """Whether the person has signed in since it was asked for."""
    last = change.person.last_login
    return last is not None and last > change.asked_at


def to_forget() -> QuerySet[AddressChange]:
    return AddressChange.objects.filter(asked_at__lt=clock.now() - datetime.timedelta(days=KEPT_DAYS))
