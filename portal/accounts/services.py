"""Services for accounts: create, change details, give and withdraw consent, declare a tie."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import get_language

from portal import clock, events, mail
from portal.accounts import witness
from portal.accounts.models import Consent, Reading, Tie, User
from portal.accounts.verbs import Verb
from portal.witness import values_of


class AddressTaken(Exception):
    """Another account has this address."""


def lock_people(*people: User) -> None:
    """Lock the rows of these people until the transaction ends, so that no other service changes their status.

    Every service that does so calls this first, before it reads or locks anything else (decision 0017).
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=[person.pk for person in people])
    list(rows.order_by("pk").values_list("pk"))


@transaction.atomic
def get_or_create_account(email: str, language: str = "nb") -> User:
    """The account with this e-mail address; a new one, not verified and without a name, where there is none."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, language=language)
                # allauth stores here whether the address is verified; the first correct code verifies it.
                EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        except IntegrityError:  # somebody else asked for it at the same instant
            user = User.objects.get(email=email)
    return user


@transaction.atomic
def change_details(person: User, *, by: User | None, **values: Any) -> User:
    """Change a person's name, phone, postcode or language. Other values are ignored. Returns the person."""
    allowed = {"given_name", "family_name", "phone", "postcode", "language"}
    changed = {name: value for name, value in values.items() if name in allowed and getattr(person, name) != value}
    for name, value in changed.items():
        setattr(person, name, value)
    if changed:
        person.save(update_fields=list(changed))
        columns = values_of(person, witness.ACCOUNT)
        details = {"fields": sorted(changed)}
        events.record(Verb.PERSON_CHANGE_DETAILS, subject=person, by=by, details=details, columns=columns)
    return person


@transaction.atomic
def change_address(person: User, email: str, *, by: User | None) -> None:
    """Let the person sign in with another address, which they have proved. The old one is told, and how to object.

    Every session ends at its next request; the caller keeps the one that it was done in. Raises ``AddressTaken``.
    """
    lock_people(person)
    person.refresh_from_db()
    email, old = email.strip().lower(), person.email
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise AddressTaken
    person.email = email
    person.set_unusable_password()  # the sessions are bound to it
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "password"])
            EmailAddress.objects.filter(user=person).delete()
            EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    except IntegrityError:  # somebody else got it at the same instant
        raise AddressTaken from None
    events.record(Verb.PERSON_CHANGE_ADDRESS, subject=person, by=by, columns=values_of(person, witness.ACCOUNT))
    mail.queue("accounts/address_changed", to=person, email=old, page="portal:sign_in")


@transaction.atomic
def give_consent(
    person: User, purpose: str, *, text: str, by: User | None, details: dict[str, Any] | None = None
) -> Consent:
    """Save a consent with the text that was agreed to, and return it. An earlier one for the purpose is withdrawn.

    The same text and details again return the consent that is in force.
    """
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
    """Withdraw the consent in force for this purpose, if there is one."""
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
    """Save that ``person`` is too close to ``to`` to handle their cases. This cannot be undone."""
    lock_people(person, to)
    _tie, is_new = Tie.objects.get_or_create(person=person, to=to, defaults={"declared_at": clock.now()})
    if is_new:
        events.record(Verb.TIE_DECLARE, subject=person, by=by)


@transaction.atomic
def forget_accounts(rows: QuerySet[User]) -> None:
    """Delete these accounts, and the details of events by or about them. Those that are in use again stay."""
    lock_people(*rows.all())
    people = list(rows)
    events.erase_details([person.ref for person in people])
    User.objects.filter(pk__in=[person.pk for person in people]).delete()
