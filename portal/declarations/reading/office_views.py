"""The pages of the office about those who want to have the declaration explained: the list, and one of them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from portal.declarations.models import ExplanationRequest
from portal.declarations.reading import queries, services
from portal.views import PortalView

PER_PAGE = 50


class Explanations(PortalView):
    """Those who wait, the longest wait first."""

    rule = "declarations.explain_declaration"
    shows_others = True

    def get(self, request):
        waiting = self.visible(queries.waiting_requests()).select_related("person")
        page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
        rows = [(row, queries.explain_by(row), queries.is_late(row)) for row in page]
        return self.render("declarations/explanations", rows=rows, page=page)


class OneExplanation(PortalView):
    """Who asked, how they are reached, and the button that says that it is done."""

    rule = "declarations.explain_declaration"
    shows_others = True

    def get_case(self):
        rows = ExplanationRequest.objects.select_related("person", "text", "done_by")
        return get_object_or_404(self.visible(rows), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.render(
            "declarations/explanation", explain_by=queries.explain_by(self.case), is_late=queries.is_late(self.case)
        )

    def post(self, request, ref):
        if "reopen" in request.POST:
            services.reopen_explanation(self.case, by=request.user)
        else:
            services.finish_explanation(self.case, by=request.user)
            messages.success(request, _("Noted: it is explained."))
        return redirect("portal:explanation_request", ref)
