"""The secretariat's page about one report: approving it, or sending it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.annual_report import AnswerForm
from forms.fields import parse_whole_number
from portal import organisation, permissions
from portal.reports import queries, services
from portal.reports.models import ChapterReport
from portal.reports.workflow import STATUS, State, status_of
from portal.reports.years import queries as year_queries
from portal.views import PortalView

ANSWER = "reports.handle_report"


class HandleReport(PortalView):
    """One report, with the form for approving it or sending it back."""

    rule = "reports.view_overview"
    shows_others = True
    needs_fresh_code = True
    can_be_read_without_code = True

    def get_case(self):
        rows = self.visible(ChapterReport.objects.select_related("chapter", "year", "attested_by"))
        place = {"year__base_year": self.kwargs["year"], "chapter__short_name": self.kwargs["short_name"]}
        return get_object_or_404(rows, **place)

    def get(self, request, year, short_name):
        return self.page(self.form())

    def post(self, request, year, short_name):
        if not self.may_answer():
            raise PermissionDenied
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        self.case.version = parse_whole_number(request.POST.get("version")) or self.case.version  # what was read
        if form.cleaned_data["verdict"] == "approve":
            services.approve(self.case, by=request.user)
            text = _("The report from %(chapter)s is approved.")
        else:
            services.return_(self.case, form.cleaned_data["words"], by=request.user)
            text = _("The report is sent back to %(chapter)s.")
        messages.success(request, text % {"chapter": self.case.chapter})
        return redirect("portal:handle_report", year=year, short_name=short_name)

    def may_answer(self):
        return permissions.allows(self.request.user, ANSWER, self.case)

    def following(self):
        """The report of the same year that has waited longest for an answer; None while this one waits."""
        if self.case.state == State.SENT:
            return None
        rows = permissions.visible_to(ChapterReport.objects.filter(state=State.SENT), self.request.user, ANSWER)
        return rows.filter(year=self.case.year).select_related("chapter").order_by("received_at").first()

    def form(self, data=None):
        return AnswerForm(data, words=organisation.message_words())

    def page(self, form):
        dates = year_queries.dates_of(self.case.chapter, self.case.year)
        return self.render(
            "reports/handle",
            report=self.case,
            chapter=self.case.chapter,
            year=self.case.year.base_year,
            status_name=STATUS[status_of(self.case.state, dates.is_past, dates.is_required)],
            form=form,
            form_errors=bool(form.errors),
            following=self.following(),
            may_answer=self.case.state == State.SENT and self.may_answer(),
            code_first_url=self.code_first_url("answer"),
            numbers=self.case.numbers,
            lines=queries.kind_lines(self.case.numbers),
            supporters=queries.supporter_lines(self.case.numbers),
            sections=queries.answers_in_words(self.case, organisation.message_words()) if self.case.answers else [],
        )
