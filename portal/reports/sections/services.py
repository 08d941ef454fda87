"""Confirming a section of a report."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from portal import events
from portal.accounts.models import User
from portal.reports.models import ChapterReport, SectionConfirmation
from portal.reports.sections import queries
from portal.reports.verbs import Verb


class ShownOtherwise(Exception):
    """What the page showed is not so any more. Nothing was confirmed."""


@transaction.atomic
def confirm(
    report: ChapterReport, section: str, answers: Mapping[str, Any], *, by: User, shown: str
) -> SectionConfirmation | None:
    """Note that somebody has confirmed a section with these cleaned answers. The same once more is one confirmation.

    ``shown`` is the ``shown_digest`` of the page that they saw; raises ``ShownOtherwise`` where that is not what it
    shows now, or is not said. None for a report that is sent.
    """
    report = ChapterReport.objects.select_for_update().select_related("chapter", "year").get(pk=report.pk)
    if not report.is_open:
        return None
    now = queries.shown_digest(section, report)
    if shown != now:
        raise ShownOtherwise(section)
    digest = queries.digest_of(now, answers)
    before = queries.latest(report).get(section)
    if before is not None and (before.by, before.digest) == (by, digest):
        return before
    row = SectionConfirmation.objects.create(report=report, section=section, by=by, digest=digest)
    details = {"section": section, "sha256": digest}
    events.record(Verb.REPORT_CONFIRM_SECTION, subject=report, by=by, details=details)
    return row
