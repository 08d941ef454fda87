"""Sending reminders of what has waited long."""

from collections import defaultdict
from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet

from portal import clock
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.onboarding import mails as onboarding_mails
from portal.onboarding.models import Application, StepNotification
from portal.onboarding.notifications import services as notification_services
from portal.onboarding.reminders import intervals, queries
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review.services import pass_to_assessors
from portal.onboarding.workflow import WAITING, State
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway.checklist import Pathway, Step

REMINDED_AT_ONCE = 200  # cases in one run; the rest at the next


@transaction.atomic
def remind_of_steps() -> int:
    """Remind, once each: the office, then its deputies, and the person (``intervals`` says after how many days).

    Returns how many steps.
    """
    office = queries.of_office("reminded_at", clock.now() - intervals.OFFICE_AFTER)
    late = queries.of_office("deputy_told_at", clock.now() - intervals.DEPUTIES_AFTER)
    people = queries.of_people("reminded_at", clock.now() - intervals.PERSON_AFTER)
    return (
        _remind_of("reminded_at", office, "people", onboarding_mails.turn_waits)
        + _remind_of("deputy_told_at", late, "deputies", onboarding_mails.turn_late)
        + _remind_of("reminded_at", people, "people", onboarding_mails.still_to_do)
    )


@transaction.atomic
def remind_inactive_candidates() -> int:
    """Ask inactive candidates whether they want to go on, once in each silence. Returns how many."""
    asked = 0
    for candidacy in queries.candidacies_to_ask()[:REMINDED_AT_ONCE]:
        if queries.candidacies_to_ask().filter(pk=candidacy.pk).update(asked_at=clock.now()):
            candidacy.asked_at = clock.now()
            onboarding_mails.still_on_the_way(candidacy)
            asked += 1
    return asked


def _remind_of(
    column: str, due: QuerySet[StepNotification], whom: str, mail: Callable[[User, list[tuple[Pathway, Step]]], None]
) -> int:
    """Send one mail to each reader about all their steps and set ``column`` on each. Returns how many steps.

    ``whom`` is which of the assignment's people are told: "people" or "deputies".
    """
    rows = {(row.person_id, row.category_id, row.kind): row for row in due[:REMINDED_AT_ONCE]}
    cases = [case for person in {row.person for row in rows.values()} for case in supporter_queries.cases_of(person)]
    told, count = defaultdict(list), 0
    for pathway, step, assignment in turns.Turns(checklist.pathways(cases)).open_steps():
        row = rows.pop(notification_services.key_of(pathway, step), None)
        if row and due.filter(pk=row.pk).update(**{column: clock.now()}):
            readers = getattr(assignment, whom)
            count += bool(readers)
            for reader in readers:
                told[reader].append((pathway, step))
    StepNotification.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()  # not open any more
    for reader, steps in told.items():
        mail(reader, steps)
    return count


@transaction.atomic
def remind() -> int:
    """Remind those who assess, their deputies, and applicants who were asked for more; once in each turn.

    Called by the worker and by ``manage.py remind``. Returns how many applications it was about.
    """
    now = clock.now()
    _pass_on_from_closed_accounts()
    slow = queries.due_for_reminder("reminded_at", WAITING, now - intervals.ASSESSORS_AFTER)
    left = [application.pk for application in slow if not review_queries.possible_assessors(application)]
    count = _tell(
        "reminded_at",
        slow.filter(pk__in=left),
        lambda _one: chapter_queries.administrators(),
        onboarding_mails.nobody_left,
    )
    count += _tell("reminded_at", slow.exclude(pk__in=left), _slow_for, onboarding_mails.slow)
    late = queries.due_for_reminder("deputy_told_at", WAITING, now - intervals.ASSESSORS_DEPUTIES_AFTER)
    count += _tell("deputy_told_at", late, review_queries.deputies, onboarding_mails.late)
    asked = queries.due_for_reminder("reminded_at", [State.RETURNED], now - intervals.APPLICANT_AFTER)
    count += _tell("reminded_at", asked, _applicant, onboarding_mails.still_waiting)
    to_do = queries.applicants_to_remind(now - intervals.APPLICANT_AFTER)
    return count + _tell("reminded_at", to_do, _applicant, onboarding_mails.something_to_do)


def _pass_on_from_closed_accounts() -> None:
    """Pass on the applications of people who cannot sign in any more."""
    for application in queries.left_by_closed_accounts():
        is_with_nobody = application.assessed_in and not review_queries.possible_assessors_in_chapter(application)
        if is_with_nobody or _cannot_be_answered_by_handler(application):
            pass_to_assessors(application, by=None)


def _cannot_be_answered_by_handler(application: Application) -> bool:
    return application.handler is not None and application.handler not in review_queries.possible_assessors(application)


def _slow_for(application: Application) -> list[User]:
    """Who is reminded of an application: those who have it.

    If its handler may not answer it any more, it is passed on instead, and nobody is reminded: the mail about that is
    enough.
    """
    if _cannot_be_answered_by_handler(application):
        pass_to_assessors(application, by=None)
        return []
    return review_queries.current_assignees(application)


def _applicant(application: Application) -> list[User]:
    return [application.person]


def _tell(
    column: str,
    due: QuerySet[Application],
    whom: Callable[[Application], list[User]],
    mail: Callable[[User, list[Application]], None],
) -> int:
    """Send one mail to each person about all their applications and set ``column``. Returns how many applications.

    An application for which ``whom`` gives nobody is tried again in the next run.
    """
    told, count, now = defaultdict(list), 0, clock.now()
    for application in due:
        people = whom(application)
        if people and due.filter(pk=application.pk).update(**{column: now}):
            count += 1
            for person in people:
                told[person].append(application)
        if count == REMINDED_AT_ONCE:
            break
    for person, found in told.items():
        mail(person, found)
    return count
