"""Whose turn it is, and who is told or reminded."""

import datetime
from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q

from forms.models import Draft
from portal import clock
from portal.chapters import queries as chapters
from portal.chapters.models import Office
from portal.knowledge.models import CourseSignUp
from portal.models import Event
from portal.onboarding.models import Application, Opened
from portal.onboarding.queries import DRAFT, OWN_KEY, barred_from_each, before_approval, stuck, with_applicant
from portal.onboarding.workflow import OPEN, WAITING, State
from portal.supporters import queries as supporters
from portal.supporters import way_queries
from portal.supporters.models import ANSWER_WITHIN, Candidacy, Category
from portal.supporters.requirements import KINDS, Turn

REMIND_AFTER = datetime.timedelta(days=7)  # whoever has the turn
LATE_AFTER = datetime.timedelta(days=14)  # the deputies, and the applicant who was asked for more
HALTED_AFTER = datetime.timedelta(days=182)  # a way on which nothing happens


def due_for_reminder(column, states, since):
    """Applications whose turn passed on before ``since``, with ``column`` not set in this turn, the oldest first.

    Not those where the applicant has something to do before anybody can answer.
    """
    rows = Application.objects.filter(Q(**{column: None}) | Q(**{f"{column}__lt": F("waiting_since")}))
    rows = rows.filter(state__in=states, waiting_since__lte=since)
    if State.RETURNED not in states:
        rows = rows.exclude(with_applicant())
    return rows.select_related("person", "chapter", "assessed_in", "category", "handler").order_by(
        "waiting_since", "pk"
    )


def left_by_closed_accounts():
    """Open applications with somebody, or in a chapter with somebody in office, who cannot sign in any more."""
    closed = chapters.in_office().filter(person__is_active=False, chapter__isnull=False)
    rows = Application.objects.filter(Q(handler__is_active=False) | Q(assessed_in__in=closed.values("chapter")))
    rows = rows.filter(state__in=OPEN)
    return rows.select_related("person", "chapter", "assessed_in", "category", "handler").order_by("pk")


def applicants_to_remind(since):
    """Applications that have waited for the applicant since then, where nobody was reminded, the oldest first."""
    rows = Application.objects.filter(with_applicant(), state__in=WAITING, waiting_since__lte=since)
    rows = rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=F("waiting_since")))
    return rows.select_related("person").order_by("waiting_since", "pk")


def open_steps(cases):
    """The steps of these candidacies and appointments that somebody can do now: ``[(way, requirement)]``.

    Without the answer to the application, and what belongs to it: that has a queue and mails of its own.
    """
    return [(way, step) for way in way_queries.ways(cases) for step in way.open if not is_part_of_answer(way, step)]


def is_part_of_answer(way, step):
    """Whether this is settled with the answer. Nobody is appointed before it; membership is confirmed together with it.

    Membership is a step by itself where something that comes before the answer waits for it.
    """
    if way.has("approval"):
        return False
    if step.code == "membership":
        category = way.category
        return not any("membership" in category.before(kind) for kind in before_approval(category))
    return step.code in ("approval", "appointment")


def is_assessors(way, step):
    """Whether this is something for those who assess to do before they answer, such as the talk."""
    return KINDS[step.code].turn == Turn.ASSESSOR and not way.has("approval")


def assessors_first(application):
    """The names of what those who assess can do now, and have to do before they answer."""
    cases = supporters.candidacies_of(application.person).filter(category=application.category)
    return [step.kind.name for way, step in open_steps(cases) if is_assessors(way, step)]


def turn_of(step, *, is_returned):
    """Who has this step; the answer is the applicant's as long as they are asked for more (``is_returned``)."""
    return Turn.PERSON if is_returned and step.code == "approval" else step.turn


class Offices:
    """Who is in office, without those who decide nothing about the person in question.

    Of these people and chapters (ids), each asked for once: the same number of queries, however many they are.
    """

    def __init__(self, people, chapter_ids):
        self.people, self.chapter_ids = people, {pk for pk in chapter_ids if pk}

    @cached_property
    def _barred(self):
        return barred_from_each(self.people)

    @cached_property
    def _boards(self):
        return chapters.boards_of(self.chapter_ids)

    @cached_property
    def _secretariat(self):
        return chapters.central_staff(Office.Kind.SECRETARIAT)

    @cached_property
    def _coordinators(self):
        return chapters.central_staff(Office.Kind.COORDINATOR)

    def board(self, person, chapter_id):
        """Those on the board, the leaders first; nobody where there is no chapter."""
        return self._able(person, [office.person for office in self._boards.get(chapter_id, [])])

    def leaders(self, person, chapter_id):
        board = self._boards.get(chapter_id, [])
        return self._able(person, [one.person for one in board if one.kind == Office.Kind.CHAPTER_LEADER])

    def secretariat(self, person):
        return self._able(person, self._secretariat)

    def coordinators(self, person):
        return self._able(person, self._coordinators)

    def _able(self, person, others):
        return [one for one in others if one.pk not in self._barred[person.pk]]


