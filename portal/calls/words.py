"""What is said of calls and shifts on several pages."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.calls import queries
from portal.calls.tally import queries as tally_queries


def month_with_number(month, number):
    """“June: 4 calls”."""
    text = ngettext("%(month)s: %(count)d call", "%(month)s: %(count)d calls", number)
    return text % {"month": capfirst(tally_queries.month_in_words(month)), "count": number}


def this_month(number):
    """“You have logged 4 calls in June.”"""
    text = ngettext(
        "You have logged %(count)d call in %(month)s.", "You have logged %(count)d calls in %(month)s.", number
    )
    return text % {"count": number, "month": tally_queries.month_in_words(tally_queries.this_month())}


def shift(found):
    """“Your next shift: MS-telefonen, Wednesday 3 June from 18:00 to 20:00.”"""
    return _("Your next shift: %(line)s, %(when)s.") % {"line": queries.name_of_line(found.line), "when": found.when}
