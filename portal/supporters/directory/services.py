"""Consent to be shown in the public directory, and withdrawing it."""

from collections.abc import Iterable

from django.db import transaction

from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations.register import queries as register_queries
from portal.declarations.register import services as register_services
from portal.declarations.register.services import AT_ONCE
from portal.supporters import mails
from portal.supporters.contact.services import pass_on_those_with
from portal.supporters.directory import queries
from portal.supporters.models import (
    CAPACITY,
    Listing,
    Supporter,
)
from portal.supporters.portraits import services as portrait_services
from portal.supporters.workflow import Request


@transaction.atomic
def consent_to_listing(
    supporter: Supporter,
    *,
    by: User | None,
    text: str,
    shown_name: str,
    experience: str = "",
    age_band: str = "",
    topics: Iterable[str] = (),
    languages: Iterable[str] = (),
    about: str = "",
    for_young: bool = False,
    shown_phone: str = "",
    shown_email: str = "",
    capacity: int = CAPACITY,
) -> Listing:
    """Show these fields in the public directory, and return the ``Listing``.

    ``text`` is the consent text that the person saw. ``capacity`` is how many open requests the supporter can have;
    it is not public.
    """
    values = {
        "shown_name": shown_name,
        "experience": experience,
        "age_band": age_band,
        "topics": list(topics),
        "languages": list(languages),
        "about": about,
        "for_young": for_young,
        "shown_phone": shown_phone,
        "shown_email": shown_email,
    }
    accounts.lock_people(supporter.person)
    listing, _is_new = Listing.objects.update_or_create(supporter=supporter, defaults={**values, "capacity": capacity})
    shown = sorted(name for name, value in values.items() if value)
    accounts.give_consent(supporter.person, queries.LISTING, text=text, details={"fields": shown}, by=by)
    return listing


def remind_those_who_left() -> int:
    """Tell those who have left the public list for want of a new signature, once. Returns how many were told.

    Called by the worker and by ``manage.py remind``, so it happens on that day. Each is told in a transaction of their
    own: whoever signs at the same time is not told.
    """
    people = register_queries.grace_over()
    told = 0
    for person in queries.lacking_signature(people) if people else []:
        if told >= AT_ONCE:
            break
        told += _remind_if_left(person)
    return told


@transaction.atomic
def _remind_if_left(person: User) -> bool:
    accounts.lock_people(person)
    about = register_queries.grace_over().get(person.pk)
    if about is None or not queries.lacking_signature([person.pk]):
        return False
    register_services.note_left_list(person, about)
    mails.left_list(person)
    return True


@transaction.atomic
def withdraw_listing(supporter: Supporter, *, by: User | None) -> None:
    """Withdraw the consent, delete the entry with its picture, and return requests without an answer to the office."""
    accounts.withdraw_consent(supporter.person, queries.LISTING, by=by)
    pass_on_those_with(supporter.person, [Request.WAITING], by=by)
    portrait_services.remove(supporter, by=by)
    Listing.objects.filter(supporter=supporter).delete()
