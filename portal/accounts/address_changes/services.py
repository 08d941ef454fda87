"""A new sign-in address for somebody who has lost theirs: one of the secretariat asks, another does it."""

from django.db import IntegrityError, transaction

from portal import clock, events, mail
from portal.accounts import services as accounts
from portal.accounts import sessions
from portal.accounts.address_changes import queries
from portal.accounts.models import AddressChange, User
from portal.accounts.verbs import Verb


class AlreadyAsked(Exception):
    """A change for this person waits already."""


class TooEarly(Exception):
    """The days in which the old address can object are not over."""


class SamePerson(Exception):
    """Whoever asked, and the person themselves, cannot do it."""


@transaction.atomic
def ask(person: User, email: str, *, reason: str, by: User) -> AddressChange:
    """Ask for a new address, and tell the old one.

    Raises ``SamePerson``, ``AlreadyAsked`` and ``accounts.AddressTaken``.
    """
    accounts.lock_people(person)
    email = email.strip().lower()
    if by == person:
        raise SamePerson
    if queries.waiting().filter(person=person).exists():
        raise AlreadyAsked
    if User.objects.filter(email__iexact=email).exists():
        raise accounts.AddressTaken
    try:
        with transaction.atomic():
            change = AddressChange.objects.create(person=person, email=email, reason=reason, asked_by=by)
    except IntegrityError:
        raise AlreadyAsked from None
    events.record(Verb.ADDRESS_CHANGE_ASK, subject=change, by=by, details={"person": person.ref})
    mail.queue("accounts/address_asked", to=person, page="portal:sign_in", day=queries.earliest(change))
    return change


@transaction.atomic
def confirm(change: AddressChange, *, by: User) -> None:
    """Change the address; every session of the person ends. The old address is told again.

    Raises ``SamePerson``, ``TooEarly`` and ``accounts.AddressTaken``. One that is
    done or stopped stays as it is; one whose person has signed in since is stopped: their address is not lost.
    """
    accounts.lock_people(change.person)
    change.refresh_from_db()
    if change.done_at or change.stopped_at:
        return
    if by in (change.asked_by, change.person):
        raise SamePerson
    if clock.today() < queries.earliest(change):
        raise TooEarly
    if queries.has_signed_in(change):
        stop(change, by=None)
        return
    change.done_by, change.done_at = by, clock.now()
    change.save(update_fields=["done_by", "done_at"])
    accounts.change_address(change.person, change.email, by=by)
    sessions.end_all(change.person)
    events.record(Verb.ADDRESS_CHANGE_DO, subject=change, by=by, details={"person": change.person.ref})


@transaction.atomic
def stop(change: AddressChange, *, by: User | None) -> None:
    """Stop a change that waits. Anybody of the secretariat may, and the person does it by signing in."""
    accounts.lock_people(change.person)
    change.refresh_from_db()
    if change.done_at is None and change.stopped_at is None:
        change.stopped_at = clock.now()
        change.save(update_fields=["stopped_at"])
        events.record(Verb.ADDRESS_CHANGE_STOP, subject=change, by=by, details={"person": change.person.ref})


def stop_of_those_who_signed_in() -> int:
    """Stop changes for people who have signed in since: their address is not lost. For the worker; returns how many."""
    found = [row for row in queries.waiting() if queries.has_signed_in(row)]
    for change in found:
        stop(change, by=None)
    return len(found)
