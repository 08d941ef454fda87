"""A request for contact, whose turn it is, and how one is appointed, in words."""

from django.utils.translation import gettext as _

from portal import organisation
from portal.supporters.models import Category


def methods():
    """How one is appointed: ``{method: words}``."""
    names = organisation.message_words()
    found = {
        Category.Method.BOARD: _("Decided by %(the_board)s"),
        Category.Method.COUNTY_BOARD: _("Decided by %(the_board)s, for a whole county"),
        Category.Method.ELECTION: _("Elected at the annual meeting"),
        Category.Method.SECRETARIAT: _("Decided by the secretariat"),
        Category.Method.OFFICE: _("Comes with an office"),
        Category.Method.TRANSFER: _("Was %(role_supporter)s before this site"),
    }
    return {method.value: text % names for method, text in found.items()}
