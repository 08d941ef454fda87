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
from portal.chapters import mails
from portal.chapters.models import Chapter, Membership, Office
from portal.chapters.verbs import Verb
from portal.models import Event
from portal.moves import Stale


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
    by: User | None,
) -> Chapter:
    """Create a chapter and return it. Its level is the organisation's usual one, unless ``level`` is given."""
    chapter = Chapter.objects.create(
        name=name,
        short_name=short_name,
        county=county,
        municipality=municipality,
        postcodes=list(postcodes),
        email=email,
        level=level or organisation.current().chapter_level,
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
    tell: bool = False,
) -> Office:
    """Give a person an office from a date (default: today). One that they hold already is returned instead.

    With ``tell``, the person gets a mail; about a central office, the secretariat and administrators do too.
    """
    day = starts or clock.today()
    accounts.lock_people(person)
    office = Office.objects.filter(person=person, kind=kind, chapter=chapter, ends__isnull=True).first()
    if office:
        return office
    office = Office.objects.create(person=person, kind=kind, chapter=chapter, starts=day)
    events.record(Verb.OFFICE_GIVE, subject=office, by=by, details={"person": person.ref, "kind": kind})
    if tell:
        mails.office_given(office, by=by)
    return office


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
) -> Office:
    """Give an office to whoever has this e-mail address, and tell them. A new account is made where nobody has it.

    ``seen`` is the ``ref`` of the person whom ``by`` saw and confirmed, None where nobody had the address. A second
    call returns the same office. Raises ``Stale`` when the address is somebody else's by now.
    """
    person = account_queries.person_with_address(email)
    if person and person.ref != seen and not _has_been_given(person, kind, chapter, by):
        raise Stale("the address is somebody else's by now")
    if person is None:
        if seen:
            raise Stale("nobody has the address any more")
        person = accounts.get_or_create_account(email)
    if not person.given_name:
        accounts.change_details(person, by=by, given_name=given_name, family_name=family_name)
    return give_office(person, kind, chapter, by=by, tell=True)


def _has_been_given(person: User, kind: str, chapter: Chapter | None, by: User) -> bool:
    """Whether ``by`` has given this person the office already: a button pressed twice."""
    offices = Office.objects.filter(person=person, kind=kind, chapter=chapter, ends__isnull=True)
    given = Event.objects.filter(verb=Verb.OFFICE_GIVE, actor=by.ref, subject__in=offices.values("ref"))
    return bool(events.believed(given))


@transaction.atomic
def end_office(office: Office, *, by: User | None, last_day: datetime.date | None = None) -> Office:
    """End an office, on ``last_day`` or else yesterday, so that its permissions are gone at the next request."""
    accounts.lock_people(office.person)
    if office.chapter:
        lock_board(office.chapter)
    office.refresh_from_db()
    if office.ends is None:
        office.ends = last_day or clock.today() - datetime.timedelta(days=1)
        office.save(update_fields=["ends"])
        events.record(Verb.OFFICE_END, subject=office, by=by)
    return office


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
