"""The secretariat's pages about a reporting year: who has delivered, reminders, its dates, and decisions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.report_year import ChapterDecisionForm, RemindChaptersForm, YearDatesForm
from portal import clock, organisation
from portal.chapters.models import Chapter
from portal.declarations.register import ticks
from portal.reports.workflow import STATUS
from portal.reports.years import deliveries, mails, queries, schedule, services
from portal.reports.years.files import InNorwegian, file_of
from portal.reports.years.validation import Refused
from portal.views import PortalView

PER_PAGE = 50


def year_or_404(base_year):
    """The ``ReportingYear`` that a page is about. It need not be saved."""
    row = queries.reporting_year(base_year)
    if row is None:
        raise Http404
    return row


class YearPage(PortalView):
    """Base of the pages that list the chapters of a base year. ``?status=`` chooses some of them."""

    rule = "reports.view_overview"
    shows_others = True
    with_numbers = False  # of the reports that were sent

    def choose(self, request, year):
        """Read the year and its lines, the gaps first: ``row``, ``lines`` and, of what is chosen, ``shown``."""
        self.row = year_or_404(year)
        found = queries.overview(year, with_numbers=self.with_numbers)
        self.lines, self.unreadable = queries.gaps_first(found), found.unreadable
        asked = request.GET.get("status", "")
        self.chosen = asked if asked in VIEWS else ""
        self.shown = [line for line in self.lines if VIEWS[self.chosen](line)] if self.chosen else self.lines

    @property
    def query(self):
        return f"status={self.chosen}" if self.chosen else ""

    def address(self, page):
        """The address of another page about the same year, with what is chosen."""
        found = reverse(f"portal:{page}", args=[self.row.base_year])
        return f"{found}?{self.query}" if self.query else found


EXTENDED = "utsatt"
# What the list can be narrowed to: ``{code in the address: whether a line belongs there}``, in the order of the page.
VIEWS = {
    **{code: lambda line, code=code: line.status == code for code in queries.ORDER},
    EXTENDED: lambda line: line.dates.is_extended,
    queries.IN: lambda line: line.status in queries.RECEIVED,
}


class Reports(YearPage):
    """All chapters' reports on a base year: where each stands, whom to call, and when they were last reminded."""

    def get(self, request, year):
        self.choose(request, year)
        counts = {code: sum(map(belongs, self.lines)) for code, belongs in VIEWS.items()}
        names = {**STATUS, EXTENDED: _("With more time"), queries.IN: _("Received, answered or not")}
        may_change = request.user.has_perm("reports.change_year")
        is_open = self.row.opens <= clock.today()
        has_gaps = is_open and any(line.status in queries.GAPS for line in self.shown)
        page = Paginator(self.shown, PER_PAGE).get_page(request.GET.get("page"))
        return self.render(
            "reports/years/reports",
            year=year,
            opens=self.row.opens,
            deadline=self.row.deadline,
            may_change=may_change,
            may_read=request.user.has_perm("reports.view_for_answer"),
            lines=list(page),
            unreadable=self.unreadable,
            rows=deliveries.deliveries(page, year),
            page=page,
            query=self.query,
            count=len(self.lines),
            chosen=self.chosen,
            remind=self.address("remind_chapters") if has_gaps and may_change else "",
            file=self.address("reports_file") if request.user.has_perm("reports.export_names") else "",
            statuses=[{"code": code, "name": names[code], "count": counts[code]} for code in VIEWS],
        )


