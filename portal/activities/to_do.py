"""What waits here: for a chapter's board gatherings to log, and people on a list whom somebody has to call; for it and
for whoever logged them, activities that may be logged twice."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, permissions
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.gatherings import queries as gathering_queries
from portal.activities.models import Gathering
from portal.to_do import Source, ToDo
from portal.unreadable import found


def gatherings_of_boards(reader):
    if not reader.person.has_perm("activities.log_gathering"):
        return None
    there_or_ended = Gathering.objects.filter(Q(chapter__is_active=True) | Q(chapter__ends__isnull=False))
    visible = permissions.visible_to(there_or_ended, reader.person, "activities.log_gathering")
    return [gathering_queries.with_work_for_board(visible)]


def to_log_or_tell(reader, gatherings):
    for row in found(gatherings):
        place = [row.chapter.short_name, row.ref]
        if row.has_begun:
            yield ToDo(
                reader.title_in(row.chapter, _("Log the gathering “%(title)s”") % {"title": row.title}),
                _("Log it"),
                reverse("portal:log_gathering", args=place),
                since=clock.local(row.starts_at).date(),
            )
        if row.has_people_to_tell:
            title = _("Call those who have got a place at “%(title)s”") % {"title": row.title}
            yield ToDo(
                reader.title_in(row.chapter, title),
                _("See the list"),
                reverse("portal:planned_gathering", args=place),
                due=clock.local(row.starts_at).date(),
            )


def entered_twice(reader):
    return [double_entry_queries.beside_others(permissions.access_of(reader.person), _lately())]


def _lately():
    return clock.today() - double_entry_queries.LATELY


def to_answer(reader, beside_others):
    """One line for all pairs: they are answered one after another, on one page."""
    rows = found(double_entry_queries.may_be_double(reader.person, _lately())) if beside_others else []
    pairs = {tuple(sorted((row.pk, row.double))) for row in rows}
    if pairs:
        title = ngettext(
            "%(count)d activity may be logged twice", "%(count)d activities may be logged twice", len(pairs)
        )
        yield ToDo(title % {"count": len(pairs)}, _("Look at it"), reverse("portal:double_entries"), since=rows[0].day)


TO_DO = [Source(to_log_or_tell, gatherings_of_boards), Source(to_answer, entered_twice)]
