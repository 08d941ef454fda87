"""What the talks of all supporters come to, month by month."""

from django.http import Http404
from django.utils.translation import gettext as _

from portal import organisation, permissions
from portal.activities.base_years import queries as base_year_queries
from portal.calls.tables import file_of, month_name, months_of, named
from portal.calls.tally import queries, services
from portal.calls.totals import queries as total_queries
from portal.views import PortalView


class AllTallies(PortalView):
    """The talks of a year: how many in each month, and what they were about. Nobody's own numbers are shown."""

    rule = "calls.view_tallies"

    def get(self, request):
        if not queries.is_kept():
            raise Http404
        years, asked = years_told(), request.GET.get("aar", "")
        year = int(asked) if asked in map(str, years) else years[0]
        exact = permissions.allows(request.user, "calls.view_exact_totals")
        months, themes = queries.of_year(year, exact=exact)
        nothing = total_queries.Number()
        return self.render(
            "calls/tally/all",
            year=year,
            years=years,
            exact=exact,
            small=total_queries.SMALL,
            months=[[month_name(month), str(months[month][1]), str(months[month][0])] for month in months_of(year)],
            themes=[
                [str(name), str(themes.get(code, nothing))]
                for code, name in named(organisation.topics(), themes, organisation.topic_names)
            ],
        )


class TalliesFile(PortalView):
    """The talks of a year by month and theme, as a spreadsheet. Small numbers are not told in it."""

    rule = "calls.view_tallies"
    needs_fresh_code = True

    def get(self, request, year):
        if not queries.is_kept() or year not in years_told():
            raise Http404
        months, of_year = queries.of_year(year, exact=False)
        themes = queries.themes_by_month(year)
        names = named(organisation.topics(), of_year, organisation.topic_names)
        lines = []
        for month in months_of(year):
            noted_by, talks = months[month]
            lines.append([month_name(month), _("All talks"), talks.value, noted_by])
            for code, name in names:
                if (month, code) in themes:
                    lines.append([month_name(month), str(name), themes[month, code].value, None])
        title = _("Talks in %(year)s") % {"year": year}
        heads = [_("Month"), _("Theme"), _("Talks, or how many ticked the theme"), _("Noted by")]
        response = file_of(title, heads, lines)
        if request.method == "GET":  # a HEAD gives nothing away
            services.note_export(year, by=request.user)
        return response


def years_told():
    """The years that are shown: this one and the last."""
    return list(reversed(base_year_queries.open_years()))
