"""Who is told that a step is theirs to do."""

from collections import defaultdict

from django.db import transaction

from portal import clock
from portal.onboarding import mails as onboarding_mails
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import StepNotification
from portal.onboarding.notifications import queries
from portal.onboarding.review import queries as review_queries
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway.requirements import KINDS, Turn


@transaction.atomic
def requirement_met(person, kind, *, by):
    """Something that a way asks for is met: whoever can go on now hears of it."""
    application = onboarding_queries.waiting_with(person)
    if (
        application
        and kind in onboarding_queries.before_approval(application.category)
        and KINDS[kind].turn == Turn.PERSON
    ):
        application.waiting_since = clock.now()
        application.save(update_fields=["waiting_since"])
        first = [step.kind.name for step in onboarding_queries.what_comes_first([application])[application.pk]]
        onboarding_mails.requirement_met(application, kind, first, review_queries.current_assignees(application))
    notify_newly_open_steps(person, kind, by=by)


# What comes with a mail of its own to the person, which says what is next.
SAID_WITH_IT = ("approval", "appointment", "begun")


@transaction.atomic
def notify_newly_open_steps(person, kind, *, by):
    """Whoever has a step of this person's ways that has just opened hears of it, each in one mail.

    ``kind`` is what happened: a requirement that was met, "begun", or "undone" where one is met no more or a way ended.
    What is not open any more is forgotten, so that it is told of when it opens again. The person is not told of what
    they opened themselves, nor of what another mail about the same tells them; likewise those who get the application.
    """
    opened = _newly_open(supporter_queries.cases_of(person), StepNotification.objects.filter(person=person))
    if kind == "approval":
        opened = [(way, step) for way, step in opened if not _is_appointed_with_yes(way, step, by)]
    mails_to = defaultdict(list)
    for way, step, readers in _note_opened(opened):
        if kind == "begun" and queries.is_assessors(way, step):
            continue  # it stands in the mail about the application
        for reader in readers:
            mails_to[reader].append((way, step))
    for reader, found in mails_to.items():
        if reader != person:
            onboarding_mails.your_turn(reader, found)
        elif by != person and kind not in SAID_WITH_IT and not _is_part_of_answer(kind, found):
            onboarding_mails.next_step(person)


def _newly_open(cases, told):
    """Which steps of these cases have opened since those of whom somebody was ``told``, which go when they close."""
    steps = queries.open_steps(cases)
    known = {(row.person_id, row.category_id, row.kind): row.pk for row in told}
    now_open = {_key(way, step) for way, step in steps}
    told.filter(pk__in=[pk for key, pk in known.items() if key not in now_open]).delete()
    return [(way, step) for way, step in steps if _key(way, step) not in known]


def _key(way, step):
    return way.person.pk, way.category.pk, step.code


def _is_appointed_with_yes(way, step, by):
    return step.code == "appointment" and review_queries.appoints_with_yes(way.category, way.chapter, way.person, by)


def _note_opened(steps):
    """Who is to be told that these have opened: ``[(way, requirement, people)]``; that they were is noted."""
    having = _Having(steps)
    found = [(way, step, having.now(way, step)) for way, step in steps]
    StepNotification.objects.bulk_create(
        StepNotification(person=way.person, category=way.category, kind=step.code, told_at=clock.now())
        for way, step, readers in found
        if readers
    )
    return found


class _Having:
    """Who has each of these steps (``[(way, requirement)]``). The same number of queries, however many they are."""

    def __init__(self, steps):
        ways = [way for way, _step in steps]
        self.offices = turns.offices_for(ways)
        before = [way.person for way, step in steps if queries.is_assessors(way, step)]
        self.applications = onboarding_queries.waiting_with_each(before) if before else {}
        self.offices_of_applications = review_queries.offices_for(self.applications.values())

    def now(self, way, step):
        """What the assessors do before the answer, those have who have the application."""
        is_before = queries.is_assessors(way, step)
        application = self.applications.get(way.person.pk) if is_before else None
        if application:
            return review_queries.current_assignees(application, self.offices_of_applications)
        return turns.whose_turn(way, step, self.offices)

    def when_late(self, way, step):
        """The deputies."""
        return turns.deputies_on(way, step, self.now(way, step), self.offices)


@transaction.atomic
def requirements_changed(category, *, by):
    """A kind of supporter asks for something else than before: everybody with something to do now hears of it once.

    Whoever is appointed also hears of what the office has to do: until it is done, they are not shown in public.
    """
    of_office, of_person = defaultdict(list), defaultdict(list)
    opened = _newly_open(supporter_queries.cases_in(category), StepNotification.objects.filter(category=category))
    for way, step, readers in _note_opened(opened):
        for reader in readers:
            if reader != way.person:
                of_office[reader].append((way, step))
        if way.is_appointed or step.turn == Turn.PERSON:
            of_person[way.person].append((way, step))
    for reader, found in of_office.items():
        onboarding_mails.your_turn(reader, found)
    for person, found in of_person.items():
        onboarding_mails.something_new(person, found)


def _is_part_of_answer(kind, found):
    """Membership is confirmed together with the answer, which tells of it."""
    return kind == "membership" and all(not way.has("approval") for way, _step in found)


@transaction.atomic
def test_failed(person, *, by):
    """Where no attempt is left, whoever answers the application hears that it is with them now."""
    if not onboarding_queries.has_no_attempt_left(person):
        return
    for way in checklist.ways(supporter_queries.cases_of(person)):
        if any(step.code == "test" for step in way.open):
            onboarding_mails.no_attempt_left(turns.assessors_of(way), way)
            return
