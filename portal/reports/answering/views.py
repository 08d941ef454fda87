"""The page on which a chapter says that a number is another one than the log's."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.choices import ACTIVITY_KINDS
from forms.report_changes import CorrectNumberForm
from portal import organisation
from portal.reports import queries as report_queries
from portal.reports.answering import services
from portal.reports.chapter_page import FIRST, ChapterPage

TAKE_BACK = "take_back"


class CorrectNumbers(ChapterPage):
    """Which number is wrong, what is right, and why; and what was said before, with a button that takes it back."""

    rule = "reports.prepare_report"

    def get(self, request, short_name, year):
        if self.report is None or not self.report.is_open:
            return redirect("portal:report", **self.url_kwargs)
        said = self.report.corrections
        kind = request.GET.get("type") or (next(iter(said)) if len(said) == 1 else "")
        known = said.get(kind, {})
        return self.page(self.form(initial={"kind": kind, "number": "count", **known}))

    def post(self, request, short_name, year):
        if self.report is None:
            return redirect("portal:report", **self.url_kwargs)
        kind = request.POST.get(TAKE_BACK)
        if kind:
            services.take_back(self.report, kind, by=request.user)
            messages.success(request, _("The number that was counted stands alone again."))
            return redirect("portal:correct_numbers", **self.url_kwargs)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        services.correct(self.report, by=request.user, **form.cleaned_data)
        messages.success(request, _("Both numbers are kept: the one that was counted, and yours."))
        return redirect("portal:report_step", **self.url_kwargs, step=FIRST)

    def form(self, data=None, initial=None):
        kinds = [(code, organisation.fill_in_words(name)) for code, name in ACTIVITY_KINDS]
        return CorrectNumberForm(data, initial=initial, choices={"kind": kinds})

    def page(self, form):
        lines = report_queries.kind_lines(report_queries.numbers_of(self.report))
        return self.render(
            "reports/answering/correct",
            **self.shared_context(),
            form=form,
            form_errors=bool(form.errors),
            first=FIRST,
            lines=[line for line in lines if line["said"]],
        )
