"""The secretariat's page about entries that look alike and were said to be two activities."""

from portal.activities.corrections import queries
from portal.views import PortalView


class EntriesSaidToBeTwo(PortalView):
    """All pairs about which somebody has answered that they are two activities, the newest answer first."""

    rule = "activities.view_double_entry"
    shows_others = True

    def get(self, request):
        return self.render("activities/corrections/said_to_be_two", answers=queries.said_to_be_two())
