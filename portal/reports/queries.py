"""What is asked about reporting years and reports: the numbers, a chapter's report, all chapters at a glance."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms.annual_report import ROLES, STEPS
from forms.choices import ACTIVITY_KINDS, name_of
from forms.drafts import find
from forms.steps import bound, check, summary
from portal import clock, organisation
from portal.activities import queries as activity_queries
from portal.activities.words import reasons
from portal.chapters.models import Chapter
from portal.reports import deadline
from portal.reports.models import ChapterReport, ReportingYear
from portal.reports.workflow import NOT_BEGUN, STATUS, TAGS, State, status_of
from portal.supporters.models import Appointment, Supporter
from portal.supporters.workflow import State as SupporterState
from portal.wording import say

DRAFT = "report"  # the kind of the drafts; the key is the report's draft_key


def year_of(base_year):
    """The reporting year; last year and this one exist, unsaved, before anybody opened them. None for others."""
    row = ReportingYear.objects.filter(base_year=base_year).first()
    if row is None and base_year in (clock.today().year - 1, clock.today().year):
        opens, last_day = deadline.usual_days(base_year)
        return ReportingYear(base_year=base_year, opens=opens, deadline=last_day)
    return row


def report_for(chapter, year):
    """The chapter's report on a base year, or None where nobody has begun."""
    rows = ChapterReport.objects.select_related("year", "chapter", "attested_by")
    return rows.filter(chapter=chapter, year__base_year=year).first()


def numbers(chapter, year):
    """What a chapter's log says about a base year now, as plain values: ready to be kept with the report.

    ``kinds`` has a line for each kind with count, participants, how many count, and why others do not. Of people only
    supporters are named: those of the chapter on 31 December, and those who led something for it in the year.
    """
    rules = activity_queries.rules_for(year)
    rows = list(activity_queries.of_chapter(chapter, year))
    total = activity_queries.totals(rows, rules)
    return {
        "base_year": year,
        "kinds": [
            {
                "kind": line.kind,
                "count": line.count,
                "participants": line.participants,
                "counting": line.counting,
                "reasons": dict(sorted(line.reasons.items())),
            }
            for line in total.kinds.values()
        ],
        "count": total.count,
        "participants": total.participants,
        "counting": total.counting,
        "activity_days": total.activity_days,
        "warnings": dict(sorted(total.warnings.items())),
        "supporters": _supporters(chapter, year, rows, rules),
    }


def _supporters(chapter, year, rows, rules):
    led = {row.led_by_id for row in rows if row.led_by_id}
    theirs = activity_queries.logged().filter(led_by__chapter=chapter, day__year=year)
    counting = activity_queries.counting_by_supporter(theirs, rules)
    counting |= activity_queries.counting_by_supporter(rows, rules)
    last_day = datetime.date(year, 12, 31)
    in_force = Appointment.objects.filter(decided_on__lte=last_day).exclude(ended_on__lte=last_day)
    current = Q(chapter=chapter, since__lte=last_day, pk__in=in_force.values("supporter"))
    found = (
        Supporter.objects.filter(current | Q(pk__in=led))
        .select_related("person")
        .prefetch_related("appointments__category")
        .order_by("person__family_name", "person__given_name", "pk")
    )
    return [
        {
            "ref": str(one.ref),
            "name": str(one.person),
            "state": one.state,
            "since": one.since.isoformat() if one.since else None,
            "categories": [
                appointment.category.name for appointment in one.appointments.all() if appointment.ended_on is None
            ],
            "counting": counting[one.pk],
        }
        for one in found
    ]


def lines(numbers):
    """The numbers for reading: a line for each kind that was held, in words of the active language."""
    return [
        {
            **line,
            "name": organisation.fill_in_words(name_of(ACTIVITY_KINDS, line["kind"])),
            "not_counting": line["count"] - line["counting"],
            "reasons": [(reason, line["reasons"][code]) for code, reason in _named(line["reasons"])],
        }
        for line in numbers.get("kinds", [])
        if line["count"]
    ]


def _named(codes):
    return zip(codes, reasons(codes), strict=True)


