"""Sums of activities as text in the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock


def totals_in_words(year, total):
    """“This year: 14 activities, 63 participants”, as one line of text in the active language."""
    count = ngettext("%(count)d activity", "%(count)d activities", total.count) % {"count": total.count}
    people = ngettext("%(count)d participant", "%(count)d participants", total.participants)
    when = _("This year") if year == clock.today().year else str(year)
    return f"{when}: {count}, {people % {'count': total.participants}}"


def counting_in_words(total):
    """“9 count in the report”, in the active language."""
    text = ngettext("%(count)d counts in the report", "%(count)d count in the report", total.counting)
    return text % {"count": total.counting}
