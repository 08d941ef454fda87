"""Which chapters a year has, and whose report tells of each.

Where one became part of another one before the year was over, the other one reports on what both did. So each activity
stands in one report: nobody reports on a year that another chapter tells of, and what a chapter has sent itself, or
another one has sent without it, stays where it is.
"""

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal import clock
from portal.activities.models import Activity
from portal.chapters.models import Chapter
from portal.moves import IllegalMove
from portal.reports.models import ChapterReport
from portal.reports.workflow import REPORT_OPEN

MERGED = "merged"  # in the numbers of a report: the chapters that it tells of besides its own


def chapters_of(base_year: int) -> QuerySet[Chapter]:
    """The chapters of a year: those that were there on some day of it, and others that logged or reported on it."""
    first, last = datetime.date(base_year, 1, 1), datetime.date(base_year, 12, 31)
    began = Q(starts__isnull=True) | Q(starts__lte=last)
    was_there = began & (Q(ends__isnull=True) | Q(ends__gte=first))
    logged = Activity.objects.filter(day__range=(first, last), undone_at__isnull=True, chapter=OuterRef("pk"))
    reported = ChapterReport.objects.filter(year__base_year=base_year).values("chapter")
    return Chapter.objects.filter(was_there | Exists(logged) | Q(pk__in=reported))


def reporters(base_year: int) -> dict[int, int]:
    """``{chapter: the one whose report tells of it}``, as keys, of those that do not report on the year themselves.

    One query where none became part of another one, two where some did.
    """
    before = min(datetime.date(base_year, 12, 31), clock.today())
    merged = Chapter.objects.filter(merged_into__isnull=False, ends__lt=before)
    found = {pk: (str(ref), into) for pk, ref, into in merged.values_list("pk", "ref", "merged_into")}
    if not found:
        return {}
    told = _told_in(base_year, {*found, *(into for _ref, into in found.values())})
    reporter = {pk: _reporter(pk, found, told) for pk in found}
    return {pk: by for pk, by in reporter.items() if by != pk}


def _reporter(pk: int, merged: dict[int, tuple[str, int]], told: dict[int, set[str] | None]) -> int:
    """``merged`` is ``{chapter: (its ref, what it became part of)}``, ``told`` is ``_told_in``."""
    while pk in merged and pk not in told:
        ref, into = merged[pk]
        others = told.get(into)
        if others is not None and ref not in others:
            return pk  # the other one has sent its report without it
        pk = into
    return pk


def _told_in(base_year: int, chapters: set[int]) -> dict[int, set[str] | None]:
    """Of these chapters that have sent a report on the year: the refs of the others that it tells of.

    None of one that is open again: it can still tell of more.
    """
    rows = ChapterReport.objects.filter(year__base_year=base_year, chapter__in=chapters, received_at__isnull=False)
    told: dict[int, set[str] | None] = {}
    for chapter, state, others in rows.values_list("chapter", "state", f"numbers__{MERGED}"):
        told[chapter] = None if state in REPORT_OPEN else set(refs_in({MERGED: others}))
    return told


def refs_in(numbers: object) -> list[str]:
    """The refs of the chapters that the numbers of a report tell of, besides its own."""
    rows = numbers.get(MERGED) if isinstance(numbers, dict) else None
    return [row["ref"] for row in rows or [] if isinstance(row, dict) and isinstance(row.get("ref"), str)]


def told_by(chapter: Chapter, base_year: int) -> Chapter | None:
    """The chapter whose report tells of this one's year; None where it reports itself. No query for most."""
    if chapter.merged_into_id is None:
        return None
    reporter = reporters(base_year).get(chapter.pk)
    return Chapter.objects.get(pk=reporter) if reporter else None


def told_with(chapter: Chapter, base_year: int) -> list[Chapter]:
    """The chapters of whose year the report of this one tells besides its own, by name."""
    others = [pk for pk, by in reporters(base_year).items() if by == chapter.pk]
    return list(Chapter.objects.filter(pk__in=others).order_by("name")) if others else []


def may_be_told_with(chapter: Chapter) -> list[int]:
    """The keys of all that ever became part of this one, by way of others too: its report may tell of them."""
    into = dict(Chapter.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    found = [chapter.pk]
    for pk in found:  # grows while it is gone through
        found += [one for one, by in into.items() if by == pk and one not in found]
    return found[1:]


def check_reports(chapter: Chapter, base_year: int) -> None:
    """Raise ``IllegalMove`` where another chapter's report tells of this one's year."""
    if told_by(chapter, base_year):
        raise IllegalMove("report on a year that another chapter tells of")
