"""Who answers questions, opening the service and closing it, and counting its months."""

from collections.abc import Iterable

from django.db import transaction

from portal import clock, events, organisation
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.experts import mails, queries
from portal.experts.models import Expert, Question, QuestionMonth
from portal.experts.verbs import Verb
from portal.experts.workflow import HELD
from portal.moves import move
from portal.types import Person


class NoExpert(Exception):
    """Nobody can answer, so the service cannot be opened."""


@transaction.atomic
def add_expert(person: User, *, profession: str, topics: Iterable[str], by: User) -> Expert:
    """Note that a person answers questions, or change the profession and the topics of somebody who does."""
    row = Expert.objects.select_for_update().filter(person=person).first()
    values = {"profession": profession, "topics": list(topics)}
    if row is None:
        row = Expert.objects.create(person=person, **values)
        events.record(Verb.EXPERT_ADD, subject=row, by=by, details={"person": person.ref})
    elif (row.profession, row.topics) != (profession, values["topics"]):
        row.profession, row.topics = profession, values["topics"]
        row.save(update_fields=["profession", "topics"])
        events.record(Verb.EXPERT_CHANGE, subject=row, by=by, details={"person": person.ref})
    return row


@transaction.atomic
def add_expert_with_address(
    email: str, *, given_name: str, family_name: str, profession: str, topics: Iterable[str], by: User
) -> Expert:
    """The same of whoever signs in with this address: an account with this name is made where there is none.

    A new expert is told by mail.
    """
    person = queries.person_with_address(email)
    if person is None:
        person = accounts.get_or_create_account(email)
        accounts.change_details(person, by=by, given_name=given_name, family_name=family_name)
    is_new = not Expert.objects.filter(person=person).exists()
    expert = add_expert(person, profession=profession, topics=topics, by=by)
    if is_new:
        mails.notify_of_role(person)
    return expert


@transaction.atomic
def show_name(expert: Expert, shows_name: bool, *, by: User) -> None:
    """Whether the name stands with the answers that this expert gives from now on."""
    if Expert.objects.filter(pk=expert.pk).exclude(shows_name=shows_name).update(shows_name=shows_name):
        events.record(Verb.EXPERT_CHANGE, subject=expert, by=by, details={"person": expert.person.ref})


@transaction.atomic
def remove_expert(expert: Expert, *, by: Person | None) -> None:
    """Note that a person does not answer any more: their open questions wait for another expert.

    A second time changes nothing.
    """
    stored = Expert.objects.select_for_update().filter(pk=expert.pk).select_related("person").first()
    if stored is None:
        return
    for question in Question.objects.filter(taken_by=stored.person, state__in=HELD):
        move(question, "release", by=by, taken_by=None, taken_until=None)
    events.record(Verb.EXPERT_REMOVE, subject=stored, by=by, details={"person": stored.person.ref})
    stored.delete()


@transaction.atomic
def open_service(*, by: User) -> None:
    """Let the public ask and read. Raises ``NoExpert`` while nobody can answer."""
    if not queries.experts().exists():
        raise NoExpert
    organisation.change(takes_questions=True, version=organisation.current().version, by=by)


@transaction.atomic
def close_service(*, by: User) -> None:
    """Take the pages away from the public. Whoever has asked can still read their answer, with the code."""
    organisation.change(takes_questions=False, version=organisation.current().version, by=by)


def count_in_month(what: str, *, wait: int | None = None) -> None:
    """Count one question that was ``asked``, ``answered`` or ``refused`` now; ``wait``: how many days it waited."""
    month = clock.today().replace(day=1)
    QuestionMonth.objects.get_or_create(month=month)
    row = QuestionMonth.objects.select_for_update().get(month=month)
    setattr(row, what, getattr(row, what) + 1)
    if wait is not None:
        row.waits = [*row.waits, wait]
    row.save(update_fields=[what, "waits"])
