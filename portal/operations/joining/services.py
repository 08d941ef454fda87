"""Two accounts of one person become one (decision 0061): what belonged to the one that goes belongs to the other."""

from functools import reduce
from operator import or_
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Case, F, Q, Value, When
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken
from wagtail.users.models import UserProfile

from portal import clock, events, mail
from portal.accounts import queries as account_queries
from portal.accounts import services as accounts
from portal.accounts import sessions
from portal.accounts.models import Reading, Tie, User
from portal.models import OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.operations.joining import planning, queries, roles
from portal.operations.joining.tables import COLUMNS, LISTS_OF_REFS, TWINS, twins_of
from portal.operations.models import AccountJoining
from portal.operations.verbs import Verb
from portal.verbs import Verb as FrameVerb


class NotPossible(Exception):
    """Something has to be set right first. ``sentences`` say what."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


class SamePerson(Exception):
    """Whoever asked, and those whose accounts they are, cannot be the second person."""


class SameAccount(Exception):
    """The two are one account, or one of them is closed."""


class AlreadyAsked(Exception):
    """A joining for one of the two accounts waits already."""


class TooEarly(Exception):
    """Those who read the two addresses have not had the days to object that they were told of."""


@events.unit_of_work()
def join_own(person: User, other_pk: int, *, session_key: str | None) -> None:
    """Join another account of the person with theirs. The caller has seen that they can read both addresses.

    ``session_key`` is that of the browser in which it is done: it stays signed in. A second call finds the other
    account gone, and changes nothing. Raises ``NotPossible``.
    """
    found = _lock(person.pk, other_pk)
    if len(found) < 2:
        return
    stays, goes = found
    joining = AccountJoining.objects.filter(person=stays, other=goes, done_at=None, stopped_at=None).first()
    if joining:  # the office was asked too; now it is done
        joining.stopped_at = clock.now()
        joining.save(update_fields=["stopped_at"])
    row = AccountJoining(person=stays, other=goes, email=goes.email, asked_by=stays)
    _join(row, stays, goes, by=stays, session_key=session_key)


@transaction.atomic
def ask(person: User, other: User, *, reason: str, by: User) -> AccountJoining:
    """Ask to join two accounts, and tell both addresses. Nothing is joined yet.

    Raises ``SameAccount``, ``SamePerson`` and ``AlreadyAsked``. What would stop it is told by ``planning.plan``.
    """
    found = _lock(person.pk, other.pk)
    if len(found) < 2:
        raise SameAccount
    stays, goes = found
    if by in found:
        raise SamePerson
    if queries.waiting().filter(Q(person__in=found) | Q(other__in=found)).exists():
        raise AlreadyAsked
    joining = AccountJoining(person=stays, other=goes, email=goes.email, reason=reason, asked_by=by)
    if not queries.may_be_joined_by(by, joining):
        raise SamePerson
    try:
        with transaction.atomic():
            joining.save()
    except IntegrityError:
        raise AlreadyAsked from None
    events.record(Verb.JOINING_ASK, subject=joining, by=by, details={"person": stays.ref, "of": goes.ref})
    for one in found:
        mail.queue("operations/joining_asked", to=one, page="portal:sign_in", day=queries.earliest(joining))
    return joining


@events.unit_of_work()
def confirm(joining: AccountJoining, *, by: User) -> None:
    """Join the two as the second person. One that is done or stopped stays as it is.

    Raises ``SamePerson``, ``TooEarly`` and ``NotPossible``.
    """
    found = _lock(joining.person_id, joining.other_id or 0)
    joining = AccountJoining.objects.select_for_update().get(pk=joining.pk)
    if joining.done_at or joining.stopped_at:
        return
    if by == joining.asked_by or by in found or not queries.may_be_joined_by(by, joining):
        raise SamePerson
    if clock.today() < queries.earliest(joining):
        raise TooEarly
    if len(found) < 2:
        return
    _join(joining, *found, by=by)


@transaction.atomic
def stop(joining: AccountJoining, *, by: User) -> None:
    """Stop a joining that waits. A second time changes nothing."""
    joining = AccountJoining.objects.select_for_update().get(pk=joining.pk)
    if joining.done_at is None and joining.stopped_at is None:
        joining.stopped_at = clock.now()
        joining.save(update_fields=["stopped_at"])
        events.record(Verb.JOINING_STOP, subject=joining, by=by, details={"person": joining.person.ref})


def _lock(stays_pk: int, goes_pk: int) -> list[User]:
    """``[the one that stays, the one that goes]``, locked; fewer where they are one, or one is gone or closed.

    Nobody can add a row that points to either until this is done: ``lock_people`` alone would let them.
    """
    rows = User.objects.select_for_update().filter(pk__in={stays_pk, goes_pk}, is_active=True).order_by("pk")
    found = {person.pk: person for person in rows}
    return [found[pk] for pk in dict.fromkeys([stays_pk, goes_pk]) if pk in found]


def _join(joining: AccountJoining, stays: User, goes: User, *, by: User, session_key: str | None = None) -> None:
    """Move everything, delete the account that is left empty, record one event, and tell both addresses."""
    plan = planning.plan(stays, goes, by_owner=by == stays)
    if plan.stops:
        raise NotPossible(plan.stops)
    joining.done_by, joining.done_at = by, clock.now()
    joining.save()
    old_address, key = goes.email, [goes.pk, str(goes.ref)]
    _delete_what_is_about_both(stays, goes)
    deleted: list[UUID] = []
    with mail.silence():  # of what was there twice one is left: that is told in one mail
        for label in TWINS:
            deleted += _leave_one(label, stays, goes, by=by)
    deleted += roles.join_offices(stays, goes) + roles.join_supporters(stays, goes)
    _move(stays, goes)
    _fill_in_details(stays, goes, by=by)
    _delete_account(goes, session_key=session_key)
    details = {"from": key, "rows": sorted(map(str, deleted)), "moved": sum(number for _words, number in plan.moves)}
    events.record(FrameVerb.PERSON_MERGE, subject=stays, by=by, details=details)
    for address in (stays.email, old_address):  # whoever reads the old mailbox need not know the other address
        mail.queue("operations/joined", to=stays, email=address, is_gone=address == old_address)


def _delete_what_is_about_both(stays: User, goes: User) -> None:
    """That one has read of the other, or is too close to them: nobody does either to themselves."""
    both = [stays, goes]
    Tie.objects.filter(person__in=both, to__in=both).delete()
    Reading.objects.filter(reader__in=both, person__in=both).delete()


def _leave_one(label: str, stays: User, goes: User, *, by: User) -> list[UUID]:
    """Of two rows where one person can have one, let go of the other. Returns the refs of those that are deleted."""
    twins, deleted = TWINS[label], []
    model = apps.get_model(label)
    for own, other in list(twins_of(label, stays, goes)):
        both = model._base_manager.filter(pk__in=[own.pk, other.pk])
        if both.count() < 2:  # one went with another pair
            continue
        left = twins.keep(own, other)
        gone = other if left is own else own
        twins.let_go(gone, by)
        if hasattr(gone, "ref") and both.count() < 2:
            deleted.append(gone.ref)
    return deleted


def _move(stays: User, goes: User) -> None:
    for label, columns in COLUMNS.items():
        rows = apps.get_model(label)._base_manager
        named = reduce(or_, (Q(**{column: goes}) for column in columns))
        # In one go: some tables check that two of the columns are two people.
        rows.filter(named).update(**{column: _moved(column, stays, goes) for column in columns})
    for label, column in LISTS_OF_REFS.items():
        for row in apps.get_model(label)._base_manager.filter(**{f"{column}__icontains": str(goes.ref)}):
            refs = [str(stays.ref) if ref == str(goes.ref) else ref for ref in getattr(row, column)]
            setattr(row, column, list(dict.fromkeys(refs)))
            row.save(update_fields=[column])
    OutboxMail.objects.filter(person=goes.ref).update(person=stays.ref)
    if not planning.own_drafts(stays).exists():
        planning.own_drafts(goes).update(key=onboarding_queries.draft_key(stays))
    planning.own_drafts(goes).delete()
    others = AccountJoining.objects.filter(Q(other=goes) | Q(person=stays, other=stays))
    others.filter(done_at=None, stopped_at=None).update(stopped_at=clock.now())
    others.update(other=None)


def _moved(column: str, stays: User, goes: User) -> Case:
    number: BigIntegerField[int, int] = BigIntegerField()
    return Case(When(**{column: goes}, then=Value(stays.pk)), default=F(f"{column}_id"), output_field=number)


def _fill_in_details(stays: User, goes: User, *, by: User) -> None:
    """What the account that stays does not say of the person, the other may."""
    has_name = bool(stays.get_full_name())
    names = {} if has_name else {"given_name": goes.given_name, "family_name": goes.family_name}
    rest = {name: getattr(goes, name) for name in ("phone", "postcode") if not getattr(stays, name)}
    accounts.change_details(stays, by=by, **names, **rest)


def _delete_account(goes: User, *, session_key: str | None) -> None:
    """Nothing points to it any more. Raises where something does: then nothing of all this has happened."""
    for model in (EmailAddress, Authenticator, UserProfile, EditingSession, FormState, APIToken):
        model.objects.filter(user=goes).delete()
    goes.groups.clear()
    goes.user_permissions.clear()
    if account_queries.has_rows(goes):
        raise AssertionError("a row still points to the account")
    sessions.end_all(goes, but=session_key, address=goes.email)
    goes.delete()
