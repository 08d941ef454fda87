"""Spreadsheets (.xlsx and .csv) for the office. The only module that names openpyxl."""

import csv
import datetime
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from forms.fields import format_number

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters of a cell; Excel takes no more
NARROWEST, WIDEST = 8, 60  # of a column, in characters
LOOKED_AT = 100  # rows, to see how wide the columns have to be
DAY = "dd.mm.yyyy"
LONGEST_TITLE = 31  # more is refused by Excel
# The file is XML, which knows no other characters than these. openpyxl's own list of what to leave out lacks some.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
