"""Closing a chapter's base year, and opening it again."""

import datetime
from typing import Any

from django.db import transaction

from portal import clock, events, witness
from portal.accounts.models import User
from portal.activities import queries as activity_queries
from portal.activities.base_years import queries
from portal.activities.counting import queries as counting_queries
from portal.activities.models import Activity, ClosedYear
from portal.activities.verbs import Verb
from portal.chapters.models import Chapter
from portal.models import Event
from portal.unreadable import readable

CLOSED_YEAR = {
    "id": "the number of the row",
    "ref": "the reference of the year",
    "chapter": "the chapter",
    "base_year": "the year",
    "closed_at": "when it was closed",
}
# Since when each closing of a year is written into the event log.
WITNESSED_SINCE = datetime.datetime(2026, 11, 29, tzinfo=clock.OSLO)


class YearNotOpen(Exception):
    """The base year is before the first one that can still be reported on, or has not begun."""


class YearClosed(Exception):
    """The report of the chapter's year is sent: what stands in it is not changed."""


def lock(*chapters: int | None) -> None:
    """Lock these chapters (ids), so that nobody closes a year of theirs or changes the same activity meanwhile.

    None stands for no chapter: what belongs to none is never closed.
    """
    list(Chapter.objects.select_for_update().filter(pk__in=chapters).order_by("pk"))


def check_not_closed(activity: Activity) -> None:
    """Raises ``YearClosed``, and ``YearNotOpen`` where it is too late to report on its year."""
    if queries.is_closed(activity.chapter_id, activity.day.year):
        raise YearClosed(activity.day.year)
    if activity.day.year < queries.first_open_year():
        raise YearNotOpen(activity.day)


@transaction.atomic
def close_year(chapter: Chapter, base_year: int, *, by: User | None) -> ClosedYear:
    """Close a chapter's year, because its report is sent; a second call changes nothing.

    Every activity keeps its verdict of this moment. What is logged later stands apart (``verdicts.APART``).
    """
    lock(chapter.pk)
    closed, is_new = ClosedYear.objects.get_or_create(
        chapter=chapter, base_year=base_year, defaults={"closed_at": clock.now()}
    )
    if is_new:
        # What cannot be read has no verdict, and never counts.
        rows, _unreadable = readable(activity_queries.of_chapter(chapter, base_year))
        found = counting_queries.judge(rows, counting_queries.rules_for(base_year), as_if_open=True)
        for row in rows:
            row.settled = counting_queries.settled_as(found[row.pk])
        Activity.objects.bulk_update(rows, ["settled"], batch_size=500)
        events.record(
            Verb.ACTIVITY_YEAR_CLOSE, subject=closed, by=by, details=_of_year(closed), columns=_columns(closed)
        )
    return closed


def record_found_years() -> int:
    """Record of each year that was closed before this was written down that it was found closed, and return how many.

    The event says how the row is now and that nobody saw it close. A year of which there is an event has none anew, nor
    one that was closed ``WITNESSED_SINCE`` or later: of that one something was taken away.
    """
    count = 0
    for pk in ClosedYear.objects.filter(closed_at__lt=WITNESSED_SINCE).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            closed = ClosedYear.objects.select_for_update().filter(pk=pk).first()
            if closed and not Event.objects.filter(subject=closed.ref).exists():
                details = {**_of_year(closed), "witnessed": False}
                columns = _columns(closed)
                events.record(Verb.ACTIVITY_YEAR_FIND, subject=closed, by=None, details=details, columns=columns)
                count += 1
    return count


def _columns(closed: ClosedYear) -> dict[str, object]:
    return witness.values_of(closed, CLOSED_YEAR) | {"settled": queries.settled_in(closed)}


@transaction.atomic
def reopen_year(chapter: Chapter, base_year: int, *, by: User | None) -> None:
    """Open a chapter's year again, because its report was sent back. What was logged after the report counts too."""
    lock(chapter.pk)
    closed = ClosedYear.objects.filter(chapter=chapter, base_year=base_year).first()
    if closed:
        Activity.objects.filter(chapter=chapter, day__year=base_year).update(settled=None)
        events.record(Verb.ACTIVITY_YEAR_REOPEN, subject=closed, by=by, details=_of_year(closed))
        closed.delete()


def _of_year(closed: ClosedYear) -> dict[str, Any]:
    return {"chapter": closed.chapter.ref, "base_year": closed.base_year}
