"""Services for chapters, offices and memberships."""

import datetime
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from portal import clock, events, organisation
from portal.accounts import queries as account_queries
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import mails, queries
from portal.chapters.models import Chapter, Membership, Office
from portal.chapters.verbs import Verb
from portal.models import Event
from portal.moves import IllegalMove, Stale


@transaction.atomic
def create_chapter(
    name: str,
    short_name: str,
    *,
    county: str,
    municipality: str,
    postcodes: Iterable[str] = (),
    email: str = "",
    level: str | None = None,
    website: str = "",
    starts: datetime.date | None = None,
    by: User | None,
) -> Chapter:
    """Create a chapter and return it. Its level is the organisation's usual one, unless ``level`` is given.

    It is there from ``starts``; without a day, it has always been. What people type is checked by
    ``register.services.found``.
    """
    is_ahead = starts is not None and starts > clock.today()
    chapter = Chapter.objects.create(
        name=name,
        short_name=short_name,
        county=county,
        municipality=municipality,
        postcodes=list(postcodes),
        email=email,
        level=level or organisation.current().chapter_level,
        website=website,
        starts=starts,
        is_active=not is_ahead,
        changes_on=starts if is_ahead else None,
    )
    events.record(Verb.CHAPTER_FOUND, subject=chapter, by=by)
    return chapter


@transaction.atomic
def describe(chapter: Chapter, *, about: Mapping[str, str], website: str, version: int, by: User | None) -> Chapter:
    """Change what a chapter tells the public. Raises ``Stale`` when it was changed after ``version`` was read."""
    rows = Chapter.objects.filter(pk=chapter.pk, version=version)
    if not rows.update(about=about, website=website, version=F("version") + 1):
        raise Stale(f"read at version {version}")
    chapter.refresh_from_db()
    events.record(Verb.CHAPTER_DESCRIBE, subject=chapter, by=by, details={"about": about, "website": website})
    return chapter


def lock_board(chapter: Chapter) -> None:
    """Lock a chapter until the transaction ends, so that nobody leaves its board meanwhile.

    Called after ``accounts.lock_people`` (decision 0017).
    """
    Chapter.objects.select_for_update(no_key=True).get(pk=chapter.pk)


@transaction.atomic
def give_office(
    person: User,
    kind: str,
    chapter: Chapter | None = None,
    *,
    by: User | None,
    starts: datetime.date | None = None,
    ends: datetime.date | None = None,
    tell: bool = False,
) -> Office:
    """Give a person an office from a date (default: today), until ``ends`` if it is known already.

    One that they have in that time is returned instead. Both days may lie in the past, or ahead.
    With ``tell``, the person gets a mail; about a central office, the secretariat and administrators do too.
    """
    today = clock.today()
    day = starts or today
    accounts.lock_people(person)
    office = queries.offices_between(day, ends).filter(person=person, kind=kind, chapter=chapter).first()
    if office:
        return office
    office = Office(person=person, kind=kind, chapter=chapter, starts=day, ends=ends)
    office.follow_up_on = _next_follow_up(office, today)
    office.save()
    details = {"person": person.ref, "kind": kind, "starts": day, "ends": ends}
    events.record(Verb.OFFICE_GIVE, subject=office, by=by, details=details)
    if tell:
        mails.office_given(office, by=by)
    return office


def _next_follow_up(office: Office, today: datetime.date) -> datetime.date | None:
    """The next day on which the other rooms have to hear of an office: its first one, or the day after its last."""
    after = office.ends and office.ends + datetime.timedelta(days=1)
    return min((day for day in (office.starts, after) if day and day > today), default=None)


@transaction.atomic
def give_office_to(
    email: str,
    kind: str,
    chapter: Chapter | None = None,
    *,
    given_name: str,
    family_name: str,
    seen: uuid.UUID | None,
    by: User,
    starts: datetime.date | None = None,
    ends: datetime.date | None = None,
) -> Office:
    """Give an office to whoever has this e-mail address, and tell them. A new account is made where nobody has it.

    ``seen`` is the ``ref`` of the person whom ``by`` saw and confirmed, None where nobody had the address. A second
    call returns the same office. Raises ``Stale`` when the address is somebody else's by now.
    """
    person = account_queries.person_with_address(email)
    if person and person.ref != seen and not _has_been_given(person, kind, chapter, by, starts, ends):
        raise Stale("the address is somebody else's by now")
    if person is None:
        if seen:
            raise Stale("nobody has the address any more")
        person = accounts.get_or_create_account(email)
    if not person.given_name:
        accounts.change_details(person, by=by, given_name=given_name, family_name=family_name)
    is_over = ends is not None and ends < clock.today()
    return give_office(person, kind, chapter, by=by, starts=starts, ends=ends, tell=not is_over)


