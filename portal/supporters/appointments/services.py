"""Appointing somebody as a supporter, and ending an appointment."""

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter
from portal.supporters import mails as supporter_mails
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import (
    Appointment,
    Category,
)
from portal.supporters.workflow import State


class WrongLevel(Exception):
    """Only the board of a county chapter appoints in this category, and this chapter is not one."""


@transaction.atomic
def appoint(person, category, chapter, *, by, method=None, decided_on=None, tell=True):
    """Appoint somebody in a category and return the appointment. A second call returns the same appointment.

    No application is needed: leaders are appointed by office, others by election or transfer. A candidate can be
    appointed when the requirements that come first are met; else ``gates.NotYet`` is raised. The supporter becomes
    active when this was the last requirement; if not, they get a mail about the appointment and what remains.
    ``tell=False`` sends no such mail, when another one says the same. Raises ``WrongLevel``.
    """
    if category.method == Category.Method.COUNTY_BOARD and chapter.level != Chapter.Level.COUNTY:
        raise WrongLevel
    accounts.lock_people(person)
    method = method or category.method
    candidacy = supporter_queries.candidacies_of(person).filter(category=category).first()
    if candidacy and method != Category.Method.TRANSFER:
        supporters._in_order("appointment", person, category)
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
        events.record("supporter.appoint", subject=supporter, by=by, details={"category": category.code})
        if not supporters.update_standing(person, by=by) and tell:
            supporter_mails.appointed(appointment)
    return appointment


@transaction.atomic
def end_appointment(appointment, *, by, on=None):
    """End an appointment on a day, today if none is given; a second call does nothing. The last one ends the role."""
    accounts.lock_people(appointment.supporter.person)
    appointment = supporter_queries.appointment(appointment.pk)
    if appointment.ended_on:
        return
    appointment.ended_on = on or clock.today()
    appointment.save(update_fields=["ended_on"])
    supporter = appointment.supporter
    details = {"category": appointment.category.code}
    events.record("supporter.end_appointment", subject=supporter, by=by, details=details)
    supporter_mails.ended(appointment)
    if not supporter.appointments.filter(ended_on__isnull=True).exists() and supporter.state != State.ENDED:
        supporters.end(supporter, by=by)


def follow_office(office, *, by):
    """Give or end the appointments that come with an office, after the office was given or ended.

    An appointment is kept while the person holds another office of the same kind.
    """
    if office.ends is None:
        for category in Category.objects.filter(is_active=True, method=Category.Method.OFFICE, office=office.kind):
            appoint(office.person, category, office.chapter, by=by, decided_on=office.starts)
        return
    left = chapter_queries.others_like(office).first()
    for appointment in supporter_queries.came_with(office):
        if left:
            _move_to_remaining_office(left, appointment.supporter, office, by=by)
        else:
            end_appointment(appointment, by=by, on=office.ends)


def _move_to_remaining_office(left, supporter, office, *, by):
    """Move a supporter, who was in this chapter only because of the office, to the chapter of the remaining office."""
    is_all = supporter.appointments.filter(ended_on__isnull=True).count() == 1
    if is_all and supporter.chapter_id == office.chapter_id != left.chapter_id:
        supporter.chapter = left.chapter
        supporter.save(update_fields=["chapter"])
        events.record("supporter.change_chapter", subject=supporter, by=by, details={"chapter": left.chapter.ref})
