"""What a report says that keeps its chapter from being counted for the grant. Pure functions over its answers.

Forskrift om tilskudd til funksjonshemmedes organisasjoner, paragraph 8: five members who count, a board elected at
least every second year, own finances, and an activity for the members besides the annual meeting.
"""

import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms.annual_report import BOARD, NO, NONE_HELD, CleanedAnswers, read_day

FEWEST_MEMBERS = 5
YEARS_BETWEEN_ELECTIONS = 2  # at most, so a longer term does not count either

FEW_MEMBERS, NO_FINANCES, NO_ACTIVITY = "few_members", "no_finances", "no_activity"
TERM_OVER, LONG_AGO, LONG_TERM = "term_over", "long_ago", "long_term"
WORDS: dict[str, Promise] = {
    FEW_MEMBERS: _("fewer than five members had paid for the year"),
    NO_FINANCES: _("%(the_chapter)s did not have its own finances"),
    NO_ACTIVITY: _("no activity was held for the members, beyond the annual meeting"),
    TERM_OVER: _("the term of %(the_board)s had run out before 31 December. Is the date of the election right?"),
    LONG_AGO: _("%(the_board)s was not elected in that year or the year before. Is the date of the election right?"),
    LONG_TERM: _("%(the_board)s is elected for more than two years at a time"),
}


def against(answers: CleanedAnswers, base_year: int) -> list[str]:
    """What keeps the chapter from counting in this base year, as keys of ``WORDS``. Empty where nothing does.

    What was not asked, in a report from before it was, keeps nobody from counting.
    """
    board = answers.get(BOARD, {})
    found = []
    members = board.get("countable_members")
    if members is not None and members < FEWEST_MEMBERS:
        found.append(FEW_MEMBERS)
    if board.get("own_finances") == NO:
        found.append(NO_FINANCES)
    if board.get("member_activity") in (NONE_HELD, False):
        found.append(NO_ACTIVITY)
    election = against_election(read_day(board.get("elected_on")), board.get("term"), base_year)
    return [*found, election] if election else found


def against_election(elected_on: datetime.date | None, term: int | None, base_year: int) -> str | None:
    """What is wrong with the election of the board of 31 December, as a key of ``WORDS``; None where nothing is."""
    if elected_on and term and elected_on.year + term <= base_year:
        return TERM_OVER
    if elected_on and elected_on.year + YEARS_BETWEEN_ELECTIONS <= base_year:
        return LONG_AGO
    return LONG_TERM if term and term > YEARS_BETWEEN_ELECTIONS else None