def supporter_lines(numbers):
    """The supporters of a report for reading: name, categories, state and how many counting activities they led."""
    return [
        [
            one["name"],
            ", ".join(say(name) for name in one["categories"]),
            SupporterState(one["state"]).label,
            one["counting"],
        ]
        for one in numbers.get("supporters", [])
    ]


def rows_behind(chapter, year, kind=""):
    """The activities behind the numbers, each with its verdict; of one kind when it is named."""
    rows = activity_queries.of_chapter(chapter, year)
    return activity_queries.with_verdicts(rows.filter(kind=kind) if kind else rows, activity_queries.rules_for(year))


def form_values(words):
    """What the steps' forms take, by step: the organisation's words (``organisation.flat()``) and the day."""

    def for_step(key):
        values = {"words": words, "today": clock.today()}
        if key == STEPS[-1].key:
            values["choices"] = {"role": roles(words)}
        return values

    return for_step


def roles(words):
    """The offices that a report can be confirmed in, in the organisation's words."""
    return [(code, str(name) % words) for code, name in ROLES]


def role_in_words(report, words):
    return name_of(roles(words), report.attested_role)


def section_states(report, words):
    """``[(step, done)]`` for each section, read from the draft; nothing is done where there is no draft."""
    draft = find(DRAFT, report.draft_key) if report else None
    __, gaps = check(STEPS, draft.answers if draft else {}, form_values=form_values(words))
    return [(step, step not in gaps) for step in STEPS]


def raw(answers):
    """Kept answers as a form would post them: ``{step: {field: [values]}}``."""
    return {
        step: {name: _posted(value) for name, value in fields.items() if value not in (None, "", False)}
        for step, fields in answers.items()
    }


def _posted(value):
    return ["on"] if value is True else [str(value)]


def answers_in_words(report, words):
    """What was answered, for reading: ``[(step title, rows for components/summary_list.html)]``."""
    posted, values = raw(report.answers), form_values(words)
    sections = []
    for step in STEPS:
        form = bound(step, posted.get(step.key, {}), **values(step.key))
        form.is_valid()
        sections.append((step.title, summary(form)))
    return sections


@dataclass(frozen=True)
class Line:
    """One chapter in the secretariat's list. ``report`` is None where nobody has begun."""

    chapter: Chapter
    report: ChapterReport | None
    status: str

    @property
    def status_name(self):
        return STATUS[self.status]

    @property
    def tag(self):
        return TAGS[self.status]


def status_line(chapter, base_year):
    """Where a chapter's report on a base year stands, for a line on another page: ``base_year`` and ``text``."""
    row = year_of(base_year)
    report = report_for(chapter, base_year)
    code = status_of(report.state if report else None, is_past(row))
    if code == NOT_BEGUN and clock.today() < row.opens:
        day = date_format(row.opens)
        return StatusLine(base_year, _("It can be begun from %(day)s") % {"day": day})
    if code in (NOT_BEGUN, State.PREPARING):
        text = _("%(status)s. The deadline is %(day)s")
        return StatusLine(base_year, text % {"status": STATUS[code], "day": date_format(row.deadline)})
    return StatusLine(base_year, str(STATUS[code]))


@dataclass(frozen=True)
class StatusLine:
    base_year: int
    text: str


def sent_of(base_year):
    """``(sent, chapters)``: how many active chapters have sent their report on a base year, of how many."""
    sent = Q(year__base_year=base_year, chapter__is_active=True, state__in=[State.SENT, State.APPROVED])
    return ChapterReport.objects.filter(sent).count(), Chapter.objects.filter(is_active=True).count()


def is_past(year):
    """Whether the reporting year's deadline is over now."""
    return not deadline.is_on_time(clock.now(), deadline.deadline_moment(year))


def overview(year):
    """Every active chapter, and every other that has a report on this base year, with its status. Three queries."""
    row = year_of(year)
    late = row is not None and is_past(row)
    reports = {
        report.chapter_id: report
        for report in ChapterReport.objects.filter(year__base_year=year).select_related("attested_by", "year")
    }
    chapters = Chapter.objects.filter(Q(is_active=True) | Q(pk__in=reports))
    found = ((chapter, reports.get(chapter.pk)) for chapter in chapters)
    return [Line(chapter, report, status_of(report.state if report else None, late)) for chapter, report in found]
