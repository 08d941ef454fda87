"""Spreadsheets (.xlsx and .csv) for the office. The only module that names openpyxl."""

import csv
import datetime
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from forms.fields import format_number, remove_unstorable

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters of a cell; Excel takes no more
NARROWEST, WIDEST = 8, 60  # of a column, in characters
LOOKED_AT = 100  # rows, to see how wide the columns have to be
DAY = "dd.mm.yyyy"
LONGEST_TITLE = 31  # more is refused by Excel
# The file is XML, which knows no other characters than these. openpyxl's own list of what to leave out lacks some.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
OLD_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how an .xls begins, and an .xlsx that is locked with a password
# Of an .xlsx: bytes in all, bytes of a part that is read whole (a workbook of 1 MB of styles takes seconds), and files.
LARGEST_UNPACKED, LARGEST_PART, MOST_PARTS = 60_000_000, 2_000_000, 2_000
READ_IN_TURN = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/media/")
MOST_CELLS = 1_000_000  # of a sheet, those of nothing too: each takes some 400 bytes where all stand in one row
MOST_COLUMNS, LONGEST_CELL = 100, 1_000
LAST_ROW = 20_000  # below it nobody looks for more: rows of nothing take as long as others
MERGED = re.compile(rb"mergeCell\s[^>]*?ref=[\"']([A-Z0-9:]+)")
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
SEPARATORS = ";,\t"
# What Norwegian letters become where a file of MS-DOS, of an old Mac or of UTF-8 was read as one of Windows, and the
# sign for what could not be read at all.
LETTER = r"[^\W\d_]"
WRONG_LETTERS = re.compile(rf"\ufffd|Ã[¦¸¥†˜…]|(?<={LETTER})[›¾¿¯]|(?<={LETTER})[‘†®](?={LETTER})|(?<=[a-zæøå])Œ")
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a text begins with that a program may take for a formula
Value = str | int | datetime.date | None
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Value]]]  # its title, its heads, and its rows


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The file of a spreadsheet with one sheet: a line of heads that stays in sight, then the rows.

    A text is a text: one that begins like a formula is shown as it is written, and never computed. One that is too
    long for a cell says at its end how much of it is left out.
    """
    return workbook_of([(title, heads, rows)])


def workbook_of(sheets: Iterable[Sheet]) -> bytes:
    """The same with several sheets. The rows are read one at a time, and not kept."""
    book = Workbook(write_only=True)
    for title, heads, rows in sheets:
        sheet = book.create_sheet(title[:LONGEST_TITLE])
        sheet.freeze_panes = "A2"
        rest = iter(rows)
        first = list(itertools.islice(rest, LOOKED_AT))
        for number, width in enumerate(_widths([heads, *first])):
            sheet.column_dimensions[get_column_letter(number + 1)].width = width
        sheet.append([_cell(sheet, head, is_head=True) for head in heads])
        for row in itertools.chain(first, rest):
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _widths(rows: Sequence[Sequence[Value]]) -> list[int]:
    """How wide the columns of these rows are, in characters: as wide as what stands in them, within bounds."""
    columns = itertools.zip_longest(*rows)
    return [min(max(NARROWEST, *(len(_plain(value)) + 2 for value in column)), WIDEST) for column in columns]


def _cell(sheet: object, value: Value, *, is_head: bool = False) -> WriteOnlyCell:
    text = _shortened(NOT_IN_XML.sub("", value)) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    if isinstance(text, str):
        cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
        cell.quotePrefix = True  # and so would a program in which somebody edits the cell
    if isinstance(text, datetime.date):
        cell.number_format = DAY
    if is_head:
        cell.font = Font(bold=True)
    return cell


def _shortened(text: str) -> str:
    """The text as a cell can hold it. At its end stands how much is left out, which openpyxl would not say."""
    if len(text) <= LONGEST_TEXT:
        return text
    left_out = _(" … (%(count)s more characters are left out here)")
    kept = LONGEST_TEXT - len(left_out % {"count": format_number(len(text))})
    return text[:kept] + left_out % {"count": format_number(len(text) - kept)}


def csv_file(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The same as text, with semicolons, as Norwegian spreadsheet programs read it.

    There is no way to say that a cell is a text: one that begins like a formula gets an apostrophe first.
    """
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_plain(head) for head in heads])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return file.getvalue().encode("utf-8-sig", errors="replace")


