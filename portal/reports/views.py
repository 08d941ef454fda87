"""A chapter's pages about its annual report: status, form, activities, receipt, PDF."""

import io

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.annual_report import STEPS
from forms.choices import ACTIVITY_KINDS
from forms.steps import validate_answers
from forms.wizard import StepWizard
from portal import clock, organisation, permissions
from portal.activities import queries as activity_queries
from portal.activities.corrections import queries as correction_queries
from portal.activities.words import in_words
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter
from portal.moves import Stale
from portal.reports import queries, services
from portal.reports.workflow import STATUS, TAGS, State, status_of
from portal.reports.years import queries as year_queries
from portal.reports.years import services as year_services
from portal.unreadable import found, found_values
from portal.views import PortalView

FIRST, LAST = STEPS[0].key, STEPS[-1].key
ROWS_ON_A_PAGE = 100


class ChapterPage(PortalView):
    """Base class: a page about one chapter and one base year.

    The case is the chapter. ``self.report`` is None if nobody has begun the report.
    """

    rule = "reports.view_report"

    def get_case(self):
        self.year = year_queries.reporting_year(self.kwargs["year"])
        if self.year is None:
            raise Http404
        chapter = get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])
        self.report = queries.report_for(chapter, self.year.base_year)
        self.dates = year_queries.dates_of(chapter, self.year)
        return chapter

    def may(self, action):
        return permissions.allows(self.request.user, f"reports.{action}", self.case)

    @property
    def url_kwargs(self):
        return {"short_name": self.case.short_name, "year": self.year.base_year}

    @cached_property
    def message_words(self):
        return organisation.message_words()

    def shared_context(self):
        """The template context that all these pages share."""
        return {
            "chapter": self.case,
            "year": self.year.base_year,
            "report": self.report,
            "deadline": self.dates.last_day,
            "dates": self.dates,
            "opens": self.year.opens,
            "is_late": self.is_late,
            "senders": chapter_queries.leaders_of(self.case),
            "may_send": self.may("submit_report"),
        }

    @property
    def unanswered_doubles(self):
        """How many pairs of entries may be one activity, for those who can answer, until the report is sent."""
        is_open = (self.report is None or self.report.is_open) and self.may("prepare_report")
        return correction_queries.unanswered_in(self.case, self.year.base_year) if is_open else 0

    @property
    def is_late(self):
        """Whether a report sent now would be late."""
        return not self.dates.is_on_time(clock.now(), self.report)


class Report(ChapterPage):
    """The status of the report, its sections, and the button to begin or continue."""

    shows_others = True

    def get(self, request, short_name, year):
        may_fill_in = self.may("prepare_report")
        status = status_of(self.report.state if self.report else None, self.is_late, self.dates.is_required)
        is_begun = self.report is not None and self.report.is_open
        return self.render(
            "reports/report",
            **self.shared_context(),
            status_name=STATUS[status],
            tag=TAGS[status],
            is_begun=is_begun,
            doubles=self.unanswered_doubles,
            is_open_year=clock.today() >= self.year.opens,
            may_fill_in=may_fill_in,
            tasks=self.tasks(linked=is_begun and may_fill_in),
            correct_by=self.dates.counts_until(self.report) if self.is_sent_back_in_time else None,
            so_far=activity_queries.totals_in_words(self.year.base_year, self.total()),
        )

    def total(self):
        year = self.year.base_year
        rows = activity_queries.of_chapter(self.case, year).values_list(*activity_queries.JUDGED, named=True)
        return activity_queries.totals(found_values(rows), activity_queries.rules_for(year))

    @property
    def is_sent_back_in_time(self):
        return self.report is not None and self.report.state == State.RETURNED and self.report.on_time

    def tasks(self, linked):
        return [
            {
                "title": step.title,
                "href": reverse("portal:report_step", kwargs={**self.url_kwargs, "step": step.key}) if linked else "",
                "status": _("Filled in") if done else _("Not filled in yet"),
                "kind": "ok" if done else "",
            }
            for step, done in queries.section_states(self.report, self.message_words)
        ]

    def post(self, request, short_name, year):
        """Begin the report, or continue it."""
        if not self.may("prepare_report"):
            raise PermissionDenied
        if clock.today() < self.year.opens:
            return redirect("portal:report", **self.url_kwargs)
        row = year_services.open_year(self.year.base_year, by=request.user)
        report = services.prepare(self.case, row, by=request.user)
        if not report.is_open:
            return redirect("portal:report_receipt", **self.url_kwargs)
        return redirect("portal:report_step", **self.url_kwargs, step=FIRST)


