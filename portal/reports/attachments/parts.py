"""What belongs to a chapter's report and is kept elsewhere than in its draft: its attachments.

Their task stands beside the sections of the report, what is missing of them keeps the report from being sent, and what
was sent of them is kept with the report.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from forms.fields import Message
from portal.reports.attachments import queries
from portal.reports.attachments.queries import Gap, SentRow
from portal.reports.models import ChapterReport

TITLE = _("Attachments")


class Incomplete(Exception):
    """The report cannot be sent; ``gaps`` says what is missing."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__("; ".join(gap.text for gap in gaps))
        self.gaps = gaps


def tasks(short_name: str, base_year: int, report: ChapterReport | None, *, linked: bool) -> list[dict[str, str]]:
    """The rows of the task list: none where the organisation asks for no attachments."""
    row = queries.task(short_name, base_year, report, linked)
    return [row] if row else []


def gaps(report: ChapterReport) -> list[Gap]:
    return queries.gaps(report)


def check(report: ChapterReport) -> None:
    """Raise ``Incomplete`` where something is missing. To be called with the report's row locked."""
    missing = gaps(report)
    if missing:
        raise Incomplete(missing)


def as_sent(report: ChapterReport) -> dict[str, object]:
    """What is kept of them with the numbers of a report that is sent now."""
    kept = queries.as_sent(report)
    return {queries.KEY: kept} if kept else {}


def sent(report: ChapterReport, numbers: Mapping[str, Any]) -> list[tuple[Message, list[SentRow]]]:
    """``[(title, rows)]`` of what was sent, by the ``numbers`` of that sending."""
    rows = queries.sent_rows(report, numbers)
    return [(TITLE, rows)] if rows else []
