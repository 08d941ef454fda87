"""A supporter, or somebody on the way, as the board and the secretariat see them."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from forms.appointment import Appoint
from portal import clock
from portal.supporters import queries, services
from portal.supporters.models import Supporter
from portal.supporters.workflow import State
from portal.views import PortalView


class AppointOne(PortalView):
    """Appoint a person who is on the way, in a category. Shows what is still missing before they are active."""

    rule = "supporters.appoint_supporter"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        rows = self.visible(Supporter.objects.select_related("person", "chapter"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def form(self, data=None):
        central = self.request.user.has_perm("supporters.view_category")
        offered = [(found.code, str(found)) for found in queries.categories() if central or found.is_local]
        return Appoint(data, choices={"category": offered}, today=clock.today())

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        category = queries.category(form.cleaned_data["category"])
        services.appoint(
            self.case.person, category, self.case.chapter, by=request.user, decided_on=form.cleaned_data["decided_on"]
        )
        return redirect(reverse("portal:appoint", args=[ref]))

    def page(self, form):
        self.case.refresh_from_db()
        appointments = self.case.appointments.filter(ended_on__isnull=True).select_related("category", "decided_by")
        return self.render(
            "supporters/appoint",
            form=form,
            form_errors=bool(form.errors),
            state=State(self.case.state).label,
            appointments=[(row, queries.checklist(self.case.person, row.category)) for row in appointments],
        )
