"""What waits here: for a chapter's board its annual report, for the secretariat the reports that were sent."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, permissions
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter
from portal.kept_querysets import kept_queryset
from portal.permissions import Role, access_of
from portal.reports.grants import queries as grant_queries
from portal.reports.models import ChapterReport, ReopeningRequest
from portal.reports.reopening import queries as reopening_queries
from portal.reports.workflow import REPORT_OPEN, State
from portal.reports.years import queries as year_queries
from portal.reports.years import who_reports
from portal.supporters.pathway import sets
from portal.to_do import Source, ToDo
from portal.unreadable import found

PREPARE = "reports.prepare_report"


def own_reports(reader):
    if not reader.person.has_perm(PREPARE):
        return None
    access, day = access_of(reader.person), clock.today()
    reports, decisions = _own_open_reports(access, day), _own_decisions(access, day)
    return [_own_chapters(access, day), reports, year_queries.last_reporting_year(), decisions]


@kept_queryset
def _own_chapters(access, day):
    begun = ChapterReport.objects.filter(state__in=REPORT_OPEN).values("chapter")
    asked = Q(pk__in=who_reports.chapters_of(day.year - 1).order_by().values("pk")) | Q(pk__in=begun)
    there_or_ended = Chapter.objects.filter(Q(is_active=True) | Q(ends__isnull=False))
    rows = permissions.visible_with(access, there_or_ended, PREPARE).filter(asked)
    return _answered_by_nobody_else(access, rows) if Role.SECRETARIAT in access.roles else rows


def _answered_by_nobody_else(access, chapters):
    """Those of these chapters on whose board the person is or was at the end, and those that nobody answers for."""
    own = {chapter for _role, chapter in access.held if chapter}
    boards = chapter_queries.answering_offices().filter(person__is_active=True).values("chapter")
    return chapters.filter(Q(pk__in=own) | ~Q(pk__in=boards))


@kept_queryset
def _own_open_reports(access, day):
    return year_queries.open_reports(_own_chapters(access, day))


@kept_queryset
def _own_decisions(access, day):
    return year_queries.decisions_in_force().filter(chapter__in=_own_chapters(access, day))


def to_send(reader, chapters, reports, years, decisions):
    """From the day that the report opens until it is sent; a report of an earlier year only if somebody has begun it.

    The whole board fills it in, so it waits for each of them.
    """
    for chapter, year, report, dates in year_queries.reports_to_send(chapters, reports, years, decisions):
        if who_reports.told_by(chapter, year.base_year):
            continue
        title, action = _in_words(year.base_year, report, reader.person)
        due = dates.counts_until(report)
        yield ToDo(
            reader.title_in(chapter, title),
            action,
            href=reverse("portal:report", args=[chapter.short_name, year.base_year]),
            due=due,
            note=_late_by((clock.today() - due).days),
        )


def _late_by(days):
    """How long it is since the last day, and that the report is still welcome; empty until that day is over."""
    if days <= 0:
        return ""
    text = ngettext(
        "The deadline passed %(count)d day ago. You can still send it.",
        "The deadline passed %(count)d days ago. You can still send it.",
        days,
    )
    return text % {"count": days}


def _in_words(base_year, report, person):
    waiting = getattr(report, "waiting_signature", None)
    if waiting and waiting.person_id == person.pk:
        title, action = _("You have signed the annual report for %(year)s. One more has to sign"), _("See the report")
    elif waiting:
        title, action = _("The annual report for %(year)s waits for your signature"), _("Read and sign")
    elif report is None:
        title, action = _("The annual report for %(year)s can be filled in"), _("Begin the report")
    elif report.state == State.REOPENED:
        title, action = _("The annual report for %(year)s is open again"), _("Go on with the report")
    elif report.state == State.RETURNED:
        title, action = _("The annual report for %(year)s has come back to be corrected"), _("Correct the report")
    else:
        title, action = _("The annual report for %(year)s is begun and not sent"), _("Go on with the report")
    return title % {"year": base_year}, action


def sent_reports(reader):
    return [_sent_to(access_of(reader.person))] if reader.person.has_perm("reports.handle_report") else None


@kept_queryset
def _sent_to(access):
    rows = permissions.visible_with(access, ChapterReport.objects.filter(state=State.SENT), "reports.handle_report")
    rows = reopening_queries.answerable_by(rows, access.person)
    return rows.select_related("year", "chapter").defer("numbers", "answers").order_by("received_at")


def to_answer(_reader, rows):
    years = {}
    for report in found(rows):
        years.setdefault(report.year.base_year, []).append(report)
    for year, reports in years.items():
        title = ngettext(
            "%(count)d annual report for %(year)s waits for an answer",
            "%(count)d annual reports for %(year)s wait for an answer",
            len(reports),
        )
        if len(reports) == 1:
            address = reverse("portal:handle_report", args=[year, reports[0].chapter.short_name])
        else:
            address = reverse("portal:reports", args=[year]) + f"?status={State.SENT}"
        since = clock.local(reports[0].received_at).date()
        yield ToDo(title % {"count": len(reports), "year": year}, _("Read and answer"), address, since=since)


def reopening_requests(reader):
    return [_requests_to(access_of(reader.person))] if reader.person.has_perm("reports.reopen_report") else None


@kept_queryset
def _requests_to(access):
    reports = permissions.visible_with(access, ChapterReport.objects.all(), "reports.reopen_report")
    reports = reopening_queries.answerable_by(reports, access.person)
    rows = ReopeningRequest.objects.filter(granted=None, report__in=reports)
    return rows.select_related("report__year", "report__chapter").order_by("asked_at")


def to_reopen(_reader, rows):
    for request in found(rows):
        chapter, year = request.report.chapter, request.report.year.base_year
        yield ToDo(
            _("%(chapter)s asks to open the report for %(year)s again") % {"chapter": chapter, "year": year},
            _("Read and answer"),
            href=reverse("portal:handle_report", args=[year, chapter.short_name]),
            since=clock.local(request.asked_at).date(),
        )


def own_grant_contact(reader):
    is_supporter = reader.once(sets.pathways_of_user, reader.person).supporter is not None
    return [_to_ask(reader.person, clock.today())] if is_supporter else None


@kept_queryset
def _to_ask(person, _day):
    return grant_queries.to_ask().filter(person=person)


def address_to_give(_reader, supporters):
    """From January until the year is frozen."""
    if supporters:
        year = grant_queries.year_to_ask()
        yield ToDo(
            _("The application to the state needs your address for %(year)s") % {"year": year},
            _("See it and answer"),
            reverse("portal:grant_contact", args=[year]),
            since=datetime.date(year + 1, 1, 1),
        )


TO_DO = [
    Source(to_send, own_reports),
    Source(to_answer, sent_reports),
    Source(to_reopen, reopening_requests),
    Source(address_to_give, own_grant_contact),
]
