"""Preparing, sending, returning and approving reports; making their PDFs."""

import datetime
import hashlib
import logging
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from forms import annual_report as asked
from forms import drafts
from portal import clock, events, files, organisation, papers, pdf, seal
from portal.accounts.models import User
from portal.activities.base_years import services as base_year_services
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, move
from portal.reports import mails, queries
from portal.reports.answering import returns
from portal.reports.attachments import parts
from portal.reports.models import ChapterReport, EarlierSending, ReopeningRequest, ReportingYear, WaitingSignature
from portal.reports.sections import queries as section_queries
from portal.reports.signing import queries as signing_queries
from portal.reports.signing.attestation import SIGNED, Shown, digest
from portal.reports.verbs import Verb
from portal.reports.workflow import State
from portal.reports.years import queries as year_queries
from portal.reports.years import who_reports
from portal.unreadable import readable

log = logging.getLogger(__name__)


class NotYetOpen(Exception):
    """The year cannot be reported on yet: its first day for reporting has not come."""


class Changed(Exception):
    """The report is not what was seen before signing. ``changes`` says what is not as it was, as sentences."""

    def __init__(self, changes: list[str]) -> None:
        super().__init__(changes)
        self.changes = changes


@transaction.atomic
def prepare(chapter: Chapter, year: ReportingYear, *, by: User | None) -> ChapterReport:
    """Begin the chapter's report on a reporting year, or continue the one that is begun. Returns the report.

    A report that is sent back begins with the answers that were sent. One that is sent is returned unchanged.
    Raises ``NotYetOpen`` before the year's first day for reporting, and ``IllegalMove`` where another chapter's report
    tells of the year.
    """
    if clock.today() < year.opens:
        raise NotYetOpen(year)
    who_reports.check_reports(chapter, year.base_year)
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
    """The answers of a new draft, as posted: those sent before, else none. What is known is shown beside it."""
    if report.answers:
        return asked.answers_for_correction(queries.as_posted(report.answers))
    return asked.answers_for_new_report()


@transaction.atomic
def submit(
    report: ChapterReport,
    answers: dict[str, Any],
    *,
    by: User,
    received_at: datetime.datetime,
    seen: Shown | None = None,
    draft: int | None = None,
    first: WaitingSignature | None = None,
) -> ChapterReport:
    """Send the report. The current numbers and the answers are stored with it and do not change afterwards.

    ``answers`` are the cleaned ones of every step of ``forms.annual_report``, of version ``draft`` of the draft;
    ``received_at`` is the moment at which the request arrived; ``seen`` is what ``by`` saw before signing, ``first``
    the signature before theirs where two of the board sign. A report that is sent already is returned as it is.
    Raises ``NotYetOpen``, ``Changed`` when the report is not what was seen, ``drafts.Conflict`` when the draft has
    changed, ``parts.Incomplete`` where a part that is kept elsewhere, such as an attachment, is missing, and
    ``IllegalMove`` where another chapter's report tells of the year.
    """
    report = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if not report.is_open:
        return report
    if clock.local(received_at).date() < report.year.opens:
        raise NotYetOpen(report.year)
    drafts.consume(queries.DRAFT, report.draft_key, draft)
    on_time = year_queries.dates_of(report.chapter, report.year).is_on_time(received_at, report)
    parts.check(report)
    _close_years(report, by=by)
    numbers = queries.numbers_of(report)
    now = Shown.of(numbers, answers)
    if seen and seen.sha256 != now.sha256:
        raise Changed(seen.changes(now))
    numbers = section_queries.with_confirmations(report, answers, numbers)
    signatures = [(first.person, first.role, first.signed_at)] if first else []
    signatures.append((by, asked.role_of(answers), received_at))
    if returned := returns.as_sent(report):
        numbers[returns.RETURNED] = returned
    numbers[SIGNED] = signing_queries.as_sent(signatures)
    WaitingSignature.objects.filter(report=report).delete()
    _keep_earlier(report)
    role = asked.role_of(answers)
    move(
        report,
        "submit",
        by=by,
        details={
            "on_time": on_time,
            "sha256": digest([numbers, answers]),
            "attested": now.sha256,
            "signed_by": [one.ref for one in ([first.person, by] if first else [by])],
            "roles": [first.role, role] if first else [role],
            "first_signed_at": first.signed_at.isoformat() if first else None,
            "received_at": received_at.isoformat(),
        },
        numbers=numbers,
        answers=answers,
        attested_by=by,
        attested_role=role,
        received_at=received_at,
        on_time=on_time,
        pdf_name="",
        pdf_sha256="",
        attested_sha256=now.sha256,
        first_signed_by=first.person if first else None,
        first_signed_role=first.role if first else "",
        first_signed_at=first.signed_at if first else None,
    )
    mails.received(report)
    return report


def _close_years(report: ChapterReport, *, by: User) -> None:
    """Close the year of the chapter and of each whose year its report tells of. No two reports tell of one of them."""
    chapter, base_year = report.chapter, report.year.base_year
    base_year_services.lock(chapter.pk, *who_reports.may_be_told_with(chapter))
    who_reports.check_reports(chapter, base_year)
    for one in [chapter, *who_reports.told_with(chapter, base_year)]:
        base_year_services.close_year(one, base_year, by=by)


