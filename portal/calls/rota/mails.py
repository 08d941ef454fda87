"""Mails about shifts. None says more than which page to open: who answers a helpline is nobody else's business."""

from portal import mail
from portal.calls.models import Volunteer
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.supporters.workflow import State


def notify_of_gaps():
    """Mail the coordinators that shifts are not taken; the secretariat where there is no coordinator."""
    people = chapter_queries.central_staff(Office.Kind.COORDINATOR)
    for person in people or chapter_queries.central_staff(Office.Kind.SECRETARIAT):
        mail.queue("calls/gaps", to=person, page="portal:rota")


def notify_of_offer(shift):
    """Mail the others who answer the line that somebody asks to be relieved."""
    rows = Volunteer.objects.filter(line=shift.line, person__supporter__state=State.ACTIVE)
    for row in rows.exclude(person=shift.person).select_related("person"):
        mail.queue("calls/shift_offered", to=row.person, page="portal:rota")


def notify_of_relief(person):
    """Mail somebody that a shift of theirs was taken over."""
    mail.queue("calls/shift_taken_over", to=person, page="portal:rota")


def notify_of_assignment(person):
    """Mail somebody that the office has given them a shift, and that they can say no."""
    mail.queue("calls/shift_assigned", to=person, page="portal:rota")


def notify_of_withdrawal(person):
    """Mail somebody that the office has taken back a shift of theirs."""
    mail.queue("calls/shift_taken_back", to=person, page="portal:rota")


def notify_of_refusal(person):
    """Mail whoever gave somebody a shift that they cannot take it."""
    mail.queue("calls/shift_refused", to=person, page="portal:rota")


def notify_of_tomorrow(person):
    """Mail somebody, on the day before, that they have a shift."""
    mail.queue("calls/shift_tomorrow", to=person, page="portal:rota")


def notify_of_cancellation(person):
    """Mail somebody that a shift of theirs is no more, since the line is not open then."""
    mail.queue("calls/shift_cancelled", to=person, page="portal:rota")
