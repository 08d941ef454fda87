"""Which joinings of two accounts wait, until when, and who may do them."""

import datetime

from django.db.models import QuerySet

from portal import clock, permissions
from portal.accounts.models import User
from portal.operations.models import AccountJoining

WAIT_DAYS = 3  # between asking and doing, for whoever reads the two addresses
KEPT_DAYS = 90  # after it was asked for


def waiting() -> QuerySet[AccountJoining]:
    """Those that are neither done nor stopped, the oldest first."""
    rows = AccountJoining.objects.filter(done_at__isnull=True, stopped_at__isnull=True, other__isnull=False)
    return rows.select_related("person", "other", "asked_by")


def earliest(joining: AccountJoining) -> datetime.date:
    """The first day on which the second person can do it."""
    return clock.local(joining.asked_at).date() + datetime.timedelta(days=WAIT_DAYS)


def to_forget() -> QuerySet[AccountJoining]:
    return AccountJoining.objects.filter(asked_at__lt=clock.now() - datetime.timedelta(days=KEPT_DAYS))


def may_be_joined_by(by: User, joining: AccountJoining) -> bool:
    """Whether somebody of the secretariat may do it to both accounts: neither is theirs, nor of one close to them."""
    return joining.other is not None and all(
        permissions.allows(by, "operations.join_accounts_of_another", person)
        for person in (joining.person, joining.other)
    )
