"""Who has a step now, and who steps in."""

from functools import cached_property

from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.onboarding.queries import barred_from_each
from portal.supporters.models import Category
from portal.supporters.pathway.requirements import Turn


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
        return chapter_queries.boards_of(self.chapter_ids)

    @cached_property
    def _secretariat(self):
        return chapter_queries.central_staff(Office.Kind.SECRETARIAT)

    @cached_property
    def _coordinators(self):
        return chapter_queries.central_staff(Office.Kind.COORDINATOR)

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
