"""Parts of a chapter's report that are kept elsewhere than in its draft, such as its attachments.

The package that keeps such a part registers it when the site starts. Its task stands beside the sections of the
report, what is missing in it keeps the report from being sent, and what was sent of it is kept with the report.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.fields import Message
from portal.reports.models import ChapterReport


@dataclass(frozen=True)
class Gap:
    """Something without which the report cannot be sent: a sentence, and where to put that right."""

    text: str
    address: str


class Incomplete(Exception):
    """The report cannot be sent; ``gaps`` says what is missing."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__("; ".join(gap.text for gap in gaps))
        self.gaps = gaps


@dataclass(frozen=True)
class SentRow:
    """One line of what was sent. ``hint`` is a fact about it, such as the size of a file."""

    what: str
    text: str
    hint: str
    sha256: str
    address: str


@dataclass(frozen=True)
class Part:
    """``key`` names what is kept of it in the report's ``numbers``; each function takes the report.

    ``task`` is a row for components/task_list.html, or None where the organisation has no such part. It takes the
    chapter's short name, the base year, the report (None where nobody has begun it) and whether the row is a link.
    """

    key: str
    title: Message
    task: Callable[[str, int, ChapterReport | None, bool], dict[str, str] | None]
    gaps: Callable[[ChapterReport], list[Gap]]
    as_sent: Callable[[ChapterReport], list[dict[str, object]]]  # what JSON can hold
    sent_rows: Callable[[ChapterReport, Mapping[str, Any]], list[SentRow]]


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    _parts[part.key] = part


def tasks(short_name: str, base_year: int, report: ChapterReport | None, *, linked: bool) -> list[dict[str, str]]:
    """The rows of the task list, of those parts that the organisation has."""
    rows = [part.task(short_name, base_year, report, linked) for part in _parts.values()]
    return [row for row in rows if row]


def gaps(report: ChapterReport) -> list[Gap]:
    return [gap for part in _parts.values() for gap in part.gaps(report)]


def check(report: ChapterReport) -> None:
    """Raise ``Incomplete`` where something is missing. To be called with the report's row locked."""
    missing = gaps(report)
    if missing:
        raise Incomplete(missing)


def as_sent(report: ChapterReport) -> dict[str, object]:
    """What is kept of the parts with the numbers of a report that is sent now."""
    return {part.key: kept for part in _parts.values() if (kept := part.as_sent(report))}


def sent(report: ChapterReport, numbers: Mapping[str, Any]) -> list[tuple[Message, list[SentRow]]]:
    """``[(title, rows)]`` of what was sent, by the ``numbers`` of that sending."""
    found = ((part.title, part.sent_rows(report, numbers)) for part in _parts.values())
    return [(title, rows) for title, rows in found if rows]
