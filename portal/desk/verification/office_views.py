"""Withdrawing a signature that was given by mistake, or by somebody else."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.unreadable import get_or_404
from portal.views import PortalView


class Withdraw(PortalView):
    rule = "declarations.withdraw_signature"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        return get_or_404(
            self.visible(declaration_queries.to_examine(Signature.objects.filter(ref=self.kwargs["ref"])))
        )

    def get(self, request, ref):
        return self.render("desk/verification/withdraw")

    def post(self, request, ref):
        declarations.withdraw(self.case, by=request.user)
        messages.success(request, _("The signature is withdrawn"))
        return redirect("portal:verify_code", self.case.grouped_code)
