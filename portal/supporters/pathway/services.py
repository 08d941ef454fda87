"""Services for what is noted on a pathway: checks by the office, agreeing to the role, the contact person."""

import datetime

from django.db import transaction

from portal import clock, events, requirements
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.moves import Stale
from portal.supporters import queries as supporter_queries
from portal.supporters.models import (
    Category,
    Check,
    RoleAgreement,
    Supporter,
)
from portal.supporters.verbs import Verb
from portal.wording import translated


@transaction.atomic
def note_check(person: User, kind: str, *, on: datetime.date, by: User, age: int | None = None) -> Check:
    """Note that the user has seen on a date that a requirement is met. A later note replaces an earlier one.

    ``age`` is how old they are at least, with that kind; a higher one that is noted stands. Of a police certificate
    nothing is kept but this (politiregisterforskriften 37-2). Raises ``gates.NotYet``, and ``ValueError`` for a kind
    that is not noted so, for the age without years, and for years with another kind.
    """
    if kind not in requirements.checked() or (kind == "age") != (age is not None):
        raise ValueError(kind)
    accounts.lock_people(person)
    if age is not None:
        age = max([age, *(noted.age or 0 for noted in person.checks.filter(kind="age"))])
    check, _is_new = Check.objects.update_or_create(
        person=person, kind=kind, defaults={"on": on, "by": by, "age": age, "recorded_at": clock.now()}
    )
    details = {"kind": kind, "on": on} | ({} if age is None else {"age": age})
    events.record(Verb.CHECK_NOTE, subject=check, by=by, details=details)
    return check


class TooLate(Exception):
    """A check can only be taken back on the day it was noted, by the person who noted it."""


@transaction.atomic
def take_back_check(check: Check, *, by: User) -> None:
    """Delete a check that was noted by mistake; a second call changes nothing. Raises ``TooLate``."""
    accounts.lock_people(check.person)
    if not supporter_queries.can_take_back(check, by):
        raise TooLate
    if Check.objects.filter(pk=check.pk).delete()[0]:
        events.record(Verb.CHECK_TAKE_BACK, subject=check, by=by, details={"kind": check.kind})


@transaction.atomic
def agree_to_role(person: User, category: Category, *, version: int, by: User | None) -> RoleAgreement:
    """Agree to the role description, in the words that were shown, and return the agreement.

    Raises ``Stale`` when the category was changed since, ``gates.NotYet`` when something has to come first.
    """
    if version != category.version:
        raise Stale(f"read at version {version}, stored {category.version}")
    accounts.lock_people(person)
    text = translated(category.role_description)
    agreement, is_new = RoleAgreement.objects.get_or_create(
        person=person,
        category=category,
        defaults={"text": text, "language": text.language, "agreed_at": clock.now()},
    )
    if is_new:
        events.record(Verb.ROLE_AGREE, subject=agreement, by=by, details={"category": category.code})
    return agreement


@transaction.atomic
def give_contact(supporter: Supporter, contact: User, *, by: User | None) -> None:
    """Set a supporter's contact person; the same one again changes nothing. Raises ``gates.NotYet``."""
    accounts.lock_people(supporter.person)
    if supporter.contact_id == contact.pk:
        return
    supporter.contact = contact
    supporter.save(update_fields=["contact"])
    events.record(Verb.CONTACT_GIVE, subject=supporter, by=by, details={"contact": contact.ref})
