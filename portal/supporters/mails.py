"""What is mailed to supporters, and to the office about requests for contact. Nothing of who asks, or about what."""

from django.utils import translation

from portal import clock, mail
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.wording import translated


def appointed(appointment, left):
    """As what, and what is left before they begin: ``left`` are the steps that are not met."""
    person, category = appointment.supporter.person, appointment.category
    with translation.override(person.language):
        missing = [step.requirement.name for step in left]
        values = {"category": translated(category.name), "chapter": appointment.supporter.chapter, "missing": missing}
    mail.queue("supporters/appointed", to=person, **values)


def welcome(supporter):
    """Everything is in place: who is there for them, and how to begin."""
    contacts = [supporter.contact] if supporter.contact else chapter_queries.central_staff(Office.Kind.COORDINATOR)[:1]
    mail.queue("supporters/welcome", to=supporter.person, contact=next(iter(contacts), None))


def ended(appointment):
    person = appointment.supporter.person
    category = translated(appointment.category.name, person.language)
    mail.queue("supporters/ended", to=person, category=category, ended_on=appointment.ended_on)


def role_ended(supporter, categories):
    """To somebody whose whole role the office has ended: one mail, and nothing of why."""
    names = [translated(category.name, supporter.person.language) for category in categories]
    mail.queue("supporters/role_ended", to=supporter.person, names=names, ended_on=clock.today())


def way_ended(candidacy):
    """To somebody on the way whom board or secretariat have taken off it: as what, and nothing of why."""
    person = candidacy.person
    mail.queue("supporters/way_ended", to=person, category=translated(candidacy.category.name, person.language))


def asked(request):
    mail.queue("supporters/asked", to=request.asked, page="portal:contact_request", args=[request.ref])


def to_place(request):
    """To the coordinators, or to the secretariat where there is none."""
    for reader in chapter_queries.central_staff(Office.Kind.COORDINATOR) or chapter_queries.central_staff(
        Office.Kind.SECRETARIAT
    ):
        mail.queue("supporters/to_place", to=reader, page="portal:contact_queue")
