"""Base years: which are open, and which are closed because the report of a chapter is sent."""

from portal import clock
from portal.activities.models import Activity, ClosedYear


def first_open_year():
    """The first base year that can still be reported on, last year: nothing is logged of an earlier one."""
    return clock.today().year - 1


def open_years():
    """The base years in which somebody can log now."""
    return range(first_open_year(), clock.today().year + 1)


def is_closed(chapter, base_year):
    """Whether the chapter's report on the year is sent (``ClosedYear``)."""
    return ClosedYear.objects.filter(chapter=chapter, base_year=base_year).exists()


def is_past(activity):
    """Whether it is too late to report on its year."""
    return activity.day.year < first_open_year()


def stays_as_it_is(activity):
    """Whether nobody changes it any more: the report is sent, or it is too late for one."""
    return is_past(activity) or is_closed(activity.chapter_id, activity.day.year)


def settled_in(closed):
    """``[[ref of an activity, its verdict]]`` of all that stands in the report of a closed year."""
    rows = Activity.objects.filter(chapter=closed.chapter, day__year=closed.base_year, settled__isnull=False)
    return [[str(ref), verdict] for ref, verdict in rows.order_by("pk").values_list("ref", "settled")]
