"""Queries about the supporters who took part in an activity without leading it."""

from collections import defaultdict

from portal.activities.models import Activity, Presence
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Supporter
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import was_supporter_on
from portal.unreadable import found as readable_rows


def present_at(activities):
    """``{activity id: [Supporter]}`` of these activities, by family name. One query."""
    found = defaultdict(list)
    took_part = Presence.objects.filter(role=Presence.Role.TOOK_PART)
    rows = took_part.filter(activity__in=activities).select_related("supporter__person")
    rows = rows.order_by("supporter__person__family_name", "supporter__person__given_name", "supporter")
    for row in readable_rows(rows):
        found[row.activity_id].append(row.supporter)
    return found


def also_led(activity):
    """The supporters who led the activity by entries that were the same, each once."""
    rows = activity.presences.filter(role=Presence.Role.LED).select_related("supporter__person")
    return [row.supporter for row in readable_rows(rows.order_by("pk"))]


def leaders_of_same(activities):
    """The keys of the supporters who led these activities by entries that were the same, as a subquery."""
    return Presence.objects.filter(role=Presence.Role.LED, activity__in=activities).values("supporter")


def led_by_person(user):
    """The keys of the activities that this person led by an entry that was the same, as a subquery."""
    return Presence.objects.filter(role=Presence.Role.LED, supporter__person=user).values("activity")


def present(activity):
    """The same of one activity, as a list."""
    return present_at([activity])[activity.pk] if activity.pk else []


def besides(supporters, led_by):
    """These supporters without whoever led it, each once, in the order in which corrections and events name them."""
    return sorted({one for one in supporters if one != led_by}, key=lambda one: str(one.ref))


def refs(supporters):
    return [str(one.ref) for one in supporters]


def of_person(user, year):
    """The activities of a year in which others led and logged, and this person is named as having taken part."""
    mine = Presence.objects.filter(supporter__person=user, role=Presence.Role.TOOK_PART).values("activity")
    rows = Activity.objects.filter(pk__in=mine, day__year=year, undone_at__isnull=True).exclude(logged_by=user)
    led = Supporter.objects.filter(person=user).values("pk")
    rows = rows.exclude(led_by__in=led).exclude(pk__in=led_by_person(user))
    return rows.select_related("chapter", "led_by__person", "logged_by")


def years_of(user):
    """The years in which the person is named, the newest first."""
    rows = Activity.objects.filter(presences__supporter__person=user, undone_at__isnull=True)
    return [day.year for day in rows.dates("day", "year", order="DESC") if day]


def count_of(user):
    """In how many activities the person is named as having taken part, without those that are undone or struck."""
    took_part = Presence.objects.filter(role=Presence.Role.TOOK_PART, supporter__person=user)
    return took_part.filter(activity__undone_at__isnull=True).count()


def not_supporters_on(days, supporters):
    """``[(supporter, day)]``: those of these supporters who were not appointed and active on a day, with the first."""
    if not supporters:
        return []
    known = histories({one.pk for one in supporters})
    found = ((one, [day for day in days if not was_supporter_on(day, known[one.pk])]) for one in supporters)
    return [(one, missing[0]) for one, missing in found if missing]


def find(names, day):
    """``(supporters, names)``: who has one of these full names, of any chapter, and the names that are nobody's.

    A name is somebody's where exactly one who was a supporter on that day has it.
    """
    candidates = supporter_queries.with_names(names)
    known = histories({pk for keys in candidates.values() for pk in keys})
    then = {name: [pk for pk in keys if was_supporter_on(day, known[pk])] for name, keys in candidates.items()}
    found = {name: keys[0] for name, keys in then.items() if len(keys) == 1}
    rows = Supporter.objects.select_related("person").in_bulk(found.values())
    return [rows[pk] for pk in found.values()], [name for name in names if name not in found]