def _has_been_given(
    person: User,
    kind: str,
    chapter: Chapter | None,
    by: User,
    starts: datetime.date | None,
    ends: datetime.date | None,
) -> bool:
    """Whether ``by`` has given this person the office already: a button pressed twice."""
    between = queries.offices_between(starts or clock.today(), ends)
    offices = between.filter(person=person, kind=kind, chapter=chapter)
    given = Event.objects.filter(verb=Verb.OFFICE_GIVE, actor=by.ref, subject__in=offices.values("ref"))
    return bool(events.believed(given))


@transaction.atomic
def end_office(office: Office, *, by: User | None, last_day: datetime.date | None = None) -> Office:
    """End an office, on ``last_day`` or else yesterday, so that its permissions are gone at the next request.

    With a last day to come, the person has it until then. One that has a last day already is left as it is.
    """
    accounts.lock_people(office.person)
    if office.chapter:
        lock_board(office.chapter)
    office.refresh_from_db()
    if office.ends is None:
        _set_last_day(office, last_day or clock.today() - datetime.timedelta(days=1), by=by)
    return office


@transaction.atomic
def cut_office(office: Office, *, last_day: datetime.date, by: User | None) -> None:
    """Let an office end on ``last_day``, also one that has a later last day. Called with its person locked."""
    office.refresh_from_db()
    if office.ends is None or office.ends > last_day:
        _set_last_day(office, last_day, by=by)


def _set_last_day(office: Office, last_day: datetime.date, *, by: User | None) -> None:
    today = clock.today()
    office.ends = last_day
    office.follow_up_on = _next_follow_up(office, today)
    office.save(update_fields=["ends", "follow_up_on"])
    if last_day < today:
        events.record(Verb.OFFICE_END, subject=office, by=by)
    else:
        events.record(Verb.OFFICE_PLAN_END, subject=office, by=by, details={"last_day": last_day})


@transaction.atomic
def correct_office(
    office: Office,
    *,
    starts: datetime.date,
    ends: datetime.date | None,
    seen: tuple[datetime.date, datetime.date | None],
    by: User | None,
) -> Office:
    """Correct the days of an office that were written down wrongly. The event tells what they were before.

    ``seen`` are the days that ``by`` saw. Raises ``Stale`` where they are others by now, ``IllegalMove`` where an
    office that is over would be held again: that is a new office.
    """
    today = clock.today()
    accounts.lock_people(office.person)
    if office.chapter:
        lock_board(office.chapter)
    office.refresh_from_db()
    if (office.starts, office.ends) == (starts, ends):
        return office
    if (office.starts, office.ends) != seen:
        raise Stale("its days are others by now")
    was_over = office.ends is not None and office.ends < today
    is_over = ends is not None and ends < today
    if was_over and not is_over:
        raise IllegalMove("an office that is over is given anew")
    details = {"before": [office.starts, office.ends], "after": [starts, ends]}
    office.starts, office.ends = starts, ends
    office.follow_up_on = _next_follow_up(office, today)
    office.save(update_fields=["starts", "ends", "follow_up_on"])
    events.record(Verb.OFFICE_CORRECT, subject=office, by=by, details=details)
    if is_over and not was_over:
        events.record(Verb.OFFICE_END, subject=office, by=by)
    return office


@transaction.atomic
def follow_up(pk: int) -> None:
    """Record that the first day of an office has come, or that its last one is over. For the worker.

    A second time changes nothing.
    """
    office = Office.objects.select_related("person", "chapter").get(pk=pk)
    accounts.lock_people(office.person)
    office.refresh_from_db()
    today = clock.today()
    if office.follow_up_on is None or office.follow_up_on > today:
        return
    office.follow_up_on = _next_follow_up(office, today)
    office.save(update_fields=["follow_up_on"])
    is_over = office.ends is not None and office.ends < today
    by = queries.who_decided(office, Verb.OFFICE_GIVE, Verb.OFFICE_PLAN_END)
    if is_over:
        events.record(Verb.OFFICE_END, subject=office, by=by)
    else:
        events.record(Verb.OFFICE_BEGIN, subject=office, by=by)


@transaction.atomic
def confirm_membership(person: User, *, by: User) -> Membership:
    """Note that the person is a member. A second confirmation changes nothing."""
    accounts.lock_people(person)
    membership, is_new = Membership.objects.get_or_create(
        person=person, defaults={"confirmed_at": clock.now(), "confirmed_by": by}
    )
    if is_new:
        events.record(Verb.MEMBERSHIP_CONFIRM, subject=membership, by=by, details={"person": person.ref})
    return membership
