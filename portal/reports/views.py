"""A chapter's pages about its annual report: where it stands, and the activities behind its numbers."""

from types import SimpleNamespace

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.annual_report import STEPS
from forms.choices import ACTIVITY_KINDS
from portal import clock
from portal.activities.corrections import queries as correction_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.words import in_words
from portal.activities.models import Activity
from portal.activities.totals import queries as total_queries
from portal.activities.totals.words import counting_in_words, totals_in_words
from portal.chapters.models import Chapter
from portal.reports import queries, services
from portal.reports.answering.places import said_at
from portal.reports.attachments import parts
from portal.reports.chapter_page import FIRST, LAST, ChapterPage
from portal.reports.reopening import queries as reopening_queries
from portal.reports.sections import behind
from portal.reports.sections import queries as section_queries
from portal.reports.signing import queries as signing_queries
from portal.reports.workflow import SECTION_STATUS, SECTION_TAGS, SENT_BEFORE, STATUS, TAGS, status_of
from portal.reports.years import services as year_services
from portal.reports.years import who_reports
from portal.unreadable import found, found_values

ROWS_ON_A_PAGE = 100
OPENS = "activities.view_activity"
MOST_LATE = 100  # of what was logged after the report was sent


class Report(ChapterPage):
    """The status of the report, its sections, and the button to begin or continue."""

    shows_others = True

    def get(self, request, short_name, year):
        may_fill_in = self.may("prepare_report") and self.dates.told_by is None
        status = status_of(self.report.state if self.report else None, self.is_late, self.dates.is_required)
        is_begun = self.report is not None and self.report.is_open
        numbers = queries.numbers_of(self.report) if is_begun else None
        waiting = signing_queries.waiting_on(self.report)
        told_with = who_reports.told_with(self.case, self.year.base_year)
        requests = reopening_queries.requests_of(self.report) if self.report and self.report.received_at else []
        return self.render(
            "reports/report",
            **self.shared_context(),
            status_name=STATUS[status],
            tag=TAGS[status],
            is_begun=is_begun,
            doubles=self.unanswered_doubles,
            is_open_year=clock.today() >= self.year.opens,
            may_fill_in=may_fill_in,
            tasks=self.tasks(numbers, linked=is_begun and may_fill_in),
            returned_places=said_at(self.report.returned_places) if self.report else [],
            waiting=waiting,
            why_not=signing_queries.why_fallen_away(waiting, self.message_words) if waiting else [],
            correct_by=self.dates.counts_until(self.report) if self.is_sent_back_in_time else None,
            told_with=told_with,
            looked_after=self.looked_after([self.case, *told_with]),
            late=behind.late_activities(self.report),
            first_received=signing_queries.first_received(self.report, self.report) if self.is_sent else None,
            requests=requests,
            is_asked=reopening_queries.waiting(requests) is not None,
            **self.so_far(numbers),
        )

    def looked_after(self, chapters):
        """Those of these chapters that have ended, and whose activities and gatherings this person opens."""
        ended = [one.pk for one in chapters if not one.is_active]
        rows = Chapter.objects.filter(pk__in=ended).order_by("name")
        return self.visible(rows, "activities.view_gatherings") if ended else []

    def so_far(self, numbers):
        """What is logged, and how much of it counts; once the report is sent, what stands in it.

        ``numbers`` are those of a report that is open.
        """
        if self.report is not None and not self.report.is_open:
            numbers = self.report.numbers
        keys = ("count", "participants", "counting")
        total = SimpleNamespace(**{key: numbers.get(key, 0) for key in keys}) if numbers else self.total()
        counting = counting_in_words(total) if total.counting else _("None of them counts")
        return {
            "so_far": totals_in_words(self.year.base_year, total),
            "so_far_counting": counting if total.count else "",
        }

    def total(self):
        year = self.year.base_year
        rows = behind.reported(self.case, year).values_list(*counting_queries.JUDGED, named=True)
        return total_queries.totals(found_values(rows), counting_queries.rules_for(year))

    @property
    def is_sent(self):
        return self.report is not None and not self.report.is_open

    @property
    def is_sent_back_in_time(self):
        return self.report is not None and self.report.state in SENT_BEFORE and self.report.on_time

    def tasks(self, numbers, linked):
        """The sections with their states, and the last step: for components/task_list.html."""
        values = queries.form_values(self.message_words, self.year.base_year, self.known)
        found = [
            {
                "title": state.step.title,
                "hint": ". ".join(state.changes) or state.confirmed_in_words,
                "status": SECTION_STATUS[state.code],
                "kind": SECTION_TAGS[state.code],
                "key": state.step.key,
            }
            for state in section_queries.states(self.report, values, numbers)
        ]
        others = parts.tasks(self.case.short_name, self.year.base_year, self.report, linked=linked)
        sending = {"title": STEPS[-1].title, "status": _("Not sent yet"), "kind": "", "key": LAST}
        steps = [{**task, "href": self.step_url(task["key"]) if linked else ""} for task in [*found, sending]]
        return [*steps[:-1], *others, steps[-1]]

    def step_url(self, key):
        return reverse("portal:report_step", kwargs={**self.url_kwargs, "step": key})

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
        step = LAST if signing_queries.waiting_on(self.report) else FIRST  # one signature is all that is missing
        return redirect("portal:report_step", **self.url_kwargs, step=step)


class ReportedActivities(ChapterPage):
    """The activities that the numbers are calculated from, without their notes."""

    shows_others = True

    def get(self, request, short_name, year):
        kind = request.GET.get("type", "")
        names = dict(ACTIVITY_KINDS)
        rows = behind.activities_to_list(self.case, self.year.base_year, kind if kind in names else "")
        inside, late = reopening_queries.split_late(rows)
        page = Paginator(inside, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
        shown, apart = behind.activities_on(page), behind.activities_on(late[:MOST_LATE])
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
            opened=self.opened([*(activity for activity, _verdict in [*shown, *apart]), *struck]),
            late=[activity for activity, _verdict in apart],
            more_late=len(late) - len(apart),
        )

    def opened(self, activities):
        """The keys of those of these activities that this person may open."""
        rows = Activity.objects.filter(pk__in=[one.pk for one in activities])
        return set(self.visible(rows, OPENS).order_by().values_list("pk", flat=True))