def csv_files(sheets: Iterable[Sheet]) -> bytes:
    """Several sheets as a ZIP file with a CSV file for each."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for title, heads, rows in sheets:
            folder.writestr(f"{title}.csv", csv_file(heads, rows))
    return file.getvalue()


def _plain(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(RUNS) else value
    return "" if value is None else str(value)


# Reading


class Unreadable(Exception):
    """The file is not read. The text says why, and what to do, in the active language."""


@dataclass
class Row:
    """A row as it stands in the file: its number there, its texts, and what is wrong with some of them by column."""

    number: int
    cells: list[str]
    faults: dict[int, str] = field(default_factory=dict)


def read(content: bytes, *, most_rows: int) -> list[Row]:
    """The rows with something in them of an .xlsx (its first sheet) or a CSV file. What it is, its content says.

    A date is written as ``2026-06-03``. A formula is a fault: what it was last computed to may be old. Raises
    ``Unreadable`` for what is no such file, is locked, or has more rows than ``most_rows``, which are not all read.
    """
    if not content.strip():
        raise Unreadable(_("The file is empty. Choose another one"))
    if content.startswith(OLD_FILE):
        raise Unreadable(
            _("The file is locked with a password. Save it without one, and choose the new file.")
            if "EncryptedPackage".encode("utf-16-le") in content
            else _("This is an old Excel file (.xls). Save it as .xlsx, and choose the new file.")
        )
    found: list[Row] = []
    for row in _rows_of_book(content) if content.startswith(b"PK") else _rows_of_text(content):
        if not any(row.cells):
            continue
        _check_letters(row)
        if len(found) == most_rows:
            text = _("The file has more than %(count)s rows. Split it, and take in one part at a time.")
            raise Unreadable(text % {"count": format_number(most_rows)})
        found.append(row)
    return found


def _check_letters(row: Row) -> None:
    """Raise ``Unreadable`` where letters have become others, as they then have all through the file."""
    if wrong := next((cell for cell in row.cells if WRONG_LETTERS.search(cell)), None):
        text = _("Letters are wrong in the file, as in “%(text)s”. Save it as .xlsx or “CSV UTF-8”, and look it over.")
        raise Unreadable(text % {"text": wrong[:60]})


def _rows_of_book(content: bytes) -> Iterator[Row]:
    damaged = _("The file is damaged and cannot be read. Save it once more in your program, and choose the new file.")
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        _check_sheet(content, sheets[0]._worksheet_path)  # noqa: SLF001  nothing public tells which file a sheet is
        sheets[0].reset_dimensions()  # what the file says of its size may be wrong, and nothing below it would be read
        for number, cells in enumerate(sheets[0].iter_rows(), 1):
            if number > LAST_ROW:
                raise Unreadable(_too_large())
            row = Row(number, [])
            for column, cell in enumerate(cells):
                text, fault = _text_of(cell)
                row.cells.append(text)
                if fault:
                    row.faults[column] = fault
            while row.cells and not row.cells[-1]:
                row.cells.pop()
            if len(row.cells) > MOST_COLUMNS:
                raise Unreadable(_too_wide())
            yield row
    except Unreadable:
        raise
    except Exception as fault:  # openpyxl raises whatever it stumbles on
        raise Unreadable(damaged) from fault


def _check_size(content: bytes) -> None:
    """Raise ``Unreadable`` for a ZIP file that is no .xlsx, or becomes too large when it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        parts = folder.infolist()
        whole = [
            part for part in parts if part.filename.endswith(".xml") and not part.filename.startswith(READ_IN_TURN)
        ]
        if (
            len(parts) > MOST_PARTS
            or sum(part.file_size for part in parts) > LARGEST_UNPACKED
            or any(part.file_size > LARGEST_PART for part in whole)
        ):
            raise Unreadable(_too_large())
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise Unreadable(_("This is no spreadsheet that we can read. Save it as .xlsx or CSV."))


