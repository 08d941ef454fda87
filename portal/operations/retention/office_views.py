"""A page for the secretariat and the administrators: what has been deleted."""

from portal.operations.retention import services
from portal.views import PortalView


class Retention(PortalView):
    """What has been deleted, day by day: kinds and numbers, and nobody's name."""

    rule = "operations.view_retention"

    def get(self, request):
        return self.render(
            "operations/retention/log",
            days=services.shown(),
            last=services.last_finished(),
            may_audit=self.request.user.has_perm("operations.audit_events"),
            late=services.LATE if services.is_late() else "",
        )
