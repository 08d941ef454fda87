"""The page of the office about somebody who wants to have the declaration explained."""

from django.shortcuts import get_object_or_404

from portal.declarations.models import ExplanationRequest
from portal.views import PortalView


class OneExplanation(PortalView):
    """Who asked, and how they are reached."""

    rule = "declarations.explain_declaration"
    shows_others = True

    def get_case(self):
        rows = ExplanationRequest.objects.select_related("person", "text")
        return get_object_or_404(self.visible(rows), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.render("declarations/explanation")