class ReportedActivities(ChapterPage):
    """The activities that the numbers are calculated from, without their notes."""

    shows_others = True

    def get(self, request, short_name, year):
        kind = request.GET.get("type", "")
        names = dict(ACTIVITY_KINDS)
        rows = queries.activities_to_list(self.case, self.year.base_year, kind if kind in names else "")
        page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
        shown = queries.activities_on(page)
        struck = found(correction_queries.struck_in_chapter(self.case, self.year.base_year))
        return self.render(
            "reports/rows",
            **self.shared_context(),
            kind_name=names.get(kind, ""),
            query=f"type={kind}" if kind in names else "",
            page=page,
            struck=struck,
            unreadable=rows.unreadable + shown.unreadable + struck.unreadable,
            rows=[{"activity": activity, **in_words(verdict)} for activity, verdict in shown],
        )


class FillIn(ChapterPage, StepWizard):
    """The form of the report, section by section. The whole board can fill it in; sending needs ``submit_report``."""

    rule = "reports.prepare_report"
    template_name = "portal/reports/step.html"
    draft_kind = queries.DRAFT

    def dispatch(self, request, *args, **kwargs):
        self.received_at = clock.now()
        return super().dispatch(request, *args, **kwargs)

    @property
    def needs_fresh_code(self):
        """Asked for before the last page is shown, so that a report does not become late while waiting for the code."""
        is_sending = self.kwargs["step"] == LAST and self.request.POST.get("action") != "later"
        return is_sending and self.may("submit_report")

    def post(self, request, step=None, **kwargs):
        if step == LAST and request.POST.get("action") != "later" and not self.may("submit_report"):
            raise PermissionDenied
        return super().post(request, step=step, **kwargs)

    def draft_key(self):
        return self.report.draft_key if self.report else ""

    def form_values(self, step):
        return queries.form_values(self.message_words, self.year.base_year)(step)

    def get_form_initial(self, step):
        return {"role": "leader"} if step == LAST and self.may("submit_report") else {}

    def get_step_url(self, step):
        return reverse(self.url_name, kwargs={**self.url_kwargs, "step": step})

    def get_next_step(self, step=None):
        """The first incomplete section. Sections filled in beforehand are checked on the last page."""
        __, gaps = validate_answers(self.all_steps, self.request.draft.answers, form_values=self.form_values)
        return gaps[0].key if gaps else LAST

    def submit(self, answers):
        self.report = services.submit(self.report, answers, by=self.request.user, received_at=self.received_at)

    def redirect_without_draft(self):
        is_sent = self.report is not None and not self.report.is_open
        return redirect("portal:report_receipt" if is_sent else "portal:report", **self.url_kwargs)

    def respond_to_closed_step(self, step, elsewhere):
        """Raise ``Stale``, so that the page shows the text again; the last step holds none."""
        if step != LAST:
            raise Stale(step)
        return elsewhere

    def redirect_after_saving_for_later(self):
        return redirect("portal:report", **self.url_kwargs)

    def get_context_data(self, form, **kwargs):
        shows_numbers = self.steps.current in (FIRST, LAST)
        numbers = queries.numbers(self.case, self.year.base_year) if shows_numbers else {}
        return super().get_context_data(
            form,
            case=self.case,
            form_errors=bool(form.errors),
            numbers=numbers,
            doubles=self.unanswered_doubles if self.steps.current == LAST else 0,
            lines=queries.kind_lines(numbers),
            without=[one["name"] for one in numbers.get("supporters", []) if not one["counting"]],
            **self.shared_context(),
            **kwargs,
        )


class Receipt(ChapterPage):
    """The receipt: when the report was sent, whether in time, and a copy of it."""

    shows_others = True

    def get(self, request, short_name, year):
        if self.report is None or self.report.is_open:
            return redirect("portal:report", **self.url_kwargs)
        return self.render(
            "reports/receipt",
            **self.shared_context(),
            reference=str(self.report.ref)[:8].upper(),
            lines=queries.kind_lines(self.report.numbers),
            supporters=queries.supporter_lines(self.report.numbers),
            sections=queries.answers_in_words(self.report, self.message_words),
        )


class ReportPdf(ChapterPage):
    """The report as a PDF, with the names of the supporters; until the worker has made it, the receipt."""

    shows_others = True
    needs_fresh_code = True

    def get(self, request, short_name, year):
        copy = services.read_copy(self.report) if self.report else None
        if copy is None:
            return redirect("portal:report_receipt", **self.url_kwargs)
        return FileResponse(io.BytesIO(copy), content_type="application/pdf", filename=f"{short_name}-{year}.pdf")
