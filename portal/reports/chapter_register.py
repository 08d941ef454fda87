"""What reports are to a chapter that closes, or becomes part of another one. Reports stay where they were."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.chapters.register.parts import Part, Waiting
from portal.reports import services
from portal.reports.models import ChapterDecision, ChapterReport
from portal.reports.workflow import REPORT_OPEN
from portal.reports.years import queries as year_queries
from portal.reports.years import services as year_services
from portal.reports.years import who_reports


def waiting(chapter):
    """The reports that are not sent: those that are begun, and the one on last year."""
    begun = ChapterReport.objects.filter(chapter=chapter, state__in=REPORT_OPEN)
    years = set(begun.values_list("year__base_year", flat=True))
    last_year = clock.today().year - 1
    for year in sorted(years | ({last_year} if _owes(chapter, last_year) else set())):
        address = reverse("portal:report", args=[chapter.short_name, year])
        yield Waiting(_("The report on %(year)s is not sent") % {"year": year}, address)


def ended(event, subject, by):
    """Begin the report on last year of a chapter that ended without it, so that it is still asked for."""
    last_year = clock.today().year - 1
    if not _owes(subject, last_year):
        return
    year = year_services.open_year(last_year, by=by)
    if clock.today() >= year.opens:
        services.prepare(subject, year, by=by)


def _owes(chapter, year):
    """Whether a chapter that was there in a year has not begun its report on it, and none was done without."""
    had_begun = chapter.starts is None or chapter.starts.year <= year
    had_ended = chapter.ends is not None and chapter.ends.year < year
    decided = year_queries.decisions_in_force().filter(chapter=chapter, year__base_year=year)
    is_let_off = decided.filter(kind=ChapterDecision.Kind.NOT_REQUIRED).exists()
    is_needed = not is_let_off and who_reports.told_by(chapter, year) is None
    return had_begun and not had_ended and is_needed and not chapter.reports.filter(year__base_year=year).exists()


PART = Part(waiting=waiting)
