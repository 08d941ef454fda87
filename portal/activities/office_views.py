"""The lists of the boards and the office: a chapter's activities, and those that belong to no chapter."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404

from portal import clock
from portal.activities import queries
from portal.activities.base_years import queries as base_year_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.words import in_words
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.models import Activity
from portal.activities.totals import queries as total_queries
from portal.activities.totals.words import totals_in_words
from portal.chapters.models import Chapter
from portal.views import PortalView

PER_PAGE = 50


class ActivitiesOfNoChapter(PortalView):
    """What the secretariat and central supporters have logged of a year that belongs to no chapter."""

    rule = "activities.view_of_no_chapter"
    shows_others = True

    def get(self, request):
        year = year_asked_for(request)
        pairs = counting_queries.with_verdicts(queries.of_no_chapter(year), counting_queries.rules_for(year))
        return self.render(
            "activities/of_no_chapter",
            year=year,
            years=list(base_year_queries.open_years())[::-1],
            in_words=totals_in_words(year, total_queries.totals_of(pairs)),
            rows=[{"activity": activity, **in_words(found)} for activity, found in pairs],
            unreadable=pairs.unreadable,
        )


class ActivitiesOfChapter(PortalView):
    """A chapter's activities of a year, the newest first, with what counts and what may be logged twice."""

    rule = "activities.view_of_chapter"
    shows_others = True

    def get_case(self):
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])

    def get(self, request, short_name):
        year = year_asked_for(request)
        rows = queries.of_chapter(self.case, year).select_related("chapter", "led_by__person", "logged_by")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        pairs = counting_queries.with_verdicts(
            rows.filter(pk__in=page.object_list.values("pk")), counting_queries.rules_for(year)
        )
        shown = Activity.objects.filter(pk__in=[activity.pk for activity, _found in pairs])
        doubles = set(double_entry_queries.with_double(shown).values_list("pk", flat=True))
        return self.render(
            "activities/of_chapter",
            year=year,
            years=list(base_year_queries.open_years())[::-1],
            page=page,
            query=f"aar={year}",
            unreadable=pairs.unreadable,
            rows=[
                {"activity": activity, "may_be_double": activity.pk in doubles, **in_words(found)}
                for activity, found in pairs
            ],
        )


def year_asked_for(request):
    """The open year in the address; this year where it is none."""
    asked = request.GET.get("aar", "")
    return int(asked) if asked in map(str, base_year_queries.open_years()) else clock.today().year
