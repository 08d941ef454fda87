"""The secretariat's page about entries that look alike and were said to be two activities."""

from django.core.paginator import Paginator

from portal.activities.double_entries import queries
from portal.unreadable import found
from portal.views import PortalView

PER_PAGE = 50


class EntriesSaidToBeTwo(PortalView):
    """All pairs about which somebody has answered that they are two activities, the newest answer first."""

    rule = "activities.view_double_entry"
    shows_others = True

    def get(self, request):
        rows = queries.said_to_be_two()
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        shown = found(rows.filter(pk__in=page.object_list.values("pk")))
        return self.render(
            "activities/double_entries/said_to_be_two", page=page, answers=shown, unreadable=shown.unreadable
        )
