"""Mails about questions. None says what was asked, or what it is about."""

from portal import mail
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office


def notify_of_role(person: User) -> None:
    """Tell somebody that they are to answer questions, and how they get in."""
    mail.queue("experts/added", to=person, page="portal:expert_queue")


def notify_of_question(person: User) -> None:
    """Tell an expert that there is a question that they can take."""
    mail.queue("experts/question_waits", to=person, page="portal:expert_queue")


def remind_of_questions(person: User, days: int) -> None:
    """Tell an expert that a question has waited for more than so many days."""
    mail.queue("experts/question_late", to=person, page="portal:expert_queue", days=days)


def remind_office(count: int) -> int:
    """Tell the coordinators, or the secretariat where there is none, that questions wait. Returns how many mails."""
    people = chapter_queries.central_staff(Office.Kind.COORDINATOR)
    people = people or chapter_queries.central_staff(Office.Kind.SECRETARIAT)
    for person in people:
        mail.queue("experts/questions_late", to=person, page="portal:expert_queue", count=count)
    return len(people)


def notify_of_consultation() -> None:
    """Tell the secretariat that an expert has asked something."""
    for person in chapter_queries.central_staff(Office.Kind.SECRETARIAT):
        mail.queue("experts/consulted", to=person, page="portal:expert_queue")


def notify_of_advice(person: User) -> None:
    """Tell an expert that the secretariat has said something."""
    mail.queue("experts/advised", to=person, page="portal:expert_queue")
