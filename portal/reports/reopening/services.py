"""Opening a report again that was sent: the chapter asks, the secretariat says yes or no. What was sent is kept."""

from django.db import transaction

from portal import clock, events
from portal.accounts.models import User
from portal.activities.base_years import services as base_year_services
from portal.moves import IllegalMove, move
from portal.reports import mails
from portal.reports import services as reports
from portal.reports.models import ChapterReport, ReopeningRequest
from portal.reports.verbs import Verb


@transaction.atomic
def ask(report: ChapterReport, reason: str, *, by: User) -> ReopeningRequest:
    """Ask to open the report again. One request waits at a time: a second call returns it unchanged.

    Raises ``IllegalMove`` when the report is open.
    """
    report = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if report.is_open:
        raise IllegalMove("ask to open a report that is open")
    waiting, is_new = ReopeningRequest.objects.get_or_create(
        report=report, granted=None, defaults={"reason": reason, "asked_by": by, "asked_at": clock.now()}
    )
    if is_new:
        events.record(Verb.REPORT_ASK_REOPENING, subject=report, by=by)
    return waiting


@transaction.atomic
def answer(request: ReopeningRequest, granted: bool, words: str, *, by: User) -> ReopeningRequest:
    """Say yes or no, with words. Yes opens the report and its year again; it is in time for 14 days if it was.

    Answering once more with the same answer changes nothing; with another one it raises ``IllegalMove``.
    """
    report = ChapterReport.objects.select_for_update().get(pk=request.report_id)
    request = ReopeningRequest.objects.get(pk=request.pk)
    if request.granted is not None:
        if request.granted is not granted:
            raise IllegalMove("answer a request that is answered")
        return request
    request.granted, request.words, request.answered_by, request.answered_at = granted, words, by, clock.now()
    request.save()
    events.record(Verb.REPORT_ANSWER_REOPENING, subject=report, by=by, details={"granted": granted})
    if granted:
        move(report, "reopen", by=by, returned_at=clock.now(), returned_words=words, returned_places={})
        base_year_services.reopen_year(report.chapter, report.year.base_year, by=by)
        reports.prepare(report.chapter, report.year, by=by)
    mails.reopening_answered(report, granted)
    return request
