"""The secretariat's pages about a reporting year: all chapters' reports, its dates, what applies to one chapter."""

from collections import Counter

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.report_year import ChapterDecisionForm, YearDatesForm
from portal import clock, organisation
from portal.chapters.models import Chapter
from portal.reports.workflow import STATUS
from portal.reports.years import queries, services
from portal.reports.years.validation import Refused
from portal.views import PortalView


def year_or_404(base_year):
    """The ``ReportingYear`` that a page is about. It need not be saved."""
    row = queries.reporting_year(base_year)
    if row is None:
        raise Http404
    return row


class Reports(PortalView):
    """All chapters' reports on a base year, with a filter by status."""

    shows_others = True

    rule = "reports.view_overview"

    def get(self, request, year):
        row = year_or_404(year)
        lines = queries.overview(year)
        counts = Counter(line.status for line in lines)
        counts[queries.IN] = sum(counts[code] for code in queries.RECEIVED)
        views = {queries.IN: [*queries.RECEIVED], **{code: [code] for code in STATUS}}
        names = {queries.IN: _("Received, answered or not"), **STATUS}
        chosen = request.GET.get("status", "")
        return self.render(
            "reports/years/reports",
            year=year,
            opens=row.opens,
            deadline=row.deadline,
            may_change=request.user.has_perm("reports.change_year"),
            lines=[line for line in lines if line.status in views[chosen]] if chosen in views else lines,
            count=len(lines),
            chosen=chosen if chosen in views else "",
            statuses=[{"code": code, "name": name, "count": counts[code]} for code, name in names.items()],
        )


def typed(day):
    """A day as it is written in a form."""
    return f"{day.day}.{day.month}.{day.year}"


class ChangeDates(PortalView):
    """From which day the reports on a base year can be begun, and their last day."""

    rule = "reports.change_year"
    needs_fresh_code = True

    def get(self, request, year):
        row = year_or_404(year)
        return self.page(row, self.form(row))

    def post(self, request, year):
        row = year_or_404(year)
        form = self.form(row, request.POST)
        if form.is_valid():
            days = {"opens": form.cleaned_data["opens"], "last_day": form.cleaned_data["deadline"]}
            try:
                services.change_dates(year, **days, by=request.user)
            except Refused as refused:
                add_errors(form, refused)
            else:
                messages.success(request, _("The dates are saved."))
                return redirect("portal:reports", year=year)
        return self.page(row, form)

    def form(self, row, data=None):
        initial = {"opens": typed(row.opens), "deadline": typed(row.deadline)}
        return YearDatesForm(data, today=clock.today(), year=row.base_year + 1, initial=initial)

    def page(self, row, form):
        extended = [line.chapter for line in queries.overview(row.base_year) if line.dates.is_extended]
        return self.render(
            "reports/years/dates", year=row.base_year, form=form, form_errors=bool(form.errors), extended=extended
        )


def add_errors(form, refused):
    for field, sentence in refused.errors.items():
        form.add_error(field, sentence)


class DecideForChapter(PortalView):
    """What applies to one chapter: more time, no report, or the same as for all the others; and what applied before."""

    rule = "reports.change_year"
    shows_others = True
    needs_fresh_code = True

    def get(self, request, year, short_name):
        return self.page(self.form())

    def post(self, request, year, short_name):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                services.decide(self.chapter, year, by=request.user, **form.cleaned_data)
            except Refused as refused:
                add_errors(form, refused)
            else:
                messages.success(request, _("It is saved, and %(chapter)s can see it.") % {"chapter": self.chapter})
                return redirect("portal:reports", year=year)
        return self.page(form)

    @cached_property
    def row(self):
        return year_or_404(self.kwargs["year"])

    @cached_property
    def chapter(self):
        return get_object_or_404(Chapter, short_name=self.kwargs["short_name"])

    def form(self, data=None):
        words = organisation.message_words()
        return ChapterDecisionForm(data, today=clock.today(), year=self.row.base_year + 1, words=words)

    def page(self, form):
        return self.render(
            "reports/years/decide",
            year=self.row.base_year,
            chapter=self.chapter,
            dates=queries.dates_of(self.chapter, self.row),
            decisions=queries.decisions_about(self.chapter, self.row),
            form=form,
            form_errors=bool(form.errors),
        )
