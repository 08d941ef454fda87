"""Queries about reporting years: their dates, what a chapter has to send, where each chapter's report stands."""

import datetime
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal import clock
from portal.chapters.models import Chapter
from portal.reports.models import ChapterDecision, ChapterReport, EarlierSending, ReportingYear, ReportReminder
from portal.reports.workflow import (
    LATE,
    NOT_BEGUN,
    NOT_REQUIRED,
    REPORT_OPEN,
    SENT_BEFORE,
    STATUS,
    TAGS,
    State,
    status_of,
)
from portal.reports.years import deadline, who_reports
from portal.unreadable import Found, found, only, readable

GAPS = (LATE, NOT_BEGUN, *REPORT_OPEN)  # what a chapter can be reminded of
# In which order the lists show them: the gaps first.
ORDER = (*GAPS, *(state for state in State if state not in REPORT_OPEN), NOT_REQUIRED)


def reporting_year(base_year):
    """The ``ReportingYear`` of a base year.

    For last year and this year it is an unsaved row with the default dates until somebody opens it; else None.
    Raises ``Unreadable``.
    """
    row = only(ReportingYear.objects.filter(base_year=base_year))
    if row is None and base_year in (clock.today().year - 1, clock.today().year):
        return _unsaved_year(base_year)
    return row


def last_day_of(base_year):
    """The last day on which what belongs to a base year can be changed: the deadline of its reports, or None."""
    year = reporting_year(base_year)
    return year.deadline if year else None


def _unsaved_year(base_year):
    opens, last_day = deadline.default_dates(base_year)
    return ReportingYear(base_year=base_year, opens=opens, deadline=last_day)


def decisions_in_force():
    """Of each chapter and year the newest decision, as a queryset."""
    newest = ChapterDecision.objects.filter(chapter=OuterRef("chapter"), year=OuterRef("year")).order_by("-pk")
    return ChapterDecision.objects.filter(pk=Subquery(newest.values("pk")[:1]))


def not_required(base_year):
    """The ``ref`` of each chapter that does not have to report on a base year."""
    rows = decisions_in_force().filter(year__base_year=base_year, kind=ChapterDecision.Kind.NOT_REQUIRED)
    told = Chapter.objects.filter(pk__in=who_reports.reporters(base_year)).values_list("ref", flat=True)
    return {*rows.values_list("chapter__ref", flat=True), *told}


def decisions_about(chapter, year):
    """All decisions about a chapter and a reporting year, the newest first. None about a year that is not opened."""
    rows = ChapterDecision.objects.filter(chapter=chapter, year__base_year=year.base_year)
    return found(rows.select_related("by").order_by("-pk"))


def dates_of(chapter, year):
    """The ``deadline.Dates`` that apply to a chapter and a ``ReportingYear``, which need not be saved.

    Raises ``Unreadable``.
    """
    decision = only(decisions_in_force().filter(chapter=chapter, year=year)) if year.pk else None
    return deadline.dates(year, decision, who_reports.told_by(chapter, year.base_year))


def last_reporting_year():
    """The row of the year before this one; none where nobody has opened it."""
    return ReportingYear.objects.filter(base_year=clock.today().year - 1)


def open_reports(chapters):
    """The reports of these chapters on last year, and those of other years that are begun, or came back."""
    about = Q(year__base_year=clock.today().year - 1) | Q(state__in=REPORT_OPEN)
    rows = ChapterReport.objects.filter(about, chapter__in=chapters)
    return rows.select_related("year", "waiting_signature").defer("numbers", "answers").order_by("year__base_year")


