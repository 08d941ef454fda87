"""The columns of each kind of file: how they are found in a file that somebody has filled in, and the sample."""

import datetime
import difflib
import functools
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from portal import spreadsheet
from portal.chapters.register.validation import comparable

CONTENT = Path(__file__).parent / "content" / "columns.toml"
KINDS = ("chapters", "officers", "supporters", "members")
WHY = "Hvorfor"  # the column of what was not taken in
EXAMPLE = re.compile(r"eksempel\b", re.IGNORECASE)
HEADS_AMONG = 5  # rows: a title may stand above the heads
ALIKE = 0.75


@dataclass(frozen=True)
class Column:
    """One column: the field that reads it, its heading, and what stands in the sample about it."""

    field: str
    head: str
    says: str
    example: str
    needed: bool = False
    also: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One row of a file: its number there, the texts of its cells, and what is wrong with some as cells."""

    number: int
    cells: dict[str, str]
    faults: dict[str, str]


@dataclass
class Table:
    """What is in a file: its rows, and what is to be said of it as a whole."""

    lines: list[Line]
    notes: list[str]


@functools.cache
def _content() -> dict[str, Any]:
    return tomllib.loads(CONTENT.read_text(encoding="utf-8"))


def of(kind: str) -> list[Column]:
    return [Column(**values) for values in _content()[kind]["columns"]]


def head_of(kind: str, name: str) -> str:
    return next(column.head for column in of(kind) if column.field == name)


def sheet_name(kind: str) -> str:
    return str(_content()[kind]["sheet"])


def sample(kind: str, **examples: str) -> bytes:
    """The file to fill in: its heads, one row that is an example and is not read, and a sheet that explains.

    ``examples`` is ``{field: what stands in the example}``, where that is the organisation's own.
    """
    columns = of(kind)
    row = [_value(examples.get(one.field, one.example)) for one in columns]
    needed = {True: "ja", False: ""}
    return spreadsheet.workbook_of(
        [
            (sheet_name(kind), [column.head for column in columns], [row]),
            (
                "Forklaring",
                ["Kolonne", "Må fylles ut", "Hva som skal stå der"],
                [
                    *([column.head, needed[column.needed], column.says] for column in columns),
                    ["", "", "Raden som begynner med EKSEMPEL, leses ikke. En tom celle endrer ingenting."],
                    ["", "", "Datoer kan skrives 3.6.2026 eller 2026-06-03."],
                ],
            ),
        ]
    )


def _value(text: str) -> spreadsheet.Value:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


def find(kind: str, rows: list[spreadsheet.Row]) -> Table:
    """The rows below the heads, each cell by its field. Raises ``spreadsheet.Unreadable`` where heads are missing."""
    columns = of(kind)
    called = {comparable(head): column for column in columns for head in (*column.also, column.head)}
    heads = max(rows[:HEADS_AMONG], key=lambda row: sum(comparable(cell) in called for cell in row.cells), default=None)
    if heads is None or not any(comparable(cell) in called for cell in heads.cells):
        wanted = ", ".join(column.head for column in columns)
        raise spreadsheet.Unreadable(_("The first row is to have these headings: %(heads)s") % {"heads": wanted})
    places: dict[str, int] = {}
    unknown = []
    for place, text in enumerate(heads.cells):
        column = called.get(comparable(text)) if text else None
        if column is None:
            unknown += [text] if text and comparable(text) != comparable(WHY) else []
        elif column.field in places:
            raise spreadsheet.Unreadable(_("Two columns are called %(head)s. Take one away.") % {"head": column.head})
        else:
            places[column.field] = place
    missing = [column for column in columns if column.field not in places]
    if needed := [column for column in missing if column.needed]:
        raise spreadsheet.Unreadable(" ".join(_missing(column, unknown) for column in needed))
    return _table([row for row in rows if row.number > heads.number], places, missing, unknown, columns[0].field)


def _missing(column: Column, unknown: list[str]) -> str:
    text = _("The column %(head)s is missing.") % {"head": column.head}
    if near := difflib.get_close_matches(column.head, unknown, n=1, cutoff=ALIKE):
        text += " " + _("Is it the one called %(head)s? Then change its heading.") % {"head": near[0]}
    return text


def _table(
    rows: list[spreadsheet.Row], places: dict[str, int], missing: list[Column], unknown: list[str], first: str
) -> Table:
    """``first`` is the field in which the row of the sample says that it is an example."""
    lines, examples = [], 0
    for row in rows:
        cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        if EXAMPLE.match(cells[first]):
            examples += 1
            continue
        if any(cells.values()):
            faults = {name: row.faults[place] for name, place in places.items() if place in row.faults}
            lines.append(Line(row.number, cells, faults))
    notes = []
    if unknown:
        notes.append(_("These columns are not read: %(heads)s.") % {"heads": ", ".join(unknown)[:300]})
    if missing:
        heads = ", ".join(column.head for column in missing)
        notes.append(_("These columns are not in the file, and nothing of them changes: %(heads)s.") % {"heads": heads})
    if examples:
        notes.append(_("The row that is an example is left out."))
    if not lines:
        notes.append(_("There are no rows below the headings."))
    return Table(lines, notes)
