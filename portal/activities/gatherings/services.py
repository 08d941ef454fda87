"""Planning, changing, cancelling and logging gatherings, and signing up for them."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from portal import clock, events, moves
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.gatherings import mails, queries
from portal.activities.models import Activity, Gathering, SignUp
from portal.activities.services import InTheFuture, TooLate
from portal.activities.verbs import Verb
from portal.activities.workflow import State
from portal.chapters.models import Chapter

MAX_SIGN_UPS = 500  # of one gathering: limits abuse, no chapter has so many visitors


class LoggedAnew(Exception):
    """The gathering was logged as another activity after this one was struck."""


class SignUpClosed(Exception):
    """The gathering takes no sign-ups: it is too late, it is cancelled, the list is too long, or it never took any."""


class AlreadySignedUp(Exception):
    """Somebody with this name and this phone number or e-mail address is already on the list of this gathering."""


class VisitorsOnList(Exception):
    """Visitors have signed up, so the gathering must stay public: otherwise they could no longer see it."""


@transaction.atomic
def plan_gathering(
    chapter: Chapter,
    *,
    token: uuid.UUID,
    title: str,
    kind: str,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    place: str,
    audience: str,
    by: User,
    is_on_screen: bool = False,
    about: str = "",
    access: Iterable[str] = (),
    target_groups: Iterable[str] = (),
    takes_sign_ups: bool = False,
    places: int | None = None,
    sign_up_by: datetime.date | None = None,
) -> Gathering:
    """Plan a gathering and return it.

    A second call with the same ``token`` changes the first gathering (``change_gathering``). Raises ``TooLate`` when
    ``starts_at`` has passed, and ``IllegalMove`` when the first gathering has begun or belongs to another chapter.
    """
    if starts_at <= clock.now():
        raise TooLate
    values = {
        "title": title,
        "kind": kind,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place,
        "is_on_screen": is_on_screen,
        "about": about,
        "access": list(access),
        "target_groups": list(target_groups),
        "audience": audience,
        "takes_sign_ups": takes_sign_ups,
        "places": places,
        "sign_up_by": sign_up_by,
    }
    gathering, is_new = Gathering.objects.get_or_create(
        token=token, defaults={"chapter": chapter, "changed_at": clock.now(), **values}
    )
    if is_new:
        details = {"chapter": chapter.ref, "title": title, "starts_at": starts_at, "audience": audience}
        events.record(Verb.GATHERING_PLAN, subject=gathering, by=by, details=details)
    elif gathering.chapter != chapter or gathering.has_begun:
        raise moves.IllegalMove("plan once more")
    elif any(getattr(gathering, name) != value for name, value in values.items()):
        change_gathering(gathering, version=gathering.version, by=by, **values)
    return gathering


@transaction.atomic
def change_gathering(gathering: Gathering, *, version: int, by: User | None, **values: Any) -> Gathering:
    """Save new values of a gathering. Supporters on the list get a mail when the time or place changes.

    More places go to those who wait; with fewer places, whoever has one keeps it.

    Raises ``TooLate`` when it has begun, ``IllegalMove`` when it is cancelled or logged, ``Stale`` when it was changed
    after ``version`` was read, and ``VisitorsOnList`` when visitors on the list could no longer see it.
    """
    stored = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if stored.state != State.PLANNED:
        raise moves.IllegalMove(f"change from {stored.state}")
    if stored.starts_at <= clock.now() or values.get("starts_at", stored.starts_at) <= clock.now():
        raise TooLate
    if values.get("audience") == Gathering.Audience.SUPPORTERS and queries.has_visitors(stored):
        raise VisitorsOnList
    rows = Gathering.objects.filter(pk=gathering.pk, version=version)
    changed = {name: value for name, value in values.items() if getattr(stored, name) != value}
    if not rows.update(**changed, version=F("version") + 1, changed_at=clock.now()):
        raise moves.Stale(f"read at version {version}")
    gathering.refresh_from_db()
    events.record(Verb.GATHERING_CHANGE, subject=gathering, by=by, details=changed)
    if queries.TIME_AND_PLACE & set(changed):
        mails.notify_of_change(gathering)
    _fill_places(gathering)
    return gathering


@transaction.atomic
def cancel_gathering(gathering: Gathering, *, version: int, because: str, by: User | None) -> Gathering:
    """Cancel a gathering with a reason; also afterwards, when it was not held. The sign-ups are kept.

    Supporters on the list get a mail, unless it has ended. Raises ``IllegalMove`` and ``Stale``.
    """
    gathering.version = version
    moves.move(gathering, "cancel", by=by, cancelled_because=because, changed_at=clock.now())
    if gathering.ends_at > clock.now():
        mails.notify_of_change(gathering)
    return gathering


@transaction.atomic
def log_gathering(gathering: Gathering, *, token: uuid.UUID, by: User, **values: Any) -> Activity:
    """Log a gathering as an activity and return the activity. ``values`` are those of ``activities.services.log``.

    A second call with the same ``token`` returns the same activity, also where it is struck since. Raises
    ``InTheFuture`` before the gathering has begun, and ``IllegalMove`` when the activity belongs to another gathering.
    """
    if not gathering.has_begun:
        raise InTheFuture(gathering.starts_at)
    activity = activities.log(token=token, by=by, **values)
    if activity.undone_at is None and gathering.activity_id != activity.pk:
        if Gathering.objects.filter(activity=activity).exists():
            raise moves.IllegalMove("log as what another gathering became")
        _move_to_logged(gathering, activity, by)
        queries.days_of_entry(activity).update(planned_as=gathering)
    return activity


def _move_to_logged(gathering: Gathering, activity: Activity, by: User) -> None:
    moves.move(gathering, "log", by=by, activity=activity, details={"activity": activity.ref})


@transaction.atomic
def entry_struck(activity: Activity, *, by: User) -> None:
    """An activity was struck: the gathering that was logged as it can be logged again, once no day of it is left."""
    gathering = queries.gathering_of(activity)
    if gathering and gathering.state == State.LOGGED and not queries.entries(gathering).exists():
        moves.move(gathering, "reopen", by=by, activity=None)


@transaction.atomic
def entry_put_back(activity: Activity, *, by: User) -> None:
    """An activity was put back: the gathering is logged as it again, unless it was called off.

    Raises ``LoggedAnew``: both would be the same gathering, twice.
    """
    gathering = queries.gathering_of(activity)
    if gathering is None:
        return
    own_days = queries.days_of_entry(activity).values("pk")
    if queries.entries(gathering).exclude(pk__in=own_days).exists():
        raise LoggedAnew
    if gathering.state == State.PLANNED:
        _move_to_logged(gathering, activity, by)


@transaction.atomic
def sign_up(gathering: Gathering, *, token: uuid.UUID, name: str, email: str = "", phone: str = "") -> SignUp:
    """Put a visitor on the list of a public gathering, or on the waiting list when it is full. Returns the ``SignUp``.

    A second call with the same ``token`` corrects the first sign-up. Raises ``SignUpClosed``, and ``AlreadySignedUp``
    for a name that is on this list with the same phone number or e-mail address; a couple can share these.
    Corrections are not checked for that: they take no second place, and the answer would tell a stranger who is on
    the list.
    """
    values = {"name": name, "email": email, "phone": phone}
    line = SignUp.objects.select_for_update().filter(token=token).first()
    if line is None:
        stored = _check_sign_up(gathering, Gathering.Audience.PUBLIC)
        line = _add_visitor(stored, token=token, by=None, **values)
    if any(getattr(line, field) != value for field, value in values.items()):
        SignUp.objects.filter(pk=line.pk).update(**values)
        line.refresh_from_db()
        events.record(Verb.SIGN_UP_CHANGE, subject=line, by=None, details={"gathering": line.gathering.ref})
    return line


@transaction.atomic
def add_sign_up(
    gathering: Gathering, *, token: uuid.UUID, name: str, email: str = "", phone: str = "", by: User
) -> SignUp:
    """Put somebody on the list who has told the board that they come, also after the last day to sign up.

    A second call with the same ``token`` returns the first sign-up. Raises ``SignUpClosed`` once it has begun, when it
    is cancelled or takes no sign-ups, and ``AlreadySignedUp`` as ``sign_up`` does.
    """
    stored = _lock_gathering(gathering)
    if not stored.board_can_add or stored.sign_ups.count() >= MAX_SIGN_UPS:
        raise SignUpClosed
    return _add_visitor(stored, token=token, name=name, email=email, phone=phone, by=by)


def _add_visitor(
    gathering: Gathering, *, token: uuid.UUID, name: str, email: str, phone: str, by: User | None
) -> SignUp:
    """A new sign-up of somebody without an account, or the one with this token. The gathering is locked."""
    same = Q(email__iexact=email) if email else Q()
    same |= Q(phone=phone) if phone else Q()
    others = gathering.sign_ups.filter(same, person__isnull=True).exclude(token=token) if same else []
    if any(_same_name(other.name, name) for other in others):
        raise AlreadySignedUp
    line, is_new = SignUp.objects.get_or_create(
        token=token,
        defaults={
            "gathering": gathering, "name": name, "email": email, "phone": phone,
            "has_place": _has_free_place(gathering), "signed_up_at": clock.now(),
        },
    )  # fmt: skip
    if line.gathering_id != gathering.pk:
        raise moves.IllegalMove("sign up with the form of another gathering")
    if is_new:
        events.record(Verb.SIGN_UP_MAKE, subject=line, by=by, details={"gathering": gathering.ref})
    return line


def _same_name(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


@transaction.atomic
def join(gathering: Gathering, *, by: User) -> SignUp:
    """Put a supporter on the list of a gathering for supporters, once. Raises ``SignUpClosed``."""
    existing = SignUp.objects.filter(gathering=gathering, person=by).first()
    if existing:
        return existing
    stored = _check_sign_up(gathering, Gathering.Audience.SUPPORTERS)
    values = {"has_place": _has_free_place(stored), "signed_up_at": clock.now()}
    line, is_new = SignUp.objects.get_or_create(gathering=stored, person=by, defaults=values)
    if is_new:
        events.record(Verb.SIGN_UP_MAKE, subject=line, by=by, details={"gathering": gathering.ref})
    return line


def _lock_gathering(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update().get(pk=gathering.pk)


def _check_sign_up(gathering: Gathering, audience: str) -> Gathering:
    """The gathering, locked. Raises ``SignUpClosed``."""
    stored = _lock_gathering(gathering)
    if stored.audience != audience or not stored.sign_up_is_open or stored.sign_ups.count() >= MAX_SIGN_UPS:
        raise SignUpClosed
    return stored


def _has_free_place(gathering: Gathering) -> bool:
    return gathering.places is None or gathering.sign_ups.filter(has_place=True).count() < gathering.places


@transaction.atomic
def withdraw_sign_up(line: SignUp, *, by: User | None = None) -> None:
    """Delete a sign-up. The place goes to the person who has waited longest."""
    stored = _lock_gathering(line.gathering)
    if SignUp.objects.filter(pk=line.pk).delete()[0]:
        events.record(Verb.SIGN_UP_WITHDRAW, subject=line, by=by, details={"gathering": stored.ref})
        _fill_places(stored)


def _fill_places(gathering: Gathering) -> None:
    """Give free places to those who wait, in order, and tell them: a supporter by mail, a visitor through the board.

    Only until the gathering begins. The caller has locked it.
    """
    if gathering.state != State.PLANNED or gathering.has_begun:
        return
    for line in gathering.sign_ups.filter(has_place=False).select_related("person").order_by("pk"):
        if not _has_free_place(gathering):
            return
        line.has_place, line.is_to_be_told = True, line.person is None
        line.save(update_fields=["has_place", "is_to_be_told"])
        events.record(Verb.SIGN_UP_MOVE_UP, subject=line, by=None, details={"gathering": gathering.ref})
        mails.notify_of_place(line)


@transaction.atomic
def note_told(line: SignUp, *, by: User) -> None:
    """The board has told a visitor that they have a place. Once."""
    if SignUp.objects.filter(pk=line.pk, is_to_be_told=True).update(is_to_be_told=False):
        events.record(Verb.SIGN_UP_TELL, subject=line, by=by, details={"gathering": line.gathering.ref})


def forget_sign_ups() -> int:
    """Delete the sign-ups of past gatherings; returns how many. Called by the worker. Events stay and hold no names."""
    return queries.sign_ups_to_forget().delete()[0]
