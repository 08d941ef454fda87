"""Preparing, sending, returning and approving reports; making their PDFs."""

import datetime
import hashlib
import json
import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from forms import annual_report as asked
from forms import drafts
from portal import clock, events, organisation, papers, pdf, seal
from portal.accounts.models import User
from portal.activities import services as activities
from portal.chapters.models import Chapter
from portal.chapters.queries import board_of
from portal.moves import move
from portal.reports import mails, queries
from portal.reports.models import ChapterReport, ReportingYear
from portal.reports.verbs import Verb
from portal.reports.workflow import State
from portal.reports.years import queries as year_queries
from portal.unreadable import readable

log = logging.getLogger(__name__)


class NotYetOpen(Exception):
    """The year cannot be reported on yet: its first day for reporting has not come."""


@transaction.atomic
def prepare(chapter: Chapter, year: ReportingYear, *, by: User | None) -> ChapterReport:
    """Begin the chapter's report on a reporting year, or continue the one that is begun. Returns the report.

    A new draft is filled in from the offices and earlier answers. A report that is sent is returned unchanged.
    Raises ``NotYetOpen`` before the year's first day for reporting.
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
            for step, values in _initial_answers(report).items():
                drafts.save_step(draft, step, values, now=clock.now())
    return report


def _initial_answers(report: ChapterReport) -> dict[str, Any]:
    """The answers of a new draft, as posted: those sent before, else the board in the register and last year's
    answers about its election."""
    if report.answers:
        return asked.answers_for_correction(queries.as_posted(report.answers))
    last_day = datetime.date(report.year.base_year, 12, 31)
    offices = board_of(report.chapter, on=last_day)
    earlier = queries.report_for(report.chapter, report.year.base_year - 1)
    last_year = queries.as_posted(earlier.answers) if earlier and earlier.answers else None
    return asked.answers_for_new_report([str(office.person) for office in offices], last_year)


@transaction.atomic
def submit(
    report: ChapterReport, answers: dict[str, Any], *, by: User, received_at: datetime.datetime
) -> ChapterReport:
    """Send the report. The current numbers and the answers are stored with it and do not change afterwards.

    ``answers`` are the cleaned ones of every step of ``forms.annual_report``; ``received_at`` is the moment at which
    the request arrived. A report that is sent already is returned as it is. Raises ``NotYetOpen``.
    """
    drafts.consume(queries.DRAFT, report.draft_key)
    report = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if not report.is_open:
        return report
    if clock.local(received_at).date() < report.year.opens:
        raise NotYetOpen(report.year)
    on_time = year_queries.dates_of(report.chapter, report.year).is_on_time(received_at, report)
    activities.close_year(report.chapter, report.year.base_year, by=by)
    numbers = queries.numbers(report.chapter, report.year.base_year)
    move(
        report,
        "submit",
        by=by,
        details={"on_time": on_time, "sha256": _digest(numbers, answers)},
        numbers=numbers,
        answers=answers,
        attested_by=by,
        attested_role=asked.role_of(answers),
        received_at=received_at,
        on_time=on_time,
        pdf_name="",
        pdf_sha256="",
    )
    mails.received(report)
    return report


@transaction.atomic
def return_(report: ChapterReport, words: str, *, by: User | None) -> ChapterReport:
    """Send the report back with a text about what to correct. A second call with the same text changes nothing.

    Raises ``IllegalMove`` when it is not waiting for an answer, ``Stale`` when it changed after ``report`` was read.
    """
    stored = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if stored.state == State.RETURNED and stored.returned_words == words:
        return stored
    move(report, "return_", by=by, returned_at=clock.now(), returned_words=words)
    activities.reopen_year(report.chapter, report.year.base_year, by=by)
    prepare(report.chapter, report.year, by=by)
    mails.returned(report)
    return report


@transaction.atomic
def approve(report: ChapterReport, *, by: User | None) -> ChapterReport:
    """Approve the report; a second call changes nothing. Raises ``IllegalMove`` and ``Stale`` as ``return_`` does."""
    stored = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if stored.state == State.APPROVED:
        return stored
    move(report, "approve", by=by)
    mails.approved(report)
    return report


def _digest(numbers: Any, answers: Any) -> str:
    content = json.dumps([numbers, answers], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def is_as_sent(report: ChapterReport) -> bool:
    """Whether the numbers and the answers are those that were sent, by the event of the sending."""
    sent = events.last_details(Verb.REPORT_SUBMIT, report.ref)
    return sent is not None and sent["sha256"] == _digest(report.numbers, report.answers)


def pdf_folder() -> Path:
    return settings.PRIVATE_DIR / "reports"


def render_pending(limit: int = 20) -> int:
    """Make and seal the PDF of reports that were sent and have none, at most ``limit``; called by the worker.

    Returns how many. A report that changes while its PDF is made is taken again in the next round; one that is not as
    it was sent gets no PDF: the seal would vouch for it.
    """
    waiting = ChapterReport.objects.filter(pdf_name="", received_at__isnull=False).exclude(state=State.RETURNED)
    done = 0
    rows, unreadable = readable(waiting.select_related("chapter", "year", "attested_by").order_by("pk"))
    for key in unreadable:  # the others shall not wait for it
        log.error("report %s did not become a PDF: it cannot be read", key)
    for report in rows[:limit]:
        if not is_as_sent(report):
            continue
        path = pdf_folder() / f"{report.ref}-{report.version}.pdf"
        unchanged = waiting.filter(version=report.version)
        try:
            done += papers.make(report, path, _render_pdf, pending=unchanged, verb=Verb.REPORT_SEAL)
        except (pdf.CannotRender, seal.CannotSeal) as fault:  # the others shall not wait for this one
            log.error("report %s did not become a PDF: %s", report.ref, fault)
    return done


def read_copy(report: ChapterReport) -> bytes | None:
    """The report as a PDF, if it is as it was sealed. Otherwise None, and a new one is made."""
    return papers.read(report, pdf_folder(), sealed=Verb.REPORT_SEAL, refused=Verb.REPORT_REFUSE_COPY)


def _render_pdf(report: ChapterReport) -> bytes:
    """The PDF's bytes, in the language of the person who confirmed the report. Raises ``pdf.CannotRender``."""
    if report.attested_by is None:
        raise pdf.CannotRender("nobody has confirmed the report")
    language = report.attested_by.language
    with translation.override(language):
        words = organisation.message_words()
        title = _("The report for %(year)d from %(chapter)s")
        values = {
            "language": language,
            "title": title % {"year": report.year.base_year, "chapter": report.chapter},
            "report": report,
            "chapter": report.chapter,
            "role": queries.role_in_words(report, words),
            "lines": queries.kind_lines(report.numbers),
            "supporters": queries.supporter_lines(report.numbers),
            "sections": queries.answers_in_words(report, words),
            "organisation": organisation.current(),
            "words": organisation.words(),
        }
        return pdf.render("report", values)
