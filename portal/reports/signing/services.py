"""Signing a report: when it arrived, and two of the board who sign one after the other."""

import datetime
from typing import Any

from django.db import transaction

from forms.annual_report import role_of
from portal import clock, code_limits, events, permissions
from portal.accounts.models import User
from portal.models import Event
from portal.reports import mails
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.attachments import parts
from portal.reports.models import ChapterReport, WaitingSignature
from portal.reports.signing import queries
from portal.reports.signing.attestation import Shown
from portal.reports.verbs import Verb

# How long a report that was posted waits for the code: as long as the code works. What is sent later, arrives later.
WAITS_FOR_CODE = datetime.timedelta(seconds=code_limits.CODE_SECONDS)
ALONE = "reports.submit_report"  # who sends the report without a second signature


@transaction.atomic
def arrive(report: ChapterReport, shown: Shown, *, by: User, at: datetime.datetime) -> None:
    """Note that a finished report arrived at this moment, and that a code is asked for before it is signed.

    ``shown`` is what the report holds. The same report that arrives again meanwhile changes nothing.
    """
    if report.is_open and not _arrivals(report, shown, by, at):
        details = {"sha256": shown.sha256, "at": at.isoformat()}
        events.record(Verb.REPORT_ARRIVE, subject=report, by=by, details=details)


def _arrival(report: ChapterReport, shown: Shown, by: User, at: datetime.datetime) -> datetime.datetime:
    """When this report first arrived from this person: ``at``, or before a code was asked for (``arrive``).

    It is the same report if it holds what it held then.
    """
    return min([at, *_arrivals(report, shown, by, at)])


def _arrivals(report: ChapterReport, shown: Shown, by: User, at: datetime.datetime) -> list[datetime.datetime]:
    """When it arrived and a code was asked for, if that is not too long ago."""
    rows = Event.objects.filter(verb=Verb.REPORT_ARRIVE, subject=report.ref, actor=by.ref)
    rows = rows.filter(at__gte=at - 2 * WAITS_FOR_CODE).order_by("pk")
    told = [record.details for record in events.records(rows)]
    found = [datetime.datetime.fromisoformat(one["at"]) for one in told if one.get("sha256") == shown.sha256]
    return [one for one in found if at - WAITS_FOR_CODE <= one <= at]


@transaction.atomic
def sign(
    report: ChapterReport,
    answers: dict[str, Any],
    *,
    by: User,
    at: datetime.datetime,
    seen: Shown,
    draft: int | None,
) -> ChapterReport:
    """Sign the report, which was posted at this moment by somebody who saw ``seen``, and send it if that is enough.

    A leader's signature is enough. Of others on the board it takes two, and the report arrives with the second: until
    then the first one waits (``WaitingSignature``), and the report arrives no earlier than that one was given. Signing
    a second time changes nothing. A signature that waits is deleted if the report has changed since, or if its signer
    is not on the board any more; then this one is the first.
    Raises what ``reports.submit`` raises.
    """
    at = _arrival(report, seen, by, at)
    report = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if not report.is_open:
        return report
    if clock.local(at).date() < report.year.opens:
        raise reports.NotYetOpen(report.year)
    parts.check(report)
    waiting = WaitingSignature.objects.filter(report=report).select_related("person").first()
    now = Shown.of(report_queries.numbers_of(report), answers)
    is_good = bool(waiting and waiting.shown["sha256"] == now.sha256 and queries.is_on_board(waiting))
    first = waiting if is_good and waiting and waiting.person_id != by.pk else None
    is_alone = permissions.allows(by, ALONE, report.chapter)
    if is_alone or first:
        if first and not is_alone:
            at = max(at, first.signed_at)
        if waiting and not is_good:
            _void(waiting, by)
        return reports.submit(report, answers, by=by, received_at=at, seen=seen, draft=draft, first=first)
    if seen.sha256 != now.sha256:
        raise reports.Changed(seen.changes(now))
    if waiting and is_good:
        return report
    if waiting:
        _void(waiting, by)
    role = role_of(answers)
    first = WaitingSignature.objects.create(report=report, person=by, role=role, signed_at=at, shown=now.__dict__)
    details = {"sha256": now.sha256, "role": role, "at": at.isoformat()}
    events.record(Verb.REPORT_SIGN_FIRST, subject=report, by=by, details=details)
    mails.signed_first(report, first)
    return report


@transaction.atomic
def withdraw(report: ChapterReport, *, by: User) -> bool:
    """Take back one's own signature, which waits for a second one. Returns whether there was one."""
    report = ChapterReport.objects.select_for_update().get(pk=report.pk)
    if not WaitingSignature.objects.filter(report=report, person=by).delete()[0]:
        return False
    events.record(Verb.REPORT_WITHDRAW_SIGNATURE, subject=report, by=by)
    return True


def _void(waiting: WaitingSignature, by: User) -> None:
    """Let a signature fall away, because the report has changed since or its signer has left the board."""
    events.record(Verb.REPORT_VOID_SIGNATURE, subject=waiting.report, by=by, details={"of": waiting.person.ref})
    if waiting.person_id != by.pk:
        mails.signature_fell_away(waiting)
    waiting.delete()
