"""The office's pages about the role by an office: who lacks an assessment of their own, who has one, noting and
correcting it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.check import CorrectDateForm, NoteDateForm
from forms.correction import CORRECT_REASONS, OTHER
from portal import clock, organisation
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import Supporter
from portal.unreadable import found, get_or_404
from portal.views import PortalView

PER_PAGE = 50


class LeaderAssessments(PortalView):
    """Those who have the role by an office alone and no assessment of their own, who do not count for the grant; then
    all assessments: of whom, on which day, and who noted it."""

    rule = "supporters.note_leader_assessment"
    shows_others = True

    def get(self, request):
        waiting = self.visible(supporter_queries.by_office_without_assessment())
        waiting = Paginator(waiting, PER_PAGE).get_page(request.GET.get("mangler"))
        noted = self.visible(supporter_queries.leader_assessments(), "supporters.correct_leader_assessment")
        page = Paginator(noted, PER_PAGE).get_page(request.GET.get("page"))
        shown = found(noted.filter(pk__in=page.object_list.values("pk")))
        return self.render(
            "supporters/leader_assessments", waiting=waiting, page=page, noted=shown, unreadable=shown.unreadable
        )


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
        words = organisation.message_words()
        return NoteDateForm(data, first_day=first_day_of(self.case), today=clock.today(), words=words)

    def page(self, form):
        return self.render("supporters/note_leader_assessment", form=form, form_errors=bool(form.errors))


def first_day_of(supporter):
    """The day on which somebody was first appointed: nobody is assessed before."""
    return supporter.appointments.order_by("decided_on").values_list("decided_on", flat=True)[0]


class CorrectLeaderAssessment(PortalView):
    """Correct the day of an assessment, with why."""

    rule = "supporters.correct_leader_assessment"
    needs_fresh_code = True
    shows_others = True

    def get_case(self):
        return get_or_404(self.visible(supporter_queries.leader_assessments()).filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            supporters.correct_leader_assessment(self.case, by=request.user, **form.cleaned_data)
        except supporters.AlreadyNoted:
            form.add_error("on", _("An assessment of that day is noted already. Choose another day"))
            return self.page(form)
        messages.success(
            request, _("The day of the assessment of %(name)s is corrected.") % {"name": self.case.supporter}
        )
        return redirect("portal:leader_assessments")

    def form(self, data=None):
        day = self.case.on
        return CorrectDateForm(
            data,
            first_day=first_day_of(self.case.supporter),
            today=clock.today(),
            choices={"reason": [choice for choice in CORRECT_REASONS if choice[0] != OTHER]},
            initial={"on": f"{day.day}.{day.month}.{day.year}"},
            words=organisation.message_words(),
        )

    def page(self, form):
        return self.render("supporters/correct_leader_assessment", form=form, form_errors=bool(form.errors))
