"""What the talks of all supporters come to, month by month."""

from django.http import Http404

from portal import clock, organisation, permissions
from portal.calls.tally import queries
from portal.calls.totals import queries as total_queries
from portal.calls.totals.office_views import month_name, months_of, named
from portal.views import PortalView


class AllTallies(PortalView):
    """The talks of a year: how many in each month, and what they were about. Nobody's own numbers are shown."""

    rule = "calls.view_tallies"

    def get(self, request):
        if not queries.is_kept():
            raise Http404
        this_year = clock.today().year
        years, asked = [this_year, this_year - 1], request.GET.get("aar", "")
        year = int(asked) if asked in map(str, years) else this_year
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
