"""Who hears that it is their turn, and who is reminded."""

from collections import defaultdict

from django.db import transaction

from portal import clock
from portal.chapters import queries as chapters
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
        first = [step.kind.name for step in queries.what_comes_first([application])[application.pk]]
        mails.requirement_met(application, kind, first, assess_queries.turned_to(application))
    tell_of_opened(person, kind, by=by)


# What comes with a mail of its own to the person, which says what is next.
SAID_WITH_IT = ("approval", "appointment", "begun")


@transaction.atomic
def tell_of_opened(person, kind, *, by):
    """Whoever has a step of this person's ways that has just opened hears of it, each in one mail.

    ``kind`` is what happened: a requirement that was met, "begun", or "undone" where one is met no more or a way ended.
    What is not open any more is forgotten, so that it is told of when it opens again. The person is not told of what
    they opened themselves, nor of what another mail about the same tells them; likewise those who get the application.
    """
    opened = _newly_open(supporters.cases_of(person), Opened.objects.filter(person=person))
    if kind == "approval":
        opened = [(way, step) for way, step in opened if not _is_appointed_with_yes(way, step, by)]
    mails_to = defaultdict(list)
    for way, step, readers in _note_opened(opened):
        if kind == "begun" and turn_queries.is_assessors(way, step):
            continue  # it stands in the mail about the application
        for reader in readers:
            mails_to[reader].append((way, step))
    for reader, found in mails_to.items():
        if reader != person:
            mails.your_turn(reader, found)
        elif by != person and kind not in SAID_WITH_IT and not _is_part_of_answer(kind, found):
            mails.next_step(person)


def _newly_open(cases, told):
    """Which steps of these cases have opened since those of whom somebody was ``told``, which go when they close."""
    steps = turn_queries.open_steps(cases)
    known = {(row.person_id, row.category_id, row.kind): row.pk for row in told}
    now_open = {_key(way, step) for way, step in steps}
    told.filter(pk__in=[pk for key, pk in known.items() if key not in now_open]).delete()
    return [(way, step) for way, step in steps if _key(way, step) not in known]


def _key(way, step):
    return way.person.pk, way.category.pk, step.code


def _is_appointed_with_yes(way, step, by):
    return step.code == "appointment" and assess_queries.appoints_with_yes(way.category, way.chapter, way.person, by)


def _note_opened(steps):
    """Who is to be told that these have opened: ``[(way, requirement, people)]``; that they were is noted."""
    having = _Having(steps)
    found = [(way, step, having.now(way, step)) for way, step in steps]
    Opened.objects.bulk_create(
        Opened(person=way.person, category=way.category, kind=step.code, told_at=clock.now())
        for way, step, readers in found
        if readers
    )
    return found


class _Having:
    """Who has each of these steps (``[(way, requirement)]``). The same number of queries, however many they are."""

    def __init__(self, steps):
        ways = [way for way, _step in steps]
        self.offices = turn_queries.offices_for(ways)
        before = [way.person for way, step in steps if turn_queries.is_assessors(way, step)]
        self.applications = queries.waiting_with_each(before) if before else {}
        self.offices_of_applications = assess_queries.offices_for(self.applications.values())

    def now(self, way, step):
        """What the assessors do before the answer, those have who have the application."""
        is_before = turn_queries.is_assessors(way, step)
        application = self.applications.get(way.person.pk) if is_before else None
        if application:
            return assess_queries.turned_to(application, self.offices_of_applications)
        return turn_queries.whose_turn(way, step, self.offices)

    def when_late(self, way, step):
        """The deputies."""
        return turn_queries.deputies_on(way, step, self.now(way, step), self.offices)


@transaction.atomic
def requirements_changed(category, *, by):
    """A kind of supporter asks for something else than before: everybody with something to do now hears of it once.

    Whoever is appointed also hears of what the office has to do: until it is done, they are not shown in public.
    """
    of_office, of_person = defaultdict(list), defaultdict(list)
    opened = _newly_open(supporters.cases_in(category), Opened.objects.filter(category=category))
    for way, step, readers in _note_opened(opened):
        for reader in readers:
            if reader != way.person:
                of_office[reader].append((way, step))
        if way.is_appointed or step.turn == Turn.PERSON:
            of_person[way.person].append((way, step))
    for reader, found in of_office.items():
        mails.your_turn(reader, found)
    for person, found in of_person.items():
        mails.something_new(person, found)


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
    """Remind, once each: the office after a week, its deputies and the person after two. Returns how many steps."""
    week, two_weeks = clock.now() - turn_queries.REMIND_AFTER, clock.now() - turn_queries.LATE_AFTER
    return (
        _remind_of("reminded_at", turn_queries.of_office("reminded_at", week), _Having.now, mails.turn_waits)
        + _remind_of(
            "deputy_told_at", turn_queries.of_office("deputy_told_at", two_weeks), _Having.when_late, mails.turn_late
        )
        + _remind_of("reminded_at", turn_queries.of_people("reminded_at", two_weeks), _Having.now, mails.still_to_do)
    )


@transaction.atomic
def remind_the_quiet():
    """Ask those on whose way nothing happens whether they want to go on, once in each silence. Returns how many."""
    asked = 0
    for candidacy in turn_queries.ways_to_ask_about()[:REMINDED_AT_ONCE]:
        if turn_queries.ways_to_ask_about().filter(pk=candidacy.pk).update(asked_at=clock.now()):
            candidacy.asked_at = clock.now()
            mails.still_on_the_way(candidacy)
            asked += 1
    return asked


def _remind_of(column, due, whom, mail):
    """One mail for each reader, however many steps it is about; ``column`` says when. Returns how many steps."""
    rows = {(row.person_id, row.category_id, row.kind): row for row in due[:REMINDED_AT_ONCE]}
    cases = [case for person in {row.person for row in rows.values()} for case in supporters.cases_of(person)]
    told, count = defaultdict(list), 0
    steps = turn_queries.open_steps(cases)
    having = _Having(steps)
    for way, step in steps:
        row = rows.pop(_key(way, step), None)
        if row and due.filter(pk=row.pk).update(**{column: clock.now()}):
            readers = whom(having, way, step)
            count += bool(readers)
            for reader in readers:
                told[reader].append((way, step))
    Opened.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()  # not open any more
    for reader, steps in told.items():
        mail(reader, steps)
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
    count = _tell("reminded_at", slow.filter(pk__in=left), lambda _one: chapters.administrators(), mails.nobody_left)
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
