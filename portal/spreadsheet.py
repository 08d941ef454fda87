"""Spreadsheets (.xlsx) for the office. The only module that names openpyxl."""

import datetime
import io
import re
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24  # of a column, in characters
LONGEST_TITLE = 31  # more is refused by Excel
# The file is XML, which knows no other characters than these. openpyxl's own list of what to leave out lacks some.
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Value = str | int | datetime.date | None


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """The file of a spreadsheet with one sheet: a line of heads that stays in sight, then the rows.

    A text is a text: one that begins like a formula is shown as it is written, and never computed.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    for number in range(len(heads)):
        sheet.column_dimensions[get_column_letter(number + 1)].width = WIDTH
    sheet.append([_cell(sheet, head, is_head=True) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: object, value: Value, *, is_head: bool = False) -> WriteOnlyCell:
    text = NOT_IN_XML.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    if isinstance(text, str):
        cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
        cell.quotePrefix = True  # and so would a program in which somebody edits the cell
    if is_head:
        cell.font = Font(bold=True)
    return cell
