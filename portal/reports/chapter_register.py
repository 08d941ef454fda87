"""What reports are to a chapter that closes, or becomes part of another one. Reports stay where they were."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal import clock
from portal.chapters.register.parts import Merger, Part, Waiting
from portal.reports.models import ChapterDecision, ChapterReport
from portal.reports.workflow import REPORT_OPEN
from portal.reports.years import queries as year_queries
from portal.reports.years import services as year_services


def waiting(chapter):
    """The reports that are not sent: those that are begun, and the one on last year."""
    begun = ChapterReport.objects.filter(chapter=chapter, state__in=REPORT_OPEN)
    years = set(begun.values_list("year__base_year", flat=True))
    last_year = clock.today().year - 1
    is_there = ChapterReport.objects.filter(chapter=chapter, year__base_year=last_year).exists()
    existed = chapter.starts is None or chapter.starts.year <= last_year
    decided = year_queries.decisions_in_force().filter(chapter=chapter, kind=ChapterDecision.Kind.NOT_REQUIRED)
    years |= {last_year} if existed and not is_there else set()
    for year in sorted(years - set(decided.values_list("year__base_year", flat=True))):
        address = reverse("portal:report", args=[chapter.short_name, year])
        yield Waiting(_("The report on %(year)s is not sent") % {"year": year}, address)


def move(merger: Merger) -> None:
    """The other chapter reports on the running year; this one is not asked for it any more."""
    if merger.by is None:  # the decision names who took it
        return
    reason = _("Became part of %(name)s, which reports on the year") % {"name": merger.into.name}
    year_services.decide(
        merger.chapter, merger.from_day.year, ChapterDecision.Kind.NOT_REQUIRED, reason=reason, by=merger.by
    )


PART = Part(waiting=waiting, move=move)