def offices_for(ways):
    return Offices([way.person for way in ways], [way.chapter.pk for way in ways if way.chapter])


def whose_turn(way, step, offices):
    """The people who have this step now: the person, or those in the office who may, the secretariat at last."""
    return [way.person] if step.turn == Turn.PERSON else _in_office(way, step.turn, offices)


def assessors_of(way):
    """Who sees to what is the assessor's on this way: the chapter's leaders, or the secretariat."""
    by_chapter = way.category.assessed_by == Category.Assessor.CHAPTER
    return _in_office(way, Turn.CHAPTER if by_chapter else Turn.SECRETARIAT, offices_for([way]))


def _in_office(way, turn, offices):
    able = []
    if turn == Turn.CHAPTER and way.chapter:
        able = offices.leaders(way.person, way.chapter.pk)
    elif turn == Turn.COORDINATOR:
        able = offices.coordinators(way.person)
    return list(dict.fromkeys(able or offices.secretariat(way.person)))


def deputies_on(way, step, first, offices):
    """Who steps in when a step of the office takes too long: the others on the board, and the secretariat."""
    board = offices.board(way.person, way.chapter.pk) if step.turn == Turn.CHAPTER and way.chapter else []
    able = dict.fromkeys([*board, *offices.secretariat(way.person)])
    return [one for one in able if one not in first]


def of_office(column, since):
    """Steps of the office's that were told of before then, with ``column`` not set, the oldest first."""
    return _told_before(since, column).exclude(kind__in=_OWN)


def of_people(column, since):
    """The same, of what the person does after the answer and can do: whoever has a place in a course has done it.

    What comes before the answer is reminded of with the application.
    """
    signed_up = CourseSignUp.objects.filter(course__ends_at__gt=clock.now(), has_place=True)
    rows = _told_before(since, column).filter(kind__in=_OWN)
    rows = rows.exclude(person__in=Application.objects.filter(state__in=OPEN).values("person"))
    rows = rows.exclude(Q(kind="course", person__in=signed_up.values("person")))
    return rows.exclude(Q(kind="test") & stuck("test"))


_OWN = [code for code, kind in KINDS.items() if kind.turn == Turn.PERSON]


def _told_before(since, column):
    rows = Opened.objects.filter(**{f"{column}__isnull": True}, told_at__lte=since)
    return rows.select_related("person").order_by("told_at", "pk")


def told_about(person):
    """The steps of this person's ways that whoever has them now was told of."""
    return Opened.objects.filter(person=person).select_related("category").order_by("told_at", "pk")


def was_told_of(reader, since):
    """Whether the others have been told, since then, that somebody opens very many people's answers."""
    return Event.objects.filter(verb="person.read_many", subject=reader.ref, at__gte=since).exists()


def told_of_reading(reader):
    """Who is told: the others in the secretariat, else the administrators."""
    others = [person for person in chapters.central_staff(Office.Kind.SECRETARIAT) if person != reader]
    return others or [person for person in chapters.administrators() if person != reader]


def quiet_since(moment):
    """The ways with an application that does not wait for us, on which nothing has happened since then.

    Something happens when an application is sent or answered, when what the way asks for is met, and when the person
    does anything here or writes.
    """
    theirs = Q(state__in=[State.APPROVED, State.RETURNED]) | Q(state__in=WAITING) & with_applicant()
    theirs = Application.objects.filter(theirs, person=OuterRef("person"), category=OuterRef("category"))
    rows = Candidacy.objects.filter(Exists(theirs), ended_at__isnull=True, begun_at__lt=moment)
    written = Draft.objects.filter(kind=DRAFT, key__startswith=OWN_KEY, saved_at__gte=moment)
    rows = rows.exclude(person__in=[int(key.removeprefix(OWN_KEY)) for key in written.values_list("key", flat=True)])
    for people in way_queries.met_since(moment):
        rows = rows.exclude(person__in=people)
    rows = rows.exclude(person__in=Application.objects.filter(waiting_since__gte=moment).values("person"))
    done = Event.objects.filter(actor=OuterRef("person__ref"), at__gte=moment)
    return rows.exclude(Exists(done)).select_related("person", "category").order_by("begun_at", "pk")


def ways_to_ask_about():
    """Those where it is time to ask whether the person wants to go on, and nobody has since something happened."""
    since = clock.now() - HALTED_AFTER + ANSWER_WITHIN
    return quiet_since(since).filter(Q(asked_at__isnull=True) | Q(asked_at__lt=since))


def came_to_a_halt():
    """The applications on ways where nothing has happened, and where the person was asked and did not answer."""
    since = clock.now() - HALTED_AFTER
    too_late = clock.end_of(clock.today() - ANSWER_WITHIN - datetime.timedelta(days=1))  # the day of answer_by is over
    ways = quiet_since(since).filter(asked_at__gte=since, asked_at__lte=too_late).order_by()
    ways = ways.filter(person=OuterRef("person"), category=OuterRef("category"))
    return Application.objects.filter(Exists(ways), state__in=[*OPEN, State.APPROVED])
