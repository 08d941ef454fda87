"""Pages for the secretariat and the administrators about how the site is run."""

from portal.operations import forgetting
from portal.views import PortalView


class Retention(PortalView):
    """What has been deleted, day by day: kinds and numbers, and nobody's name."""

    rule = "operations.view_retention"

    def get(self, request):
        return self.render(
            "operations/retention",
            days=forgetting.shown(),
            last=forgetting.last_finished(),
            may_audit=self.request.user.has_perm("operations.audit_events"),
            late=forgetting.LATE if forgetting.is_late() else "",
        )
