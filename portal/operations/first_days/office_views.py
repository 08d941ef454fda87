"""The page for the first days of a new site."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.models import OutboxMail
from portal.operations.first_days import queries, services
from portal.views import PortalView


class FirstDays(PortalView):
    """What is done and what is left before the site is opened. A POST sends a test e-mail to whoever asks."""

    rule = "operations.view_first_days"

    def get(self, request):
        found, last = queries.steps(request.user), queries.last_test(request.user)
        return self.render(
            "operations/first_days/first_days",
            steps=found,
            may_import=request.user.has_perm("operations.import_register"),
            left=sum(not step.is_done for step in found),
            waits=last is not None and last.state == OutboxMail.State.WAITING,
        )

    def post(self, request):
        if not request.user.has_perm("operations.send_test_mail"):
            raise PermissionDenied
        services.send_test(by=request.user)
        messages.success(request, _("We send you a test e-mail."))
        return redirect("portal:first_days")
