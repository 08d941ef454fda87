"""Queries about corrections: what can be corrected, the history of an activity, and what is struck."""

import datetime

from django.db.models import Q

from portal.activities.models import Activity
from portal.activities.presences import queries as presence_queries
from portal.models import Ref
from portal.unreadable import found

# The columns that nobody corrects: how the row came to be, and what this part keeps about it.
KEPT = {
    *("id", "ref", "token", "series", "settled", "logged_by", "logged_at", "undone_at"),
    *("version", "struck_at", "planned_as"),
}
CORRECTABLE = [column.name for column in Activity._meta.concrete_fields if column.name not in KEPT]


def written(value):
    """A value of an activity as a correction keeps it: a day as text, another row or several by their ``ref``."""
    if isinstance(value, Ref):
        return str(value.ref)
    if isinstance(value, list):
        return [written(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def written_values(activity):
    """``{column: value}`` of all that can be corrected, as a correction keeps them; ``present`` is who took part."""
    named = presence_queries.besides(presence_queries.present(activity), None)
    return {name: written(getattr(activity, name)) for name in CORRECTABLE} | {"present": written(named)}


def history(activity):
    """The corrections of an activity, the oldest first, with the people who made them."""
    return activity.corrections.select_related("by").order_by("version")


def values_at(activity, version):
    """What ``written_values`` gave when the activity had this version: what was corrected since is turned back."""
    values = written_values(activity)
    for row in found(activity.corrections.filter(version__gt=version).order_by("-version")):
        values |= {name: before for name, (before, _after) in row.changes.items() if name in values}
    return values


def struck():
    """Activities that are struck, newest first."""
    return Activity.objects.filter(struck_at__isnull=False).select_related("chapter", "led_by__person")


def struck_of_person(user, year):
    """What a person logged or led in a year, and is struck."""
    return struck().filter(Q(logged_by=user) | Q(led_by__person=user), day__year=year)


def struck_in_chapter(chapter, year):
    return struck().filter(chapter=chapter, day__year=year)


def with_people():
    return Activity.objects.select_related("chapter", "led_by__person", "logged_by")
