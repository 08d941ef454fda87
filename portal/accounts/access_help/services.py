"""What the office does about how others get in: a lost second factor, and who edits the pages."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import transaction

from portal import events, mail
from portal.accounts import services as accounts
from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.verbs import Verb
from portal.permissions import EDITORS, REVIEWERS

NONE, EDITOR, REVIEWER = "none", "editor", "reviewer"
GROUPS = {NONE: set(), EDITOR: {EDITORS}, REVIEWER: {EDITORS, REVIEWERS}}


class OwnAccount(Exception):
    """Nobody does this for themselves."""


class NothingSetUp(Exception):
    """There is no second factor: nothing to take away."""


def has_second_factor(person: User) -> bool:
    return Authenticator.objects.filter(user=person).exists()


@transaction.atomic
def reset_second_factor(person: User, *, reason: str = "", by: User | None) -> None:
    """Take away a second factor that is lost: the next sign-in sets up a new one. The person is told.

    Every session of the person ends: whoever found the phone may be in one. ``by`` is None where somebody with the
    server does it. Raises ``OwnAccount`` and ``NothingSetUp``: two at once are one.
    """
    if by == person:
        raise OwnAccount
    accounts.lock_people(person)
    if by and not has_second_factor(person):
        raise NothingSetUp
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person)
    events.record(Verb.PERSON_RESET_SECOND_FACTOR, subject=person, by=by, details={"reason": reason} if reason else {})
    mail.queue("accounts/second_factor_reset", to=person, page="portal:sign_in")


def editing_of(person: User) -> str:
    """``EDITOR``, ``REVIEWER`` or ``NONE``."""
    held = set(person.groups.filter(name__in=[EDITORS, REVIEWERS]).values_list("name", flat=True))
    return REVIEWER if REVIEWERS in held else EDITOR if held else NONE


@transaction.atomic
def change_editing(person: User, role: str, *, by: User) -> bool:
    """Let somebody edit the pages (``EDITOR``), approve them too (``REVIEWER``), or no more (``NONE``); tell them.

    Returns whether anything changed. What an administrator may is left as it is. Raises ``OwnAccount``.
    """
    if by == person:
        raise OwnAccount
    accounts.lock_people(person)
    if editing_of(person) == role:
        return False
    person.groups.remove(*Group.objects.filter(name__in=GROUPS[REVIEWER] - GROUPS[role]))
    person.groups.add(*Group.objects.filter(name__in=GROUPS[role]))
    verb = Verb.PERSON_STOP_EDITING if role == NONE else Verb.PERSON_START_EDITING
    events.record(verb, subject=person, by=by, details={"role": role})
    mail.queue("accounts/editing", to=person, page="portal:sign_in", role=role)
    return True


@transaction.atomic
def add_editor(email: str, role: str, *, given_name: str, family_name: str, by: User) -> User | None:
    """Make an account for somebody who edits the pages, and return it; None where the address has one already."""
    if User.objects.filter(email=email.strip().lower()).exists():
        return None
    person = accounts.get_or_create_account(email)
    accounts.change_details(person, by=by, given_name=given_name, family_name=family_name)
    change_editing(person, role, by=by)
    return person
