"""The roles that people are found by, in words."""

from django.utils.translation import gettext as _

from portal import organisation
from portal.chapters.models import Office
from portal.desk.people.queries import ROLES, SUPPORTER


def roles() -> list[tuple[str, str]]:
    """``[(role, words)]`` of all roles."""
    names = organisation.message_words()
    words = {
        Office.Kind.CHAPTER_LEADER: _("Leader of %(a_chapter)s"),
        Office.Kind.BOARD_MEMBER: _("Member of %(the_board)s"),
        Office.Kind.COORDINATOR: _("Coordinator"),
        Office.Kind.SECRETARIAT: _("Secretariat"),
        SUPPORTER: organisation.words()["supporter"]["one"].capitalize(),
        "editor": _("Editor of the pages"),
        "reviewer": _("Approves the pages on crisis and law"),
        "admin": _("Administrator"),
    }
    return [(role, words[role] % names) for role in ROLES]
