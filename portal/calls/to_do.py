"""What waits for those who answer a helpline, and for those who see to it that somebody does."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, permissions
from portal.calls import queries as call_queries
from portal.calls.rota import queries as rota_queries
from portal.calls.tally import queries as tally_queries
from portal.to_do import ToDo

SOON = datetime.timedelta(days=1)


def own_shifts(reader):
    """One's shifts of today and tomorrow, and those that others ask one to take over."""
    person = reader.person
    if not permissions.allows(person, "calls.take_shift"):
        return
    for shift in rota_queries.for_my_page(person):
        values = {"line": call_queries.name_of_line(shift.line), "when": shift.when}
        if shift.person_id != person.pk:
            title = _("Somebody asks you to take over a shift: %(line)s, %(when)s")
            yield ToDo(title % values, _("See the rota"), reverse("portal:rota"), due=shift.day)
        elif shift.day <= clock.today() + SOON:
            has_begun = shift.has_begun
            yield ToDo(
                _("You have a shift: %(line)s, %(when)s") % values,
                _("Log a call") if has_begun else _("See the rota"),
                reverse("portal:log_call" if has_begun else "portal:rota"),
                due=shift.day,
            )


def gaps(reader):
    """Shifts that begin soon and that nobody has taken."""
    if not permissions.allows(reader.person, "calls.close_shift"):
        return
    days = rota_queries.days_of_gaps()
    if days:
        title = ngettext(
            "Nobody has taken %(count)d shift on the helplines",
            "Nobody has taken %(count)d shifts on the helplines",
            len(days),
        )
        yield ToDo(title % {"count": len(days)}, _("See the rota"), reverse("portal:rota"), due=min(days))


def tally(reader):
    """The talks of last month, until they are noted."""
    if not (permissions.allows(reader.person, "calls.keep_tally") and tally_queries.is_kept()):
        return
    month = tally_queries.last_month_to_note(reader.person)
    if month:
        yield ToDo(
            _("Note how many talks you had in %(month)s") % {"month": tally_queries.month_name(month)},
            _("Note it"),
            reverse("portal:tally", args=[month.year, month.month]),
            since=tally_queries.this_month(),
        )


TO_DO = [own_shifts, gaps, tally]
