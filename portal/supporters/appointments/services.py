"""Appointing somebody as a supporter, and ending an appointment."""

import datetime
from collections.abc import Callable

from portal import clock, events, gates, requirements
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Office
from portal.supporters import mails as supporter_mails
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import (
    Appointment,
    Category,
    Supporter,
)
from portal.supporters.pathway import progress
from portal.supporters.verbs import Verb
from portal.supporters.workflow import State


class WrongLevel(Exception):
    """Only the board of a county chapter appoints in this category, and this chapter is not one."""


@events.unit_of_work()
def appoint(
    person: User,
    category: Category,
    chapter: Chapter,
    *,
    by: User,
    method: str | None = None,
    decided_on: datetime.date | None = None,
    tell: Callable[..., None] | None = None,
) -> Appointment:
    """Record that somebody was appointed in a category. The same appointment again returns the first one.

    No application is needed: leaders come by office, others by election or transfer. For somebody with an application,
    what the category puts before the appointment must be met, else ``gates.NotYet`` is raised. The supporter becomes
    active when this was the last requirement; if not, a mail says what they were appointed as, and what is left.
    ``tell(left=[code])`` is for the answer to an application that appoints as well: it has checked the order, and sends
    its own mail, at the end of the unit of work and whether or not they became active. Raises ``WrongLevel`` where only
    a county's board appoints and the chapter is not a county's.
    """
    if category.method == Category.Method.COUNTY_BOARD and chapter.level != Chapter.Level.COUNTY:
        raise WrongLevel
    accounts.lock_people(person)
    method = method or category.method
    candidacy = supporter_queries.candidacies_of(person).filter(category=category).first()
    keeps_order = candidacy is not None and method != Category.Method.TRANSFER and tell is None
    if keeps_order and candidacy.approved_at is None and "approval" in category.before("appointment"):
        # The rest is asked at the end. Not this: whoever is appointed counts as approved.
        raise gates.NotYet("appointment", requirements.names(["approval"]))
    supporter = supporters.take_in(person, chapter, by=by)
    appointment, is_new = Appointment.objects.get_or_create(
        supporter=supporter,
        category=category,
        ended_on=None,
        defaults={
            "method": method,
            "decided_on": decided_on or clock.today(),
            "decided_by": by,
            "recorded_at": clock.now(),
        },
    )
    if is_new:
        if candidacy:
            candidacy.ended_at = clock.now()
            candidacy.save(update_fields=["ended_at"])
        events.record(Verb.SUPPORTER_APPOINT, subject=supporter, by=by, details={"category": category.code})
        change = progress.Change("appointment", True, by, keeps_order, category.pk, appointment=appointment, tell=tell)
        progress.note(person, change)
    return appointment


@events.unit_of_work()
def end_appointment(appointment: Appointment, *, by: User | None, on: datetime.date | None = None) -> None:
    """End an appointment on a day, today if none is given; a second call does nothing. The last one ends the role."""
    accounts.lock_people(appointment.supporter.person)
    appointment = supporter_queries.appointment(appointment.pk)
    if appointment.ended_on:
        return
    appointment.ended_on = on or clock.today()
    appointment.save(update_fields=["ended_on"])
    supporter = appointment.supporter
    details = {"category": appointment.category.code}
    events.record(Verb.SUPPORTER_END_APPOINTMENT, subject=supporter, by=by, details=details)
    supporter_mails.ended(appointment)
    if not supporter.appointments.filter(ended_on__isnull=True).exists() and supporter.state != State.ENDED:
        supporters.end(supporter, by=by)


def follow_office(office: Office, *, by: User | None) -> None:
    """Give or end the appointments that come with an office, after the office was given or ended.

    An appointment is kept while the person holds another office of the same kind. A central office gives nobody the
    role: a supporter belongs to a chapter. Nothing comes with an office before its first day, nor where nobody is known
    who gave it: an appointment names who decided.
    """
    today = clock.today()
    if office.chapter is None or office.starts > today:
        return
    if office.ends is None or office.ends >= today:
        if by is None:
            return
        for category in Category.objects.filter(is_active=True, method=Category.Method.OFFICE, office=office.kind):
            appoint(office.person, category, office.chapter, by=by, decided_on=office.starts)
        return
    left = chapter_queries.other_offices_of_same_kind(office).first()
    remaining = left.chapter if left else None
    for appointment in supporter_queries.came_with(office):
        if remaining:
            _move_to_remaining_chapter(remaining, appointment.supporter, office, by=by)
        else:
            end_appointment(appointment, by=by, on=office.ends)


def _move_to_remaining_chapter(remaining: Chapter, supporter: Supporter, office: Office, *, by: User | None) -> None:
    """Move a supporter, who was in this chapter only because of the office, to the chapter of the remaining office."""
    is_all = supporter.appointments.filter(ended_on__isnull=True).count() == 1
    if is_all and supporter.chapter_id == office.chapter_id != remaining.pk:
        supporter.chapter = remaining
        supporter.save(update_fields=["chapter"])
        events.record(Verb.SUPPORTER_CHANGE_CHAPTER, subject=supporter, by=by, details={"chapter": remaining.ref})
