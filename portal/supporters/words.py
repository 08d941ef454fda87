"""A request for contact, whose turn it is, and how one is appointed, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.choices import BEST_TIMES, SPOKEN, name_of
from portal import organisation
from portal.supporters.models import Category
from portal.supporters.requirements import Turn

UNSAID = "unsaid"
TURNS = {
    Turn.PERSON: gettext_lazy("the person"),
    Turn.COORDINATOR: gettext_lazy("the coordinator"),
    Turn.SECRETARIAT: gettext_lazy("the secretariat"),
}


def about(request):
    """What may be known of a request before anybody has said yes: ``[{key, value}]``."""
    rows = [
        {
            "key": _("Experience"),
            "value": _("Would rather not say") if request.who == UNSAID else organisation.experience_name(request.who),
        },
        {"key": _("Best time"), "value": name_of(BEST_TIMES, request.best_time)},
    ]
    wished = wish(request)
    return [*rows, {"key": _("Wishes"), "value": wished}] if wished else rows


def wish(request):
    """Whom they would like to talk with, in one line; empty where it does not matter."""
    parts = [
        request.chapter.name if request.chapter else request.county,
        organisation.experience_name(request.experience),
        *organisation.topic_names([request.topic]),
        name_of(SPOKEN, request.language),
    ]
    return ", ".join(str(part) for part in parts if part)


def whose_turn(turn, chapter, words):
    """Who has it now, as staff call them; ``words`` are the organisation's. Without a chapter there is no board."""
    if turn in (Turn.ASSESSOR, Turn.CHAPTER):
        return words["board"]["the"] if chapter else TURNS[Turn.SECRETARIAT]
    return TURNS[turn]


def methods():
    """How one is appointed: ``{method: words}``."""
    names = organisation.flat()
    found = {
        Category.Method.BOARD: _("Decided by %(the_board)s"),
        Category.Method.COUNTY_BOARD: _("Decided by %(the_board)s, for a whole county"),
        Category.Method.ELECTION: _("Elected at the annual meeting"),
        Category.Method.SECRETARIAT: _("Decided by the secretariat"),
        Category.Method.OFFICE: _("Comes with an office"),
        Category.Method.TRANSFER: _("Was %(role_supporter)s before this site"),
    }
    return {method.value: text % names for method, text in found.items()}
