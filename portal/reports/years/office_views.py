"""The secretariat's page about a reporting year: all chapters' reports."""

from collections import Counter

from django.http import Http404
from django.utils.translation import gettext as _

from portal.reports.workflow import STATUS
from portal.reports.years import queries
from portal.views import PortalView


class Reports(PortalView):
    """All chapters' reports on a base year, with a filter by status."""

    shows_others = True

    rule = "reports.view_overview"

    def get(self, request, year):
        row = queries.reporting_year(year)
        if row is None:
            raise Http404
        lines = queries.overview(year)
        counts = Counter(line.status for line in lines)
        counts[queries.IN] = sum(counts[code] for code in queries.RECEIVED)
        views = {queries.IN: [*queries.RECEIVED], **{code: [code] for code in STATUS}}
        names = {queries.IN: _("Received, answered or not"), **STATUS}
        chosen = request.GET.get("status", "")
        return self.render(
            "reports/years/reports",
            year=year,
            deadline=row.deadline,
            lines=[line for line in lines if line.status in views[chosen]] if chosen in views else lines,
            count=len(lines),
            chosen=chosen if chosen in views else "",
            statuses=[{"code": code, "name": name, "count": counts[code]} for code, name in names.items()],
        )
