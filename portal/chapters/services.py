"""What can be done with chapters and offices."""

import datetime
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from portal import clock, events, organisation
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import mails
from portal.chapters.models import Chapter, Membership, Office
from portal.chapters.verbs import Verb
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
    """Put a chapter in the register; its level is what the organisation's chapters are, unless another is given."""
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
    """Keep what a chapter tells the public. Raises ``Stale`` where it was changed after ``version`` was read."""
    rows = Chapter.objects.filter(pk=chapter.pk, version=version)
    if not rows.update(about=about, website=website, version=F("version") + 1):
        raise Stale(f"read at version {version}")
    chapter.refresh_from_db()
    events.record(Verb.CHAPTER_DESCRIBE, subject=chapter, by=by, details={"about": about, "website": website})
    return chapter


def lock_board(chapter: Chapter) -> None:
    """Let nobody leave this board until this transaction ends. Called after ``accounts.hold`` (decision 0017)."""
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
    """Let a person hold an office from a day (today). The same office twice is one.

    ``tell`` where somebody gives it to somebody: they hear of it, and of one that sees everything others do too.
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
def end_office(office: Office, *, by: User | None, last_day: datetime.date | None = None) -> Office:
    """End an office; without a day it ended yesterday, so the rights are gone at the next page."""
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
    """Note that the person is a member; the first confirmation stands."""
    accounts.lock_people(person)
    membership, is_new = Membership.objects.get_or_create(
        person=person, defaults={"confirmed_at": clock.now(), "confirmed_by": by}
    )
    if is_new:
        events.record(Verb.MEMBERSHIP_CONFIRM, subject=membership, by=by, details={"person": person.ref})
    return membership