def _keep_earlier(report: ChapterReport) -> None:
    """Keep what was sent before, if it was: it is sent anew."""
    if report.received_at is not None:
        values = {name: getattr(report, name) for name in EarlierSending.COPIED}
        EarlierSending.objects.create(report=report, number=report.earlier_sendings.count() + 1, **values)


@transaction.atomic
def return_(
    report: ChapterReport, words: str, *, by: User | None, places: dict[str, str] | None = None
) -> ChapterReport:
    """Send the report back with words about what to correct, and others at certain ``places`` (``answering.places``).

    A second call with the same words changes nothing.

    Raises ``IllegalMove`` when it is not waiting for an answer, ``Stale`` when it changed after ``report`` was read.
    """
    stored = ChapterReport.objects.select_for_update().get(pk=report.pk)
    at_places = places or {}
    if stored.state == State.RETURNED and (stored.returned_words, stored.returned_places) == (words, at_places):
        return stored
    move(report, "return_", by=by, returned_at=clock.now(), returned_words=words, returned_places=at_places)
    answered = {"granted": True, "answered_by": by, "answered_at": clock.now()}  # it is open again, as was asked for
    ReopeningRequest.objects.filter(report=report, granted=None).update(**answered)
    for one in [report.chapter, *Chapter.objects.filter(ref__in=who_reports.refs_in(report.numbers)).order_by("name")]:
        base_year_services.reopen_year(one, report.year.base_year, by=by)
    prepare(report.chapter, report.year, by=by)
    mails.returned(report)
    return report


@transaction.atomic
def approve(report: ChapterReport, *, by: User | None) -> ChapterReport:
    """Approve the report; a second call changes nothing. Raises ``IllegalMove`` and ``Stale`` as ``return_`` does.

    ``IllegalMove`` too while the chapter asks to open it again: that is answered first.
    """
    stored = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if stored.state == State.APPROVED:
        return stored
    if ReopeningRequest.objects.filter(report=report, granted=None).exists():
        raise IllegalMove("approve a report that waits for an answer to a request to open it again")
    move(report, "approve", by=by)
    mails.approved(report)
    return report


def is_as_sent(report: ChapterReport) -> bool:
    """Whether the numbers and the answers are those that were sent, by the event of the sending."""
    sent = events.last_details(Verb.REPORT_SUBMIT, report.ref)
    return sent is not None and sent["sha256"] == digest([report.numbers, report.answers])


def pdf_folder() -> Path:
    return settings.PRIVATE_DIR / "reports"


def render_pending(limit: int = 20) -> int:
    """Make and seal the PDF of reports that were sent and have none, at most ``limit``; called by the worker.

    Returns how many. A report that changes while its PDF is made is taken again in the next round; one that is not as
    it was sent gets no PDF: the seal would vouch for it.
    """
    waiting = ChapterReport.objects.filter(pdf_name="", received_at__isnull=False)
    done = 0
    rows, unreadable = readable(
        waiting.select_related("chapter", "year", "attested_by", "first_signed_by").order_by("pk")
    )
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


def read_earlier_copy(sending: EarlierSending) -> bytes | None:
    """The PDF of what was sent before, if it is as it was sealed. Otherwise None: it is not made again."""
    ref, name = sending.report.ref, sending.pdf_name
    if not re.fullmatch(rf"{ref}-[0-9]+\.pdf", name):
        return None
    try:
        content = files.read(pdf_folder() / name, largest=seal.MAX_SIZE)
    except (OSError, ValueError):
        return None
    told = events.records_about([ref], [Verb.REPORT_SEAL])[ref]
    is_known = hashlib.sha256(content).hexdigest() in [record.details.get("sha256") for record in told]
    return content if is_known and not seal.check(content).fault else None


def _render_pdf(report: ChapterReport) -> bytes:
    """The PDF's bytes, in the language of the person who confirmed the report. Raises ``pdf.CannotRender``."""
    if report.attested_by is None:
        raise pdf.CannotRender("nobody has confirmed the report")
    language = report.attested_by.language
    with translation.override(language):
        words = organisation.message_words()
        title = _("The report for %(year)d from %(chapter)s")
        chapter = signing_queries.chapter_name(report, report.chapter)
        values = {
            "language": language,
            "title": title % {"year": report.year.base_year, "chapter": chapter},
            "report": report,
            "chapter": report.chapter,
            "first_received": signing_queries.first_received(report, report),
            "signers": signing_queries.signers(report, words),
            "facts": queries.facts_in_words(report.numbers),
            "confirmed": section_queries.kept_in_words(report.numbers),
            "against": queries.against_in_words(report.answers, report.year.base_year),
            "lines": queries.kind_lines(report.numbers),
            "total": queries.beside_total(report.numbers),
            "supporters": queries.supporter_lines(report.numbers),
            "sections": queries.answers_in_words(report, words),
            "parts": parts.sent(report, report.numbers),
            "organisation": organisation.current(),
            "words": organisation.words(),
        }
        return pdf.render("report", values)
