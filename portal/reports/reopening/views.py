"""Asking to open a report again, and the secretariat's answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.report_changes import AnswerReopeningForm, AskReopeningForm
from portal import organisation
from portal.moves import Stale
from portal.reports.chapter_page import ChapterPage
from portal.reports.office_views import ReportCase
from portal.reports.reopening import queries, services


class AskReopening(ChapterPage):
    """A page for the reason. While a request waits it shows that one, and no form."""

    rule = "reports.ask_reopening"

    def get(self, request, short_name, year):
        if self.report is None or self.report.is_open:
            return redirect("portal:report", **self.url_kwargs)
        return self.page(AskReopeningForm())

    def post(self, request, short_name, year):
        if self.report is None:
            return redirect("portal:report", **self.url_kwargs)
        form = AskReopeningForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        asked = services.ask(self.report, form.cleaned_data["reason"], by=request.user)
        if asked.reason == form.cleaned_data["reason"]:
            messages.success(request, _("You have asked. We answer as soon as we can, and everybody gets a mail."))
            return redirect("portal:report", **self.url_kwargs)
        return self.page(form, status=409)

    def page(self, form, status=200):
        waiting = queries.waiting(queries.requests_of(self.report))
        return self.render(
            "reports/reopening/ask",
            status=status,
            **self.shared_context(),
            form=form,
            form_errors=bool(form.errors),
            waiting=waiting,
            written=form.data.get("reason", "") if status == 409 else "",
        )


class AnswerReopening(ReportCase):
    """The secretariat's yes or no to a request to open the report again."""

    rule = "reports.reopen_report"
    shows_others = True
    needs_fresh_code = True

    def get(self, request, year, short_name):
        waiting = self.asked
        if waiting is None or not self.may(self.rule):
            return redirect("portal:handle_report", **self.kwargs)
        return self.page(waiting, self.form())

    def post(self, request, year, short_name):
        if not self.may(self.rule):
            raise PermissionDenied
        waiting, form = self.asked, self.form(request.POST)
        if waiting is None:
            return redirect("portal:handle_report", **self.kwargs)
        if request.POST.get("request") != str(waiting.ref):
            raise Stale(waiting)  # another request than the one that was read
        if not form.is_valid():
            return self.page(waiting, form)
        granted = form.cleaned_data["answer"] == "yes"
        services.answer(waiting, granted, form.cleaned_data["answer_words"], by=request.user)
        text = _("The report is open again.") if granted else _("The report stays as it was sent.")
        messages.success(request, text)
        return redirect("portal:handle_report", **self.kwargs)

    def form(self, data=None):
        return AnswerReopeningForm(data, words=organisation.message_words())

    def page(self, waiting, form):
        return self.render(
            "reports/reopening/answer",
            report=self.case,
            chapter=self.case.chapter,
            year=self.case.year.base_year,
            waiting=waiting,
            form=form,
            form_errors=bool(form.errors),
        )
