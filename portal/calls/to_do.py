"""What waits for those who answer a helpline, and for those who see to it that somebody does."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import permissions
from portal.calls import queries
from portal.calls.rota import links
from portal.calls.rota import queries as rota_queries
from portal.calls.tally import queries as tally_queries
from portal.to_do import Source, ToDo
from portal.unreadable import found


def shifts_of_lines(reader):
    if not permissions.allows(reader.person, "calls.take_shift"):
        return None
    return [reader.once(rota_queries.for_my_page, reader.person)]


def own_shifts(reader, shifts):
    """One's shifts of today and tomorrow, and those that others ask one to take over."""
    for shift in found(shifts):
        if shift.is_over:
            continue
        values = {"line": queries.name_of_line(shift.line), "when": shift.when}
        if shift.person_id != reader.person.pk:
            title = _("Somebody asks whether you can take a shift: %(line)s, %(when)s")
            yield ToDo(title % values, _("See the shift"), links.to_shift(shift), due=shift.day, has_day_in_title=True)
        elif rota_queries.is_today_or_tomorrow(shift):
            has_begun = shift.has_begun
            yield ToDo(
                _("You have a shift: %(line)s, %(when)s") % values,
                _("Log a call") if has_begun else _("See the shift"),
                reverse("portal:log_call") if has_begun else links.to_shift(shift),
                due=shift.day,
                has_day_in_title=True,
            )


def free_shifts(reader):
    return [rota_queries.free_shifts()] if permissions.allows(reader.person, "calls.close_shift") else None


def gaps(_reader, shifts):
    """Shifts that begin soon and that nobody has taken."""
    soon = sorted((one for one in found(shifts) if rota_queries.begins_soon(one)), key=lambda one: one.starts_at)
    if len(soon) == 1:
        values = {"line": queries.name_of_line(soon[0].line), "when": soon[0].when}
        title = _("Nobody has taken this shift: %(line)s, %(when)s") % values
        yield ToDo(title, _("Find somebody"), links.to_shift(soon[0]), due=soon[0].day, has_day_in_title=True)
    elif soon:
        values = {"count": len(soon), "line": queries.name_of_line(soon[0].line), "when": soon[0].when}
        title = _("Nobody has taken %(count)d shifts. The first is %(line)s, %(when)s") % values
        yield ToDo(title, _("Find somebody"), links.to_gaps(), due=soon[0].day, has_day_in_title=True)


def month_to_note(reader):
    if permissions.allows(reader.person, "calls.keep_tally") and tally_queries.is_kept():
        return [tally_queries.lacking_last_month(reader.person)]
    return None


def tally(_reader, lacking):
    """The talks of last month, until they are noted."""
    if lacking:
        month = tally_queries.last_month()
        yield ToDo(
            _("Note how many talks you had in %(month)s") % {"month": tally_queries.month_in_words(month)},
            _("Note it"),
            reverse("portal:tally", args=[month.year, month.month]),
            since=tally_queries.this_month(),
        )


TO_DO = [Source(own_shifts, shifts_of_lines), Source(gaps, free_shifts), Source(tally, month_to_note)]
