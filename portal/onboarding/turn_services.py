"""Who hears that it is their turn, and who is reminded."""

from collections import defaultdict

from django.db import transaction

from portal import clock
from portal.onboarding import assess_queries, mails, queries, turn_queries
from portal.onboarding.assess_services import turn_to_assessors
from portal.onboarding.models import Opened
from portal.onboarding.workflow import WAITING, State
from portal.supporters import queries as supporters
from portal.supporters import way_queries
from portal.supporters.requirements import KINDS, Turn

REMINDED_AT_ONCE = 200  # cases in one run; the rest at the next


@transaction.atomic
def requirement_met(person, kind, *, by):
    """Something that a way asks for is met: whoever can go on now hears of it."""
    application = queries.waiting_with(person)
    if application and kind in queries.before_approval(application.category) and KINDS[kind].turn == Turn.PERSON:
        application.waiting_since = clock.now()
        application.save(update_fields=["waiting_since"])
        first = queries.what_comes_first([application])[application.pk]
        mails.requirement_met(application, kind, first, assess_queries.turned_to(application))
    tell_of_opened(person, kind, by=by)


# What comes with a mail of its own to the person, which says what is next.
SAID_WITH_IT = ("approval", "appointment", "begun")


@transaction.atomic
def tell_of_opened(person, kind, *, by):
    """Whoever has a step of this person's ways that has just opened hears of it, each in one mail.

    ``kind`` is what happened: a requirement that was met, "begun", or "undone" where one is met no more or a way ended.
    What is not open any more is forgotten, so that it is told of when it opens again. The person is not told of what
    they opened themselves, nor of what another mail about the same tells them.
    """
    steps = turn_queries.open_steps(supporters.cases_of(person))
    told = Opened.objects.filter(person=person)
    known = {(row.category_id, row.kind): row for row in told}
    now_open = {(way.category.pk, step.code) for way, step in steps}
    told.filter(pk__in=[row.pk for key, row in known.items() if key not in now_open]).delete()
    mails_to = defaultdict(list)
    for way, step in steps:
        if (way.category.pk, step.code) in known:
            continue
        appoints = step.code == "appointment" and assess_queries.appoints_with_yes(
            way.category, way.chapter, person, by
        )
        if kind == "approval" and appoints:
            continue  # the same yes appoints
        readers = turn_queries.whose_turn(way, step)
        if readers:
            Opened.objects.create(person=person, category=way.category, kind=step.code, told_at=clock.now())
        for reader in readers:
            mails_to[reader].append((way, step))
    for reader, found in mails_to.items():
        if reader != person:
            mails.your_turn(reader, found)
        elif by != person and kind not in SAID_WITH_IT and not _is_part_of_answer(kind, found):
            mails.next_step(person)


def _is_part_of_answer(kind, found):
    """Membership is confirmed together with the answer, which tells of it."""
    return kind == "membership" and all(not way.has("approval") for way, _step in found)


@transaction.atomic
def test_failed(person, *, by):
    """Where no attempt is left, whoever answers the application hears that it is with them now."""
    if not queries.has_no_attempt_left(person):
        return
    for way in way_queries.ways(supporters.cases_of(person)):
        if any(step.code == "test" for step in way.open):
            mails.no_attempt_left(turn_queries.assessors_of(way), way)
            return


@transaction.atomic
def remind_of_ways():
    """Remind the office, once, of what has been theirs to do for a week. Returns how many steps it was about."""
    rows = turn_queries.opened_to_remind()[:REMINDED_AT_ONCE]
    found = {(row.person_id, row.category_id, row.kind): row for row in rows}
    told, count = defaultdict(list), 0
    cases = [case for person in {row.person for row in found.values()} for case in supporters.cases_of(person)]
    for way, step in turn_queries.open_steps(cases):
        row = found.get((way.person.pk, way.category.pk, step.code))
        readers = [reader for reader in turn_queries.whose_turn(way, step) if reader != way.person] if row else []
        if readers and turn_queries.opened_to_remind().filter(pk=row.pk).update(reminded_at=clock.now()):
            count += 1
            for reader in readers:
                told[reader].append((way, step))
    for reader, steps in told.items():
        mails.turn_waits(reader, steps)
    return count


@transaction.atomic
def remind():
    """Tell whoever is slow, once for each turn: those who assess, their deputies, those who were asked for more.

    Called by the worker and by ``manage.py remind``; returns how many cases it was about.
    """
    now = clock.now()
    _pass_on_from_closed_accounts()
    slow = turn_queries.due_for_reminder("reminded_at", WAITING, now - turn_queries.REMIND_AFTER)
    left = [application.pk for application in slow if not assess_queries.readers(application)]
    count = _tell(
        "reminded_at", slow.filter(pk__in=left), lambda _one: turn_queries.administrators(), mails.nobody_left
    )
    count += _tell("reminded_at", slow.exclude(pk__in=left), _slow_for, mails.slow)
    late = turn_queries.due_for_reminder("deputy_told_at", WAITING, now - turn_queries.LATE_AFTER)
    count += _tell("deputy_told_at", late, assess_queries.deputies, mails.late)
    asked = turn_queries.due_for_reminder("reminded_at", [State.RETURNED], now - turn_queries.LATE_AFTER)
    count += _tell("reminded_at", asked, _applicant, mails.still_waiting)
    to_do = turn_queries.applicants_to_remind(now - turn_queries.LATE_AFTER)
    return count + _tell("reminded_at", to_do, _applicant, mails.something_to_do)


def _pass_on_from_closed_accounts():
    """Whoever cannot sign in any more answers nothing: what they had goes on to those who can."""
    for application in turn_queries.left_by_closed_accounts():
        is_with_nobody = application.assessed_in and not assess_queries.readers_in_chapter(application)
        if is_with_nobody or _cannot_be_answered_by_handler(application):
            turn_to_assessors(application, by=None)


def _cannot_be_answered_by_handler(application):
    return application.handler is not None and application.handler not in assess_queries.readers(application)


def _slow_for(application):
    """Who is reminded: whoever has it. Nobody where it has just gone on to somebody, who heard of it with that."""
    if _cannot_be_answered_by_handler(application):
        turn_to_assessors(application, by=None)
        return []
    return assess_queries.turned_to(application)


def _applicant(application):
    return [application.person]


def _tell(column, due, whom, mail):
    """One mail for each person, however many cases it is about; ``column`` says when. Returns how many cases.

    A case that there is nobody to tell of is looked at again the next time.
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
