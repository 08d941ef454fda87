"""What waits for a chapter's board here: gatherings to log, and people on a list whom somebody has to call."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock, permissions
from portal.activities.gatherings import queries as gathering_queries
from portal.activities.models import Gathering
from portal.to_do import Source, ToDo


def gatherings_of_boards(reader):
    in_force = Gathering.objects.filter(chapter__is_active=True)
    visible = permissions.visible_to(in_force, reader.person, "activities.log_gathering")
    return [gathering_queries.with_work_for_board(visible)]


def to_log_or_tell(reader, gatherings):
    for row in gatherings:
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


TO_DO = [Source(to_log_or_tell, gatherings_of_boards)]
