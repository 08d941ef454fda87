"""What somebody has said of a year, as text in the active language."""

from django.utils.translation import gettext_lazy as _

from portal.activities.statements import queries
from portal.unreadable import Unreadable

STATED = {
    "in_person": (_("People meet in person"), _("People do not meet in person")),
    "in_norway": (_("It is in Norway"), _("It is not in Norway")),
    "own_event": (_("It is our own event"), _("It is somebody else's event")),
    "unpaid": (_("You are not paid for it"), _("You are paid for it")),
}


def statement_lines(statement):
    """What somebody has said of a year, as sentences without a full stop; none where nothing is said."""
    said = [(name, getattr(statement, name, None)) for name in STATED]
    return [str(STATED[name][0 if value else 1]) for name, value in said if value is not None]


def lines_of_year(person, year):
    """``(what the person has said of the year in words, whether it can be read)``."""
    try:
        return statement_lines(queries.statement_of(person, year)), True
    except Unreadable:
        return [], False