class RemindChapters(YearPage):
    """Which chapters are reminded of their report, who gets the mail and what it says; one press sends it."""

    rule = "reports.change_year"
    needs_fresh_code = True

    def get(self, request, year):
        self.choose(request, year)
        return self.page()

    def post(self, request, year):
        self.choose(request, year)
        wanted = request.POST.getlist("chapters")
        if not wanted:
            return self.page(request.POST)
        sent = services.send_reminders(set(wanted), year, by=request.user)
        if sent:
            text = ngettext("%(count)d reminder is on its way.", "%(count)d reminders are on their way.", sent)
            messages.success(request, text % {"count": sent})
        else:
            messages.info(request, _("Nobody was reminded now: they have sent it, or were reminded a short time ago."))
        return redirect(self.address("reports"))

    def page(self, data=None):
        gaps = [one for one in deliveries.deliveries(self.shown, self.row.base_year) if one.is_gap]
        due = [one for one in gaps if one.can_be_reminded]
        choices = [(one.line.chapter.short_name, _label(one)) for one in due]
        all_ticked = ticks.all_are_ticked(self.request)
        initial = {"chapters": [code for code, _name in choices] if all_ticked else []}
        form = RemindChaptersForm(data, choices={"chapters": choices}, initial=initial)
        return self.render(
            "reports/years/remind",
            year=self.row.base_year,
            back=self.address("reports"),
            form=form,
            form_errors=bool(form.errors),
            people=due,
            all_ticked=all_ticked,
            other_way=ticks.other_way(self.request),
            mails=self.examples(due),
            lately=[str(one.line.chapter) for one in gaps if one.people and one.was_reminded_lately],
            without=[str(one.line.chapter) for one in gaps if not one.people],
            days=deliveries.AGAIN_AFTER.days,
        )

    def examples(self, due):
        """What is sent, as whoever is first of each kind gets it: ``[(person, subject, text)]``."""
        found = {}
        for one in due:
            found.setdefault(mails.tone_of(one.line, schedule.Kind.OFFICE), one)
        examples = []
        for one in found.values():
            person = one.people[0]
            [about] = mails.reminders_of([one.line], schedule.Kind.OFFICE)
            subject, text = mails.compose_reminder(person, about, [one.line], self.row.base_year)
            examples.append((person, subject, text))
        return examples


def _label(one):
    """A chapter to choose: who gets the mail, where the report stands, and when they were last reminded."""
    values = {"chapter": one.line.chapter, "names": ", ".join(map(str, one.people)), "status": one.line.status_name}
    label = _("%(chapter)s: %(names)s. %(status)s") % values
    if one.last_contact:
        day = date_format(clock.local(one.last_contact.sent_at), "DATE_FORMAT")
        label += f". {_('Reminded on %(day)s') % {'day': day}}"
    return label


class Download(InNorwegian, YearPage):
    """The list as a spreadsheet, with the numbers that were sent. That somebody has taken it is recorded."""

    rule = "reports.export_names"
    needs_fresh_code = True
    with_numbers = True

    def get(self, request, year):
        self.choose(request, year)
        title = _("Annual reports for %(year)s") % {"year": year}
        heads = [
            organisation.words()["chapter"]["one"].capitalize(), _("County"), _("Municipality"), _("Where it stands"),
            _("Deadline"), _("Reason for a deadline of their own"), _("Received"), _("In time"), _("Confirmed by"),
            _("Leader"), _("Phone"), _("Last signed in"), _("Last reminded"), _("Activities"),
            _("Count for the grant"), _("Activity days"), _("Participants"),
        ]  # fmt: skip
        rows = [self.cells(one) for one in deliveries.deliveries(self.shown, year)]
        if request.method == "GET":  # a HEAD gives nothing away
            services.note_export(year, number=len(rows), status=self.chosen, by=request.user)
        return file_of(title, heads, rows, name=f"{title} {clock.today()}")

    def cells(self, one):
        line, report, leaders = one.line, one.line.report, one.leaders
        is_received = report is not None and report.received_at is not None
        signed_in = [person.last_login for person in leaders if person.last_login]
        numbers = report.numbers if is_received else {}
        return [
            line.name,
            line.chapter.county,
            line.chapter.municipality,
            str(line.status_name),
            line.dates.last_day if line.dates.is_required else None,
            _why(line.dates),
            _day_of(report.received_at) if is_received else None,
            (_("in time") if report.on_time else _("late")) if is_received else "",
            ", ".join(map(str, line.signers)) if is_received else "",
            ", ".join(map(str, leaders)),
            ", ".join(person.phone_display for person in leaders if person.phone),
            _day_of(max(signed_in)) if signed_in else None,
            _day_of(one.last_contact.sent_at) if one.last_contact else None,
            *(numbers.get(name) for name in ("count", "counting", "activity_days", "participants")),
        ]


def _why(dates):
    """Why these are not the dates of all: what was decided, or whose report tells of it."""
    if dates.told_by:
        return _("It is in the report of %(name)s") % {"name": dates.told_by.name}
    return dates.decision.reason if dates.decision else ""


def _day_of(moment):
    return clock.local(moment).date()


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
