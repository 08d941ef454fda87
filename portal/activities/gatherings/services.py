"""What can be done with gatherings: plan, change, cancel, log, sign up."""

from django.db import transaction
from django.db.models import F, Q

from portal import clock, events, moves
from portal.activities import services as activities
from portal.activities.gatherings import mails, queries
from portal.activities.models import Gathering, SignUp
from portal.activities.services import InTheFuture, TooLate
from portal.activities.verbs import Verb
from portal.activities.workflow import State

MOST_SIGN_UPS = 500  # more than any chapter gathers: a list that somebody floods comes to an end


class SignUpClosed(Exception):
    """This gathering takes no sign-ups now: too late, cancelled, or it never did."""


class OnListAlready(Exception):
    """Somebody with this phone number or e-mail address is on the list of this gathering."""


class VisitorsOnList(Exception):
    """Visitors have signed up, so the gathering stays open to everybody: they could not look at it any more."""


@transaction.atomic
def plan_gathering(
    chapter, *, token, title, kind, starts_at, ends_at, place, audience, by, about="", access=(), takes_sign_ups=False,
    places=None, sign_up_by=None,
):  # fmt: skip
    """Plan a gathering. Refuses (``TooLate``) one that has begun.

    The same ``token`` again is the same gathering: what is said the second time changes it (``change_gathering``) while
    it is planned and has not begun. Raises ``IllegalMove`` after that.
    """
    if starts_at <= clock.now():
        raise TooLate
    values = {
        "title": title,
        "kind": kind,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place,
        "about": about,
        "access": list(access),
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
def change_gathering(gathering, *, version, by, **values):
    """Keep a gathering with new values. Supporters who have signed up hear of another time or place.

    Raises ``TooLate`` when it has begun, ``IllegalMove`` when it is cancelled or logged, ``Stale`` when it was changed
    after ``version`` was read, and ``VisitorsOnList`` when those on the list could not see it any more.
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
        mails.news(gathering)
    return gathering


@transaction.atomic
def cancel_gathering(gathering, *, version, because, by):
    """Call a gathering off, with a word about why, or say that it was never held. The list stays.

    Supporters who have signed up hear of it, unless it is over.
    """
    gathering.version = version
    moves.move(gathering, "cancel", by=by, cancelled_because=because, changed_at=clock.now())
    if gathering.ends_at > clock.now():
        mails.news(gathering)
    return gathering


@transaction.atomic
def log_gathering(gathering, *, token, by, **values):
    """Log what a gathering became, once; the same ``token`` again is the same activity.

    Refuses (``InTheFuture``) before it has begun, and (``IllegalMove``) what another gathering became.
    """
    if not gathering.has_begun:
        raise InTheFuture(gathering.starts_at)
    activity = activities.log(token=token, by=by, **values)
    if gathering.activity_id != activity.pk:
        if Gathering.objects.filter(activity=activity).exists():
            raise moves.IllegalMove("log as what another gathering became")
        moves.move(gathering, "log", by=by, activity=activity, details={"activity": activity.ref})
    return activity


@transaction.atomic
def sign_up(gathering, *, token, name, email="", phone=""):
    """Put a visitor on the list of a public gathering. The same ``token`` again is the same line, corrected.

    Raises ``SignUpClosed``, and ``OnListAlready`` for a phone number or an e-mail address that is on this list. A
    correction is not met with the latter: it gives nobody a second place, and would answer those who guess numbers.
    Who comes too late for a place stands on the waiting list.
    """
    values = {"name": name, "email": email, "phone": phone}
    line = SignUp.objects.select_for_update().filter(token=token).first()
    if line is None:
        _check_sign_up(gathering, Gathering.Audience.PUBLIC)
        same = Q(email__iexact=email) if email else Q()
        same |= Q(phone=phone) if phone else Q()
        if same and gathering.sign_ups.filter(same).exclude(token=token).exists():
            raise OnListAlready
        line, is_new = SignUp.objects.get_or_create(
            token=token, defaults={"gathering": gathering, "signed_up_at": clock.now(), **values}
        )
        if is_new:
            events.record(Verb.SIGN_UP_MAKE, subject=line, by=None, details={"gathering": gathering.ref})
    if any(getattr(line, field) != value for field, value in values.items()):
        SignUp.objects.filter(pk=line.pk).update(**values)
        line.refresh_from_db()
        events.record(Verb.SIGN_UP_CHANGE, subject=line, by=None, details={"gathering": line.gathering.ref})
    return line


@transaction.atomic
def join(gathering, *, by):
    """Put a supporter on the list of a gathering for supporters; twice is once. Raises ``SignUpClosed``."""
    existing = SignUp.objects.filter(gathering=gathering, person=by).first()
    if existing:
        return existing
    _check_sign_up(gathering, Gathering.Audience.SUPPORTERS)
    line, is_new = SignUp.objects.get_or_create(gathering=gathering, person=by, defaults={"signed_up_at": clock.now()})
    if is_new:
        events.record(Verb.SIGN_UP_MAKE, subject=line, by=by, details={"gathering": gathering.ref})
    return line


def _check_sign_up(gathering, audience):
    stored = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if stored.audience != audience or not stored.sign_up_is_open or stored.sign_ups.count() >= MOST_SIGN_UPS:
        raise SignUpClosed


@transaction.atomic
def withdraw_sign_up(line, *, by=None):
    """Take somebody off the list: the line is deleted, and who waited longest has the place."""
    if SignUp.objects.filter(pk=line.pk).delete()[0]:
        events.record(Verb.SIGN_UP_WITHDRAW, subject=line, by=by, details={"gathering": line.gathering.ref})


def forget_sign_ups():
    """Lists delete themselves. Called by the worker; the events stay, and name nobody."""
    return queries.sign_ups_to_forget().delete()[0]
