"""What can be done with an account."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from portal import clock, events
from portal.accounts.models import Consent, Reading, Tie, User
from portal.accounts.verbs import Verb


def lock_people(*people: User) -> None:
    """Let no other deed change what these people are, or are on the way to, until this transaction ends.

    Called first in every such deed, before anything else is read or locked (decision 0017).
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=[person.pk for person in people])
    list(rows.order_by("pk").values_list("pk"))


@transaction.atomic
def get_or_create_account(email: str, language: str = "nb") -> User:
    """The account of this address, else a new one without a name; it is nobody's until a code is typed."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, language=language)
                # allauth keeps here whether the address is proved; the first code that is typed proves it.
                EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        except IntegrityError:  # somebody else asked for it at the same instant
            user = User.objects.get(email=email)
    return user


@transaction.atomic
def change_details(person: User, *, by: User | None, **values: Any) -> User:
    """Correct a person's own details; only the names given here can be changed."""
    allowed = {"given_name", "family_name", "phone", "postcode", "language"}
    changed = {name: value for name, value in values.items() if name in allowed and getattr(person, name) != value}
    for name, value in changed.items():
        setattr(person, name, value)
    if changed:
        person.save(update_fields=list(changed))
        events.record(Verb.PERSON_CHANGE_DETAILS, subject=person, by=by, details={"fields": sorted(changed)})
    return person


@transaction.atomic
def give_consent(
    person: User, purpose: str, *, text: str, by: User | None, details: dict[str, Any] | None = None
) -> Consent:
    """Keep what was agreed to, word for word. Another one in force for the same purpose is ended first."""
    lock_people(person)
    current = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()
    if current and (current.text, current.details) == (text, details or {}):
        return current
    withdraw_consent(person, purpose, by=by)
    consent = Consent.objects.create(
        person=person, purpose=purpose, text=text, language=get_language() or "nb", details=details or {}
    )
    events.record(Verb.CONSENT_GIVE, subject=consent, by=by, details={"purpose": purpose})
    return consent


@transaction.atomic
def withdraw_consent(person: User, purpose: str, *, by: User | None) -> None:
    """End the consent in force, if there is one."""
    lock_people(person)
    for consent in Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True):
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        events.record(Verb.CONSENT_WITHDRAW, subject=consent, by=by, details={"purpose": purpose})


def note_reading(reader: User, person: User, what: str) -> None:
    """Log that somebody opened another's health answers; their own are not logged. Call before showing them."""
    if reader != person:
        Reading.objects.create(reader=reader, person=person, what=what)


@transaction.atomic
def declare_tie(person: User, to: User, *, by: User | None) -> None:
    """Say that a person is too close to another to handle that person's cases. Twice is once; it cannot be undone."""
    lock_people(person, to)
    _tie, is_new = Tie.objects.get_or_create(person=person, to=to, defaults={"declared_at": clock.now()})
    if is_new:
        events.record(Verb.TIE_DECLARE, subject=person, by=by)