def _too_large() -> str:
    return _("The file is too large when it is unpacked. Copy the rows into an empty spreadsheet, and save that.")


def _too_wide() -> str:
    text = _("The file has more than %(count)s columns. Keep those that are asked for, and choose the new file.")
    return text % {"count": format_number(MOST_COLUMNS)}


def _check_sheet(content: bytes, sheet: str) -> None:
    """Raise ``Unreadable`` for a sheet with too many cells, or with merged ones: whose row is theirs is not certain."""
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        found = folder.read(sheet.lstrip("/"))
    if len(found) > MOST_CELLS and sum(1 for _cell in CELL.finditer(found)) > MOST_CELLS:
        raise Unreadable(_too_large())
    if merged := MERGED.search(found):
        text = _("Cells are merged in the file (%(cells)s). Take the merging away, and fill in each row.")
        raise Unreadable(text % {"cells": merged[1].decode()})


def _text_of(cell: Any) -> tuple[str, str]:
    """``(text, fault)`` of a cell."""
    value = cell.value
    if value is None:
        return "", ""
    if cell.data_type == "f":
        return str(value)[:LONGEST_CELL], _formula()
    if cell.data_type == "e":
        return str(value), _("The cell has an error in place of a value. Write what is to stand there.")
    if isinstance(value, bool):
        return ("ja" if value else "nei"), ""
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return (value.date() if is_day else value).isoformat(), ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _checked(str(value))


def _formula() -> str:
    return _("The cell has a formula. Write the value itself: copy the cell, and paste it as a value.")


def _checked(text: str) -> tuple[str, str]:
    text = " ".join(text.split())  # a cell may hold several lines
    if text.startswith("'") and text[1:].startswith(RUNS):
        return text[1:], ""  # as ``csv_file`` writes it
    if text.startswith("=") and len(text) > 1:
        return text[:LONGEST_CELL], _formula()
    if len(text) > LONGEST_CELL:
        return text[:LONGEST_CELL], _("The text is too long.")
    shown = remove_unstorable(text)
    return shown, "" if shown == text else _("The cell has signs that do not show. Write it anew.")


def _rows_of_text(content: bytes) -> Iterator[Row]:
    text = _decoded(content)
    first, _end, rest = text.partition("\n")
    if separated := re.fullmatch(rf"sep=([{SEPARATORS}])\s*", first):  # as Excel may write it for itself
        separator, text, skipped = separated[1], rest, 1
    else:
        beginning = text.lstrip("\r\n ")[:10_000].partition("\n")[0]
        separator, skipped = max(SEPARATORS, key=beginning.count), 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            row = Row(line, [])
            line = skipped + reader.line_num + 1
            if any(cells[MOST_COLUMNS:]):
                raise Unreadable(_too_wide())
            for column, cell in enumerate(cells[:MOST_COLUMNS]):
                found, fault = _checked(cell)
                row.cells.append(found)
                if fault:
                    row.faults[column] = fault
            yield row
    except csv.Error as fault:
        text = _("In row %(row)s a quotation mark is not closed. Correct it, or save the file as .xlsx.")
        raise Unreadable(text % {"row": line}) from fault


def _decoded(content: bytes) -> str:
    """The text of a CSV file in UTF-8 or UTF-16, with or without a mark, or in Windows-1252. Raises ``Unreadable``.

    What Windows-1252 has no letter for becomes one of ``WRONG_LETTERS``.
    """
    head = content[:200]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif head[1::2].count(0) > len(head) // 4:
        encodings = ["utf-16-le"]
    elif head[::2].count(0) > len(head) // 4:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding, errors="replace" if encoding == "cp1252" else "strict")
        except UnicodeDecodeError:
            continue
        if not re.search("[\x00-\x08\x0e-\x1f]|\\A\\s*(%PDF|<)", text):  # a PDF or a page under another name
            return text
    raise Unreadable(_("This is no spreadsheet that we can read. Save it as .xlsx or CSV."))