def reports_to_send(chapters, reports, years, decisions):
    """The reports that these chapters have to send now: ``[(chapter, ReportingYear, report or None, Dates)]``.

    The one on last year, from the day that it opens; of other years those that are begun, or came back. Not one that is
    not required, unless it came back to be corrected.
    ``reports`` are their ``open_reports``, ``years`` is ``last_reporting_year``, ``decisions`` those in force. Where
    one of them cannot be read, nothing is said of a report that may not be begun: nobody knows about whom it was.
    """
    reports, years, decisions = found(reports), found(years), found(decisions)
    if reports.unreadable or years.unreadable or decisions.unreadable:
        chapters = [chapter for chapter in chapters if chapter.pk in {row.chapter_id for row in reports}]
    decided = {(row.chapter_id, row.year_id): row for row in decisions}
    for chapter, year, report in _open_or_not_begun(chapters, reports, years):
        dates = deadline.dates(year, decided.get((chapter.pk, year.pk)))
        if dates.is_required or (report is not None and report.state in SENT_BEFORE):
            yield chapter, year, report, dates


def _open_or_not_begun(chapters, reports, years):
    """``(chapter, ReportingYear, report or None)`` of ``reports_to_send``."""
    last_year = clock.today().year - 1
    known = {(row.chapter_id, row.year.base_year): row for row in reports}
    begun = []
    for chapter in chapters:
        begun += [(chapter, row.year, row) for (pk, _year), row in known.items() if pk == chapter.pk and row.is_open]
    without = [chapter for chapter in chapters if (chapter.pk, last_year) not in known]
    year = next(iter(years), None) or _unsaved_year(last_year)
    return begun + [(chapter, year, None) for chapter in without if year.opens <= clock.today()]


@dataclass(frozen=True)
class Line:
    """One chapter in the secretariat's list. ``report`` is None if nobody has begun it.

    ``sent_name`` is what the chapter was called when it sent the report, empty where it has not. ``first_received`` is
    when the report first arrived, where it has been sent more than once.
    """

    chapter: Chapter
    report: ChapterReport | None
    dates: deadline.Dates
    sent_name: str = ""
    first_received: datetime.datetime | None = None

    @property
    def name(self):
        return self.sent_name or str(self.chapter)

    @property
    def was_renamed(self):
        return self.name != str(self.chapter)

    @cached_property
    def status(self):
        return status_of(self.report.state if self.report else None, self.dates.is_past, self.dates.is_required)

    @property
    def is_out_of_time(self):
        """Whether the report would count as late if it came now."""
        return not self.dates.is_on_time(clock.now(), self.report)

    @property
    def signers(self):
        """Who has confirmed the report that was sent: the leader, or the two of the board, the first of them first."""
        both = (self.report.first_signed_by, self.report.attested_by) if self.report else ()
        return [one for one in both if one]

    @property
    def status_name(self):
        return STATUS[self.status]

    @property
    def tag(self):
        return TAGS[self.status]


def years_with_state(chapter, base_years):
    """The rows of these base years, each with the ``state`` of this chapter's report, if there is one."""
    report = ChapterReport.objects.filter(chapter=chapter, year=OuterRef("pk"))
    return ReportingYear.objects.filter(base_year__in=base_years).annotate(state=Subquery(report.values("state")[:1]))


def status_lines(years, decisions, base_years):
    """The ``StatusLine`` of a chapter's report on each of these base years, this one and the last.

    ``years`` are its ``years_with_state``, ``decisions`` those about it that are in force.
    What cannot be read is left out.
    """
    years, decisions = found(years), found(decisions)
    if years.unreadable or decisions.unreadable:
        return []
    known = {row.base_year: (row, row.state) for row in years}
    decided = {row.year_id: row for row in decisions}
    lines = [known.get(one, (_unsaved_year(one), None)) for one in base_years]
    return [
        _status_line(row, state, deadline.dates(row, decided.get(row.pk)))
        for row, state in lines
        if state in (None, *State.values)
    ]


def _status_line(row, state, dates):
    code = status_of(state, dates.is_past, dates.is_required)
    if code == NOT_BEGUN and clock.today() < row.opens:
        day = date_format(row.opens)
        return StatusLine(row.base_year, _("It can be begun from %(day)s") % {"day": day})
    if code in (NOT_BEGUN, State.PREPARING):
        text = _("%(status)s. The deadline is %(day)s")
        return StatusLine(row.base_year, text % {"status": STATUS[code], "day": date_format(dates.last_day)})
    return StatusLine(row.base_year, str(STATUS[code]))


