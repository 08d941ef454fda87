"""Spreadsheets: whatever somebody has written in a field, there is a file, and it can be read."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from forms.fields import format_number
from portal import spreadsheet

LEFT_OUT = [*(set(range(0x20)) - set(b"\t\n\r")), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]
KEPT = ["\t", "\n", " ", "ø", "\x7f", "\x85", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0001fffe", "\U0010ffff"]


def cells(*values):
    content = spreadsheet.workbook("Ark", ["Navn"], [[value] for value in values])
    return [row[0].value for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)]


@pytest.mark.slow
@pytest.mark.parametrize("number", LEFT_OUT, ids=hex)
def test_what_no_spreadsheet_can_hold_is_left_out(number):
    assert cells(f"Kari{chr(number)} Krogh") == ["Kari Krogh"]


def test_everything_else_is_kept():
    assert cells(*(f"a{character}b" for character in KEPT)) == [f"a{character}b" for character in KEPT]


def test_a_text_that_no_cell_can_hold_says_how_much_of_it_is_left_out():
    longest = "a" * spreadsheet.LONGEST_TEXT
    whole, [cut] = cells(longest), cells("b" * 40_000)

    assert whole == [longest]
    assert len(cut) <= spreadsheet.LONGEST_TEXT
    kept = cut.count("b")
    assert cut.endswith(f" … ({format_number(40_000 - kept)} tegn til er utelatt her)")


def test_a_head_of_a_text_file_is_no_formula_either():
    assert spreadsheet.csv_file(["=1+1", "Navn"], [["=2+2", 3]]).decode("utf-8-sig") == "'=1+1;Navn\r\n'=2+2;3\r\n"


def test_a_column_is_as_wide_as_what_it_holds_and_a_day_is_written_as_we_do():
    rows = ([datetime.date(2026, 3, 2), "0155", "a" * 30, "b" * 500] for _row in range(250))
    content = spreadsheet.workbook("Ark", ["Dag", "Nr", "Navn", "Hvorfor ikke"], rows)
    sheet = load_workbook(io.BytesIO(content)).active

    assert [sheet.column_dimensions[letter].width for letter in "ABCD"] == [12, 8, 32, spreadsheet.WIDEST]
    assert (sheet.freeze_panes, sheet.max_row) == ("A2", 251)
    assert [cell.number_format for cell in sheet[251]] == [spreadsheet.DAY, "General", "General", "General"]
    assert (sheet["A251"].is_date, sheet["B251"].value) == (True, "0155")


def test_a_sheet_without_rows_has_its_heads():
    sheet = load_workbook(io.BytesIO(spreadsheet.workbook("Ark", ["Navn"], []))).active
    assert [cell.value for cell in sheet[1]] == ["Navn"]
