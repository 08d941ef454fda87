"""Queries about activities: a person's, a chapter's, those of no chapter, and the days of one."""

from django.db.models import Q

from portal.activities.models import Activity, Presence
from portal.supporters.models import Supporter
from portal.unreadable import readable


def logged():
    """Activities that were not undone, newest first, with the related rows that a list shows."""
    return Activity.objects.filter(undone_at__isnull=True).select_related("chapter", "led_by__person")


def of_person(user, year):
    """The activities that a person logged or led in a year."""
    mine = by_or_led_by(user, day__year=year)
    return logged().filter(mine).select_related("chapter", "led_by__person", "logged_by")


def years_of(user):
    """The years in which a person has activities, newest first."""
    found = Activity.objects.filter(by_or_led_by(user), undone_at__isnull=True).dates("day", "year", order="DESC")
    return [day.year for day in found if day]


def by_or_led_by(user, **when):
    """Condition: the person logged it or led it, here or in an entry that was the same, on the days of ``when``."""
    return logged_or_led(user.pk, Supporter.objects.filter(person=user).values("pk"), **when)


def logged_or_led(person, supporters, **when):
    """The same of a person's key and the keys of their supporter.

    Each of the three looks into its own index; a condition of all three, or a join, would read the whole table.
    """
    rows = Activity.objects.filter(undone_at__isnull=True, **when).order_by()
    own, led = rows.filter(logged_by=person), rows.filter(led_by__in=supporters)
    also = rows.filter(also_led(supporter__in=supporters))
    return Q(pk__in=own.values("pk").union(led.values("pk"), also.values("pk")))


def also_led(**by):
    """Condition: a supporter whom this describes led it, by an entry that was the same."""
    return Q(pk__in=Presence.objects.filter(role=Presence.Role.LED, **by).values("activity"))


def of_chapter(chapter, year):
    """A chapter's activities in a year."""
    return logged().filter(chapter=chapter, day__year=year)


def of_chapters(chapters, year):
    """The activities of several chapters (ids) in a year."""
    return logged().filter(chapter__in=chapters, day__year=year)


def of_no_chapter(year):
    """The activities of a year that belong to no chapter."""
    return logged().filter(chapter__isnull=True, day__year=year).select_related("led_by__person", "logged_by")


def series_of(activity):
    """The activities of the same series, this one among them, by day; it alone where there is none."""
    if activity.series is None:
        return [activity]
    same = Activity.objects.filter(series=activity.series, undone_at=activity.undone_at)
    return readable(same.select_related("chapter", "led_by__person").order_by("day", "pk"))[0]


def days_of(activity):
    """The days of an activity that lasted several, in order; else its own day alone."""
    return [row.day for row in series_of(activity)]


def likely_duplicates(*, token, kind, days, participants, by):
    """Activities of the same kind and number of participants on one of these days that this person has logged before.

    By day. What was logged with this ``token`` is left out: it comes from the same form. About what somebody else has
    logged they are asked after saving (``double_entries.queries.look_alike``), so nobody is asked twice about one pair.
    """
    same = logged().filter(logged_by=by, kind=kind, day__in=days, participants=participants)
    same = same.exclude(Q(token=token) | Q(series=token, series__isnull=False))
    return same.order_by("day", "pk")
