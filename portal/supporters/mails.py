"""What is mailed to supporters, and to the office about requests for contact. Nothing of who asks, or about what."""

from portal import mail
from portal.chapters import queries as chapters
from portal.chapters.models import Office


def welcome(supporter):
    mail.queue("supporters/welcome", to=supporter.person)


def asked(request):
    mail.queue("supporters/asked", to=request.asked, page="portal:contact_request", args=[request.ref])


def to_place(request):
    """To the coordinators, or to the secretariat where there is none."""
    for reader in chapters.central_staff(Office.Kind.COORDINATOR) or chapters.central_staff(Office.Kind.SECRETARIAT):
        mail.queue("supporters/to_place", to=reader, page="portal:contact_queue")
