"""The office's pages about the role by an office: who lacks an assessment of their own, and noting it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.check import NoteDateForm
from portal import clock, organisation
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import Supporter
from portal.views import PortalView


class LeaderAssessments(PortalView):
    """Those who have the role by an office alone and no assessment of their own: they do not count for the grant."""

    rule = "supporters.note_leader_assessment"
    shows_others = True

    def get(self, request):
        rows = self.visible(supporter_queries.by_office_without_assessment())
        return self.render("supporters/leader_assessments", rows=rows)


class NoteLeaderAssessment(PortalView):
    """Note on which day the organisation assessed one of them."""

    rule = "supporters.note_leader_assessment"
    needs_fresh_code = True
    shows_others = True

    def get_case(self):
        rows = self.visible(Supporter.objects.select_related("person", "chapter"))
        return get_object_or_404(rows.filter(appointments__method="office").distinct(), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        supporters.note_leader_assessment(self.case, on=form.cleaned_data["on"], by=request.user)
        messages.success(request, _("The assessment of %(name)s is noted.") % {"name": self.case})
        return redirect("portal:leader_assessments")

    def form(self, data=None):
        first_day = self.case.appointments.order_by("decided_on").values_list("decided_on", flat=True)[0]
        words = organisation.message_words()
        return NoteDateForm(data, first_day=first_day, today=clock.today(), words=words)

    def page(self, form):
        return self.render("supporters/note_leader_assessment", form=form, form_errors=bool(form.errors))
