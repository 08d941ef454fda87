"""Whether a chapter counts for the grant, by what its report says. Pure functions over its answers.

Forskrift om tilskudd til funksjonshemmedes organisasjoner, paragraph 8: five members who count, a board elected at
least every second year, own finances, and an activity for the members besides the annual meeting.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms.annual_report import BOARD, NONE_HELD, CleanedAnswers

FEWEST_MEMBERS = 5
YEARS_BETWEEN_ELECTIONS = 2  # at most, so a longer term does not count either

YES, NO, NOT_SAID = "yes", "no", "not_said"
MEMBERS, ELECTION, FINANCES, ACTIVITY = "members", "election", "finances", "activity"

FEW_MEMBERS, NO_FINANCES, NO_ACTIVITY = "few_members", "no_finances", "no_activity"
TERM_OVER, LONG_AGO, LONG_TERM, ELECTED_LATER = "term_over", "long_ago", "long_term", "elected_later"
UNSAID = {name: f"{name}_{NOT_SAID}" for name in (MEMBERS, ELECTION, FINANCES, ACTIVITY)}
WORDS: dict[str, Promise] = {
    FEW_MEMBERS: _("fewer than five members had paid for the year"),
    NO_FINANCES: _("%(the_chapter)s did not have its own finances"),
    NO_ACTIVITY: _("no activity was held for the members, beyond the annual meeting"),
    TERM_OVER: _("the term of %(the_board)s had run out before 31 December"),
    LONG_AGO: _("%(the_board)s was not elected in that year or the year before"),
    LONG_TERM: _("%(the_board)s is elected for more than two years at a time"),
    ELECTED_LATER: _("%(the_board)s was elected after 31 December"),
    UNSAID[MEMBERS]: _("it is not said how many members it has"),
    UNSAID[ELECTION]: _("it is not said when %(the_board)s was elected"),
    UNSAID[FINANCES]: _("it is not said whether it has finances of its own"),
    UNSAID[ACTIVITY]: _("it is not said whether there was an activity for its members"),
}
# What those who fill in the report are asked as well: the answer may be a slip.
QUESTIONS: dict[str, Promise] = dict.fromkeys(
    (TERM_OVER, LONG_AGO, ELECTED_LATER), _("Is the date of the election right?")
)


def judge(board: Mapping[str, Any], base_year: int) -> dict[str, tuple[str, str]]:
    """Each condition, whether it is met (``YES``, ``NO`` or ``NOT_SAID``), and the key of ``WORDS`` that says why not.

    ``board`` are the answers by the names of their questions, cleaned or as a sent report keeps them. What was not
    asked, in a report from before it was, and what has another shape, is not said.
    """
    found = {
        MEMBERS: _of_members(board.get("countable_members")),
        FINANCES: _said(board.get("own_finances"), NO_FINANCES),
        ACTIVITY: _said(board.get("member_activity"), NO_ACTIVITY),
        ELECTION: _of_election(_day(board.get("elected_on")), board.get("term"), base_year),
    }
    return {
        name: (YES, "") if code is None else (NOT_SAID, UNSAID[name]) if code == NOT_SAID else (NO, code)
        for name, code in found.items()
    }


def against(answers: CleanedAnswers, base_year: int) -> list[str]:
    """What keeps the chapter from counting in this base year, as keys of ``WORDS``. Empty where nothing does.

    What is not said is left out: while the report is filled in, the form asks for it.
    """
    return [code for answer, code in judge(answers.get(BOARD, {}), base_year).values() if answer == NO]


def answers_of(steps: Any) -> dict[str, Any]:
    """What a report that was sent answers, by the names of the questions, whichever step each of them stands in."""
    found = steps.values() if isinstance(steps, dict) else []
    return {name: answer for step in found if isinstance(step, dict) for name, answer in step.items()}


def counts(steps: Any, base_year: int) -> bool:
    """Whether the answers of a report that was sent meet every condition."""
    return all(answer == YES for answer, _code in judge(answers_of(steps), base_year).values())


def _of_members(number: Any) -> str | None:
    if type(number) is not int:
        return NOT_SAID
    return None if number >= FEWEST_MEMBERS else FEW_MEMBERS


def _said(answer: Any, no: str) -> str | None:
    """Of a box that was ticked, and of choices: an activity that was chosen says yes as well."""
    if answer is None or answer == "":
        return NOT_SAID
    return no if answer in (False, NO, NONE_HELD) else None


def _of_election(elected_on: datetime.date | None, said_term: Any, base_year: int) -> str | None:
    """Of the board of 31 December."""
    term = said_term if type(said_term) is int else None
    if elected_on and elected_on.year > base_year:
        return ELECTED_LATER
    if elected_on and term and elected_on.year + term <= base_year:
        return TERM_OVER
    if elected_on and elected_on.year + YEARS_BETWEEN_ELECTIONS <= base_year:
        return LONG_AGO
    if term and term > YEARS_BETWEEN_ELECTIONS:
        return LONG_TERM
    return None if elected_on and term else NOT_SAID


def _day(value: Any) -> datetime.date | None:
    """A day as a cleaned answer has it, or as text as a sent report keeps it; None for anything else."""
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
