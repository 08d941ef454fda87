"""Telling people that a step is theirs to do."""

from collections import defaultdict

from django.db import transaction
from django.db.models import QuerySet

from portal import clock, requirements
from portal.accounts.models import User
from portal.declarations.models import DeclarationText
from portal.declarations.register import services as register_services
from portal.onboarding import mails as onboarding_mails
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import StepNotification
from portal.onboarding.review import queries as review_queries
from portal.requirements import Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway.checklist import Pathway, Step
from portal.supporters.pathway.progress import Change
from portal.supporters.pathway.turns import Assignment

# What comes with a mail of its own to the person, which says what is next.
WITH_OWN_MAIL = {"approval", "appointment"}
# What nobody is told of as a step further when it is undone: who withdraws a signature tells its signer of that.
UNDONE_WITH_OWN_MAIL = {"declaration"}


@transaction.atomic
def pathways_changed(person: User, pathways: list[Pathway], changes: list[Change]) -> None:
    """React to a person's requirements being met or no longer met. For ``progress.follow``.

    ``changes`` are ``progress.Change``. Those who assess are told when the applicant has done what comes before the
    answer.
    """
    for change in changes:
        if change.is_met and requirements.get(change.code).turn == Turn.PERSON:
            _tell_assessors(person, pathways, change.code)
    notify_newly_open_steps(person, pathways, changes)


def _tell_assessors(person: User, pathways: list[Pathway], code: str) -> None:
    application = onboarding_queries.waiting_with(person)
    before = checklist.before_answer(application.category) if application else []
    if code not in before:
        return
    application.waiting_since = clock.now()
    application.save(update_fields=["waiting_since"])
    steps = [step for found in pathways if found.category == application.category for step in found.checklist]
    first = [step.requirement.name for step in steps if step.code in before and not step.met]
    onboarding_mails.requirement_met(application, code, first, review_queries.current_assignees(application))


def notify_newly_open_steps(person: User, pathways: list[Pathway], changes: list[Change]) -> None:
    """Mail those who can do a step that has just opened, each in one mail.

    Rows about steps that are not open any more are deleted, so that they are told of again when they open again. The
    person is not told of steps that they opened themselves, nor of what another mail about the same tells them;
    likewise those who get the application.
    """
    codes = {change.code for change in changes if change.is_met}
    begins = any(change.begins for change in changes)
    told = StepNotification.objects.filter(person=person)
    mails_to = defaultdict(list)
    for pathway, step, assignment in _note_opened(_newly_open(pathways, told)):
        if begins and pathway.is_before_answer(step):
            continue  # it stands in the mail about the application
        for reader in assignment.people:
            mails_to[reader].append((pathway, step))
    for reader, found in mails_to.items():
        if reader != person:
            onboarding_mails.your_turn(reader, found)
        elif not (begins or codes & WITH_OWN_MAIL or _is_known_already(person, changes, codes, found)):
            onboarding_mails.next_step(person)


def _is_known_already(person: User, changes: list[Change], codes: set[str], found: list[tuple[Pathway, Step]]) -> bool:
    """Whether the person did it themselves, or another mail tells of it.

    So it is where membership was confirmed with the answer, or where their signature was withdrawn.
    """
    undone = {change.code for change in changes if not change.is_met}
    if not codes and undone <= UNDONE_WITH_OWN_MAIL:
        return True
    with_answer = codes == {"membership"} and all(not pathway.has("approval") for pathway, _step in found)
    return with_answer or all(change.by == person for change in changes)


def _newly_open(pathways: list[Pathway], told: QuerySet[StepNotification]) -> list[tuple[Pathway, Step, Assignment]]:
    """The open steps that are not among the rows ``told``: ``[(pathway, step, Assignment)]``.

    Deletes the rows of ``told`` about steps that are not open any more.
    """
    steps = turns.Turns(pathways).open_steps()
    known = {(row.person_id, row.category_id, row.kind): row.pk for row in told}
    now_open = {key_of(pathway, step) for pathway, step, _assignment in steps}
    told.filter(pk__in=[pk for key, pk in known.items() if key not in now_open]).delete()
    return [row for row in steps if key_of(row[0], row[1]) not in known]


def key_of(pathway: Pathway, step: Step) -> tuple[int, int, str]:
    """The key that identifies the ``StepNotification`` of a step."""
    return pathway.person.pk, pathway.category.pk, step.code


def _note_opened(steps: list[tuple[Pathway, Step, Assignment]]) -> list[tuple[Pathway, Step, Assignment]]:
    """Save that those who have these steps are told of them. Returns the steps."""
    StepNotification.objects.bulk_create(
        StepNotification(person=pathway.person, category=pathway.category, kind=step.code, told_at=clock.now())
        for pathway, step, assignment in steps
        if assignment.people
    )
    return steps


@transaction.atomic
def requirements_changed(category: Category, *, by: User | None) -> None:
    """Tell everybody with something to do, once, that a category requires something else than before.

    Somebody who is appointed is also told of what the office has to do: until it is done, they are not shown in public.
    """
    of_office, of_person = defaultdict(list), defaultdict(list)
    pathways = checklist.pathways(supporter_queries.cases_in(category))
    for pathway, step, assignment in _note_opened(
        _newly_open(pathways, StepNotification.objects.filter(category=category))
    ):
        for reader in assignment.people:
            if reader != pathway.person:
                of_office[reader].append((pathway, step))
        if pathway.is_appointed or step.turn == Turn.PERSON:
            of_person[pathway.person].append((pathway, step))
    for reader, found in of_office.items():
        onboarding_mails.your_turn(reader, found)
    for person, found in of_person.items():
        onboarding_mails.something_new(person, found)


@transaction.atomic
def text_published(text: DeclarationText, *, by: User | None) -> None:
    """Tell everybody whose turn it is to sign a version of the declaration that was just published, each once."""
    asked = set()
    for category in supporter_queries.categories_with_text(text):
        pathways = checklist.pathways(supporter_queries.cases_in(category))
        told = StepNotification.objects.filter(category=category)
        opened = [row for row in _newly_open(pathways, told) if row[1].code == "declaration"]
        asked |= {pathway.person for pathway, _step, _assignment in _note_opened(opened)}
    register_services.tell_of_new_version(asked, text, by=by)


@transaction.atomic
def attempt_failed(person: User, *, by: User | None) -> None:
    """Tell those who answer the application when somebody has no attempt at the knowledge test left."""
    if not onboarding_queries.has_no_attempt_left(person):
        return
    for pathway in checklist.pathways(supporter_queries.cases_of(person)):
        if any(step.code == "test" for step in pathway.open):
            onboarding_mails.no_attempt_left(turns.Turns([pathway]).assessors(pathway), pathway)
            return
