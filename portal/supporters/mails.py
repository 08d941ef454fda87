"""Mails to supporters and candidates, and to the office about contact requests. They do not say who asks, or why."""

from django.utils import translation

from forms.portrait import REASONS
from portal import clock, mail
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.supporters.contact import queries as contact_queries
from portal.wording import translated


def appointed(appointment, left):
    """Tell somebody that they are appointed. ``left`` are the steps that are left before they begin."""
    person, category = appointment.supporter.person, appointment.category
    with translation.override(person.language):
        missing = [step.requirement.name for step in left]
        values = {"category": translated(category.name), "chapter": appointment.supporter.chapter, "missing": missing}
    mail.queue("supporters/appointed", to=person, **values)


def welcome(supporter):
    """Tell a supporter that everything is in place: whom they can call, and how to begin."""
    contacts = [supporter.contact] if supporter.contact else chapter_queries.central_staff(Office.Kind.COORDINATOR)[:1]
    mail.queue("supporters/welcome", to=supporter.person, contact=next(iter(contacts), None))


def left_list(person):
    """Tell somebody that they are not in the public list any more, and how they come back."""
    mail.queue("supporters/left_list", to=person, page="portal:declaration")


def ended(appointment):
    """Tell somebody that an appointment has ended."""
    person = appointment.supporter.person
    category = translated(appointment.category.name, person.language)
    mail.queue("supporters/ended", to=person, category=category, ended_on=appointment.ended_on)


def role_ended(supporter, categories):
    """Tell somebody that the office has ended their whole role. No reason is given."""
    names = [translated(category.name, supporter.person.language) for category in categories]
    mail.queue("supporters/role_ended", to=supporter.person, names=names, ended_on=clock.today())


def candidacy_ended(candidacy):
    """Tell somebody that the board or the secretariat has ended their candidacy. No reason is given."""
    person = candidacy.person
    mail.queue("supporters/candidacy_ended", to=person, category=translated(candidacy.category.name, person.language))


def portrait_removed(supporter, reason):
    """Tell a supporter that the office has taken their picture away, and why: a code of ``forms.portrait.REASONS``."""
    with translation.override(supporter.person.language):
        why = next((str(text) for code, _name, text in REASONS if code == reason), "")
    mail.queue("supporters/portrait_removed", to=supporter.person, page="portal:listing", why=why)


def request_assigned(request):
    """Ask a supporter to answer a contact request."""
    mail.queue(
        "supporters/request_assigned",
        to=request.asked,
        page="portal:contact_request",
        args=[request.ref],
        count=contact_queries.ANSWER_DAYS,
    )


def request_unplaced(request):
    """Tell the coordinators, or the secretariat if there is none, of a contact request that nobody has."""
    for reader in chapter_queries.central_staff(Office.Kind.COORDINATOR) or chapter_queries.central_staff(
        Office.Kind.SECRETARIAT
    ):
        mail.queue("supporters/request_unplaced", to=reader, page="portal:contact_queue")
