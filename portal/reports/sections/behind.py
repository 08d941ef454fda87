"""The activities behind the numbers of a report."""

from portal.activities import queries as activity_queries
from portal.activities.counting import queries as counting_queries
from portal.reports.years import who_reports
from portal.unreadable import Found, found, found_values


def reported(chapter, year):
    """The activities that a chapter's report on a year tells of: its own, and those of ``who_reports.told_with``."""
    merged = who_reports.told_with(chapter, year)
    return activity_queries.of_chapters([chapter.pk, *(one.pk for one in merged)], year)


def activities_to_list(chapter, year, kind=""):
    """``[(key, verdict)]`` of a chapter's activities in a year, all or of one kind: those that do not count first.

    Then the newest first.
    """
    rows = reported(chapter, year).values_list(*counting_queries.JUDGED, named=True)
    rules = counting_queries.rules_for(year)
    sound = found_values(rows.filter(kind=kind) if kind else rows)
    pairs = counting_queries.with_verdicts(sound, rules)
    return Found(
        sorted(((row.pk, verdict) for row, verdict in pairs), key=lambda pair: pair[1].counts), sound.unreadable
    )


def late_activities(report):
    """How many activities of the year were logged after the report was sent: they stand apart from it."""
    if report is None or report.is_open:
        return 0
    return reported(report.chapter, report.year.base_year).filter(settled__isnull=True).count()


def activities_on(page):
    """``[(activity, verdict)]`` of some of ``activities_to_list``, in the same order."""
    sound = found(activity_queries.logged().filter(pk__in=[pk for pk, _verdict in page]))
    rows = {row.pk: row for row in sound}
    return Found([(rows[pk], verdict) for pk, verdict in page if pk in rows], sound.unreadable)