@dataclass(frozen=True)
class StatusLine:
    """The status of a report as text in the active language."""

    base_year: int
    text: str


IN, RECEIVED = "inne", (State.SENT, State.APPROVED)  # with us, whether answered or not


def sent_of(base_year):
    """``(sent, chapters)``: of how many chapters we have the report, and of how many it is required or has come."""
    reports, told = ChapterReport.objects.filter(year__base_year=base_year), who_reports.reporters(base_year)
    chapters = who_reports.chapters_of(base_year).exclude(pk__in=told)
    received = reports.filter(state__in=RECEIVED)
    not_required = decisions_in_force().filter(year__base_year=base_year, kind=ChapterDecision.Kind.NOT_REQUIRED)
    without = not_required.exclude(chapter__in=received.values("chapter")).values("chapter")
    return received.count(), chapters.exclude(pk__in=without).count()


def overview(year, *, with_numbers=False):
    """A ``Line`` for each of ``who_reports.chapters_of`` a base year. Six database queries, or eight after a merger.

    There has to be a ``reporting_year``. ``with_numbers`` reads the numbers that were sent too. ``unreadable`` is how
    many are left out, because their report, or what was decided of it, cannot be read. Raises ``Unreadable`` where the
    year itself cannot be.
    """
    row = reporting_year(year)
    decisions, odd = readable(decisions_in_force().filter(year__base_year=year))
    rows = ChapterReport.objects.filter(year__base_year=year).select_related("first_signed_by", "attested_by", "year")
    sound, odd_reports = readable(rows.defer("answers", *(() if with_numbers else ("numbers",))))
    decided, reports = ({one.chapter_id: one for one in those} for those in (decisions, sound))
    chapters = list(who_reports.chapters_of(year))
    told = who_reports.reporters(year)
    by_key = Chapter.objects.in_bulk(set(told.values())) if told else {}
    without = {
        *(ChapterDecision.objects.filter(pk__in=odd).values_list("chapter", flat=True) if odd else []),
        *(ChapterReport.objects.filter(pk__in=odd_reports).values_list("chapter", flat=True) if odd_reports else []),
    }
    sent = _as_sent(year)
    lines = [
        Line(
            chapter,
            reports.get(chapter.pk),
            deadline.dates(row, decided.get(chapter.pk), by_key.get(told.get(chapter.pk))),
            *(sent.get(chapter.pk, ()) if chapter.pk in reports else ()),
        )
        for chapter in chapters
        if chapter.pk not in without
    ]
    return Found(lines, len(odd) + len(odd_reports))


def _as_sent(base_year):
    """``{chapter id: (what it was called when it sent its report, the first of several arrivals or None)}``. One query.

    The rest of what was sent is not read. A name that is no text is none.
    """
    earlier = EarlierSending.objects.filter(report=OuterRef("pk")).order_by("number")
    rows = ChapterReport.objects.filter(year__base_year=base_year, received_at__isnull=False)
    columns = rows.annotate(first=Subquery(earlier.values("received_at")[:1])).values_list(
        "chapter", "numbers__chapter__name", "first"
    )
    return {chapter: (name if isinstance(name, str) else "", first) for chapter, name, first in columns}


def gaps_first(lines):
    """The lines in the order in which the lists show them."""
    return sorted(lines, key=lambda line: (ORDER.index(line.status), line.chapter.name))


def unnoticed_arrivals():
    """The reports that wait for an answer, and of which the secretariat has not been told, the first first."""
    told = ReportReminder.objects.filter(
        chapter=OuterRef("chapter"), year=OuterRef("year"), kind=ReportReminder.Kind.ARRIVED,
        sent_at__gte=OuterRef("received_at"),
    )  # fmt: skip
    rows = ChapterReport.objects.filter(~Exists(told), state=State.SENT, received_at__isnull=False)
    return found(rows.select_related("chapter", "year").defer("numbers", "answers").order_by("received_at", "pk"))
