"""What can be done with reporting years and reports."""

import datetime
import hashlib
import json
import logging

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from forms import drafts
from portal import clock, events, organisation, pdf
from portal.chapters.queries import board_of
from portal.moves import move
from portal.reports import deadline, mails, queries
from portal.reports.models import ChapterReport, ReportingYear
from portal.reports.verbs import Verb
from portal.reports.workflow import State

log = logging.getLogger(__name__)


class NotYetOpen(Exception):
    """A year is reported on when it is over."""


@transaction.atomic
def open_year(base_year, *, by):
    """The reporting year of a base year, with the usual days; one that exists stays as it is."""
    opens, last_day = deadline.usual_days(base_year)
    days = {"opens": opens, "deadline": last_day}
    year, is_new = ReportingYear.objects.get_or_create(base_year=base_year, defaults=days)
    if is_new:
        events.record(Verb.REPORTING_YEAR_OPEN, subject=year, by=by, details={"base_year": base_year, **days})
    return year


@transaction.atomic
def prepare(chapter, year, *, by):
    """Begin the chapter's report on a reporting year, or go on with the one that is begun.

    Fills in what is known from the offices and from earlier answers. A report that is sent is returned as it is.
    Raises ``NotYetOpen`` before the year's first day of reporting.
    """
    if clock.today() < year.opens:
        raise NotYetOpen(year)
    report, is_new = ChapterReport.objects.get_or_create(chapter=chapter, year=year)
    if is_new:
        details = {"base_year": year.base_year, "chapter": chapter.ref}
        events.record(Verb.REPORT_PREPARE, subject=report, by=by, details=details)
    if report.is_open:
        draft = drafts.begin(queries.DRAFT, report.draft_key, now=clock.now())
        if not draft.answers:
            for step, values in _known(report).items():
                drafts.save_step(draft, step, values, now=clock.now())
    return report


def _known(report):
    """The answers to start from: those sent before, else the board by the register and last year's election."""
    if report.answers:
        known = queries.raw(report.answers)
        known.pop("bekreft", None)  # is confirmed anew, as is having looked at the numbers
        known["tallene"].pop("seen", None)
        return known
    last_day = datetime.date(report.year.base_year, 12, 31)
    offices = board_of(report.chapter, on=last_day)
    board = {"members": ["\n".join(str(office.person) for office in offices)]} if offices else {}
    earlier = queries.report_for(report.chapter, report.year.base_year - 1)
    if earlier and earlier.answers:
        told = queries.raw(earlier.answers)["styret"]
        board |= {name: told[name] for name in ("elected_on", "term") if name in told}
    return {"styret": board, "om-aret": {}}


@transaction.atomic
def submit(report, answers, *, by, received_at):
    """Send the report: the numbers as the log says now and the answers are kept with it, and cannot change.

    ``answers`` are the cleaned ones of every step of ``forms.annual_report``; ``received_at`` is the moment at which
    the request arrived. A report that is sent already is returned as it is. Raises ``NotYetOpen``.
    """
    drafts.consume(queries.DRAFT, report.draft_key)
    report = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if not report.is_open:
        return report
    if clock.local(received_at).date() < report.year.opens:
        raise NotYetOpen(report.year)
    sent_back = report.returned_at if report.on_time else None
    on_time = deadline.is_on_time(received_at, deadline.deadline_moment(report.year), sent_back)
    numbers = queries.numbers(report.chapter, report.year.base_year)
    content = json.dumps([numbers, answers], cls=DjangoJSONEncoder, sort_keys=True)
    move(
        report,
        "submit",
        by=by,
        details={"on_time": on_time, "sha256": hashlib.sha256(content.encode()).hexdigest()},
        numbers=numbers,
        answers=answers,
        attested_by=by,
        attested_role=answers["bekreft"]["role"],
        received_at=received_at,
        on_time=on_time,
        pdf_name="",
        pdf_sha256="",
    )
    mails.received(report)
    return report


@transaction.atomic
def return_(report, words, *, by):
    """Send the report back with words on what to correct; the same twice is once.

    Raises ``IllegalMove`` when it is not waiting for an answer, ``Stale`` when it changed after ``report`` was read.
    """
    stored = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if stored.state == State.RETURNED and stored.returned_words == words:
        return stored
    move(report, "return_", by=by, returned_at=clock.now(), returned_words=words)
    prepare(report.chapter, report.year, by=by)
    mails.returned(report)
    return report


@transaction.atomic
def approve(report, *, by):
    """Approve the report; twice is once. Raises ``IllegalMove`` and ``Stale`` as ``return_`` does."""
    stored = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if stored.state == State.APPROVED:
        return stored
    move(report, "approve", by=by)
    mails.approved(report)
    return report


def folder():
    return settings.PRIVATE_DIR / "reports"


def render_pending():
    """Make the PDF of each report that was sent and has none. Called by the worker; returns how many."""
    waiting = ChapterReport.objects.filter(pdf_name="", received_at__isnull=False).exclude(state=State.RETURNED)
    done = 0
    for report in waiting.select_related("chapter", "year", "attested_by").order_by("pk"):
        try:
            content = _render(report)
        except pdf.CannotRender:  # the others shall not wait for this one
            log.error("report %s did not become a PDF", report.ref)
            continue
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{report.ref}-{report.version}.pdf"
        (folder() / name).write_bytes(content)
        # A report that changed while it was drawn is drawn again.
        done += ChapterReport.objects.filter(pk=report.pk, version=report.version).update(
            pdf_name=name, pdf_sha256=hashlib.sha256(content).hexdigest()
        )
    return done


def _render(report):
    """In the language of the person who confirmed it."""
    language = report.attested_by.language
    with translation.override(language):
        words = organisation.flat()
        title = _("The report for %(year)d from %(chapter)s")
        values = {
            "language": language,
            "title": title % {"year": report.year.base_year, "chapter": report.chapter},
            "report": report,
            "chapter": report.chapter,
            "role": queries.role_in_words(report, words),
            "lines": queries.lines(report.numbers),
            "supporters": queries.supporter_lines(report.numbers),
            "sections": queries.answers_in_words(report, words),
            "organisation": organisation.current(),
            "words": organisation.words(),
        }
        return pdf.render("report", values)
