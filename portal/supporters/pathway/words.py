"""Whose turn a step is, as text for every page. Made from the ``Assignment`` of ``turns``."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import organisation
from portal.requirements import Turn

OFFICES = {
    Turn.PERSON: gettext_lazy("the person"),
    Turn.COORDINATOR: gettext_lazy("the coordinator"),
    Turn.SECRETARIAT: gettext_lazy("the secretariat"),
}
BEFORE_IT_IS_A_CASE = {  # as the public reads it
    Turn.CHAPTER: gettext_lazy("%(the_board)s of %(the_chapter)s"),
    Turn.COORDINATOR: OFFICES[Turn.COORDINATOR],
    Turn.SECRETARIAT: OFFICES[Turn.SECRETARIAT],
}


def office(assignment, words):
    """The name of the office as staff call it; ``words`` are ``organisation.words()``."""
    return words["board"]["the"] if assignment.office == Turn.CHAPTER else OFFICES[assignment.office]


def by_name(assignment):
    """Who has the step, for the applicant: a person's name where one is known, else the office."""
    if assignment.office == Turn.CHAPTER:
        place = assignment.chapter.name
        if not assignment.people:
            return _("%(the_board)s in %(place)s") % {**organisation.message_words(), "place": place}
    else:
        place = _("the secretariat")
    if not assignment.people:
        return place
    return _("%(name)s in %(place)s") % {"name": assignment.people[0].get_full_name(), "place": place}


def to_the_public(turn, words):
    """Who does a step, for readers who have not applied; empty where the reader does it.

    ``words`` are ``organisation.message_words()``.
    """
    return BEFORE_IT_IS_A_CASE.get(turn, "") % words
