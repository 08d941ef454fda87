"""Whose turn a step is, since when, and who the deputies are: the only place where this is decided.

People who may not decide about the person are left out: the person, those who declared a tie, and those who filled in
the application for them. So are those who take a break, and those whose office is over or whose account is closed.
Where nobody able holds the office, or the chapter is not known, it is the secretariat's turn.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from portal import permissions
from portal.accounts import queries as account_queries
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Office
from portal.permissions import Access, Role
from portal.read_together import read_together
from portal.requirements import Turn
from portal.supporters.models import Category
from portal.supporters.workflow import State


@dataclass(frozen=True)
class Answer:
    """The answer to an application that a pathway waits for, as the room ``onboarding`` knows it.

    ``chapter`` is the one whose board answers, None for the secretariat. ``handler`` has taken the case.
    ``is_returned`` is whether the applicant was asked for more. ``since`` is when the turn passed to those who have it
    now.
    """

    chapter: Chapter | None
    handler: object | None
    is_returned: bool
    since: datetime


@dataclass(frozen=True)
class Assignment:
    """Whose turn a step is.

    ``office`` is PERSON, CHAPTER (the board of ``chapter``), COORDINATOR or SECRETARIAT. ``people`` are those who are
    told of it and can do it; empty where nobody able holds the office. ``deputies`` are asked when it takes too long.
    ``handler`` is the one of ``people`` who has taken the case.
    """

    office: Turn
    chapter: Chapter | None
    people: tuple
    deputies: tuple
    since: datetime | None
    handler: object | None = None


@dataclass(frozen=True)
class ApplicationFacts:
    """What ``turns`` has to know of the applications of some people.

    ``answers`` is ``{(person id, category id): Answer}`` of what waits for an answer or for the applicant.
    ``filled_in`` are pairs of a person's id and the id of somebody who filled in an application for them.
    """

    answers: dict
    filled_in: list


NONE = Q(pk__in=[])
_applications = []


def register(read):
    """Register ``read(people)``, which gives their ``ApplicationFacts``. The room of applications does it."""
    _applications[:] = [read]


def application_facts(people):
    """The ``ApplicationFacts`` of these people."""
    return _applications[0](people)


def barred_from(people, filled_in=None, ties=None):
    """Who may decide nothing about each of these people: ``{person id: {ids}}``.

    ``filled_in`` are the pairs of ``ApplicationFacts`` and ``ties`` those of ``ties_to``, where they are known already.
    """
    found = {person.pk: {person.pk} for person in people}
    pairs = application_facts(list(found)).filled_in if filled_in is None else filled_in
    for person, other in [*(account_queries.ties_to(found) if ties is None else ties), *pairs]:
        found[person].add(other)
    return found


class Offices:
    """The people in office who may decide about each of these people.

    ``chapters`` are the ids of the chapters whose boards are needed. Everything is read once: the same number of
    queries for any number of people.
    """

    def __init__(self, people, chapters, filled_in=None):
        """``filled_in`` are the pairs of ``ApplicationFacts``, where they are known already."""
        self.people, self.chapters, self.filled_in = list(people), {pk for pk in chapters if pk}, filled_in

    @cached_property
    def _ties_and_offices(self):
        ties = account_queries.ties_to([person.pk for person in self.people])
        offices = chapter_queries.board_and_central_offices(self.chapters, "person__supporter")
        read_together(ties, offices)
        return ties, offices

    @cached_property
    def _barred(self):
        return barred_from(self.people, self.filled_in, self._ties_and_offices[0])

    @cached_property
    def _held(self):
        return chapter_queries.boards_and_central_staff(self.chapters, self._ties_and_offices[1])

    @property
    def _boards(self):
        return self._held[0]

    @property
    def _secretariat(self):
        return self._held[1][Office.Kind.SECRETARIAT]

    @property
    def _coordinators(self):
        return self._held[1][Office.Kind.COORDINATOR]

    def board(self, person, chapter):
        """The board members who may decide, leaders first; empty where ``chapter`` is None."""
        return self._able(person, [office.person for office in self._boards.get(chapter, [])])

    def leaders(self, person, chapter):
        board = self._boards.get(chapter, [])
        return self._able(person, [one.person for one in board if one.kind == Office.Kind.CHAPTER_LEADER])

    def secretariat(self, person):
        return self._able(person, self._secretariat)

    def coordinators(self, person):
        return self._able(person, self._coordinators)

    def possible_assessors(self, person, chapter):
        """Everybody who may answer an application: the board, leaders first, then the secretariat."""
        return list(dict.fromkeys([*self.board(person, chapter), *self.secretariat(person)]))

    def assigned(self, person, turn, chapter=None, handler=None, since=None):
        """The ``Assignment`` of what is this office's; ``chapter`` is whose board, ``handler`` who took the case.

        Whoever takes a break is only a deputy, unless there is nobody else.
        """
        if turn == Turn.PERSON:
            return Assignment(turn, None, (person,), (), since)
        board = self.board(person, chapter.pk) if turn == Turn.CHAPTER and chapter else []
        coordinators = self.coordinators(person) if turn == Turn.COORDINATOR else []
        able = list(dict.fromkeys([*coordinators, *board, *self.secretariat(person)]))
        now = [one for one in able if not _takes_break(one)] or able
        if handler and handler in now:
            first, office = [handler], Turn.CHAPTER if handler in board else Turn.SECRETARIAT
        elif found := [one for one in board if one in now]:
            leaders = self.leaders(person, chapter.pk)
            first, office = [one for one in leaders if one in now] or found, Turn.CHAPTER
        elif found := [one for one in coordinators if one in now]:
            first, office = found, Turn.COORDINATOR
        else:
            first, office = [one for one in self.secretariat(person) if one in now], Turn.SECRETARIAT
        return Assignment(
            office=office,
            chapter=chapter if office == Turn.CHAPTER else None,
            people=tuple(first),
            deputies=tuple(one for one in able if one not in first),
            since=since,
            handler=handler if handler in first else None,
        )

    def _able(self, person, others):
        return [one for one in others if one.pk not in self._barred[person.pk]]


def _takes_break(person):
    supporter = getattr(person, "supporter", None)  # read with the offices
    return supporter is not None and supporter.state == State.PAUSED


def can_be_with(access: Access, turn: Turn, person: str, chapter: str) -> Q:
    """Condition of an outer query: what is this office's to do can be with whoever has this access, or their board.

    ``person`` and ``chapter`` are the paths there. True of all that ``Offices.assigned`` gives them. It is true of some
    more where those who come first take a break.
    """
    if turn == Turn.SECRETARIAT:
        return Q() if Role.SECRETARIAT in access.roles else NONE
    able = chapter_queries.active_offices().exclude(person__supporter__state=State.PAUSED)
    able = able.exclude(person=OuterRef(person))
    able = able.exclude(permissions.is_barred(OuterRef("person"), OuterRef(OuterRef(person))))
    if turn == Turn.COORDINATOR:
        if Role.COORDINATOR in access.roles:
            return Q()
        found, first = NONE, able.filter(chapter__isnull=True, kind=Office.Kind.COORDINATOR)
    elif turn == Turn.CHAPTER:
        found = Q(**{f"{chapter}__in": access.board_chapters})
        first = able.filter(chapter=OuterRef(chapter), chapter__is_active=True)
    else:
        return NONE
    return found | ~Exists(first) if Role.SECRETARIAT in access.roles else found


class Turns:
    """Whose turn the steps of these pathways are. The same number of queries for any number of pathways.

    ``offices`` also knows ``people``, such as those whose applications stand on the same page.
    """

    def __init__(self, pathways, people=()):
        self.pathways, self.people = list(pathways), list(people)

    @cached_property
    def _people(self):
        people = [*self.people, *(found.person for found in self.pathways)]
        return list({person.pk: person for person in people}.values())

    @cached_property
    def _application_facts(self):
        return application_facts([person.pk for person in self._people])

    @property
    def _answers(self):
        return self._application_facts.answers

    @cached_property
    def offices(self):
        chapters = [found.chapter for found in self.pathways] + [answer.chapter for answer in self._answers.values()]
        return Offices(self._people, [chapter.pk for chapter in chapters if chapter], self._application_facts.filled_in)

    def of(self, pathway, step):
        """The ``Assignment`` of a step of one of the pathways.

        The answer, and what is done before it by those who answer, is assigned to those who have the application; to
        the applicant while more is asked for.
        """
        answer = None
        if step.code == "approval" or pathway.is_before_answer(step):
            answer = self._answers.get((pathway.person.pk, pathway.category.pk))
        if answer is None or step.code == "appointment":
            return self.offices.assigned(pathway.person, step.turn, pathway.chapter, since=step.since)
        if step.code == "approval" and answer.is_returned:
            return self.offices.assigned(pathway.person, Turn.PERSON, since=answer.since)
        turn = Turn.CHAPTER if answer.chapter else Turn.SECRETARIAT
        since = answer.since if step.code == "approval" else step.since
        return self.offices.assigned(pathway.person, turn, answer.chapter, answer.handler, since)

    def receives(self, pathway):
        """The ``Assignment`` of those to whom the person shows something: the chapter, else the secretariat."""
        return self.offices.assigned(pathway.person, Turn.CHAPTER, pathway.chapter)

    def assessors(self, pathway):
        """The people who do what is the assessor's on this pathway: the board's or the secretariat's, by category."""
        by_chapter = pathway.category.assessed_by == Category.Assessor.CHAPTER
        turn = Turn.CHAPTER if by_chapter else Turn.SECRETARIAT
        return self.offices.assigned(pathway.person, turn, pathway.chapter).people

    def open_steps(self):
        """The open steps, without those that are done with the answer: ``[(pathway, step, Assignment)]``."""
        return [
            (pathway, step, self.of(pathway, step))
            for pathway in self.pathways
            for step in pathway.open_apart_from_answer
        ]
