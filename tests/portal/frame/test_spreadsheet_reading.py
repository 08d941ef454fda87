"""Spreadsheets that people upload: what is read of them, and each that is refused says why."""

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook

from portal import spreadsheet
from portal.spreadsheet import Unreadable, read


def book_of(*rows, merged=""):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def book_at(row):
    """A workbook with a text in the first row and one far below."""
    book = Workbook()
    book.active["A1"], book.active[f"A{row}"] = "A", "B"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def texts(content, most_rows=100):
    return [row.cells for row in read(content, most_rows=most_rows)]


def test_cells_become_texts():
    day = datetime.date(2026, 6, 3)
    days = (day, datetime.datetime.combine(day, datetime.time(12, 30)))
    assert texts(book_of(["Ås", 5, 5.0, 5.5, *days, True, None, " x "])) == [
        ["Ås", "5", "5", "5.5", "2026-06-03", "2026-06-03T12:30:00", "ja", "", "x"]
    ]


def test_rows_have_the_numbers_that_people_see_and_empty_ones_are_left_out():
    found = read(book_of(["A"], [], [None], ["B"]), most_rows=10)
    assert [(row.number, row.cells) for row in found] == [(1, ["A"]), (4, ["B"])]


def test_a_formula_is_a_fault_and_not_what_it_was_computed_to():
    (row,) = read(book_of(["A", "=1+1", "=HYPERLINK(A1)"]), most_rows=10)
    assert (row.cells[0], sorted(row.faults)) == ("A", [1, 2])


def test_what_we_write_is_read_as_it_was():
    rows = [["+47 22 42 45 45", "=1+1 er to", "-", datetime.date(2026, 6, 3), "Ø"]]
    heads = ["A", "B", "C", "D", "E"]
    assert texts(spreadsheet.csv_file(heads, rows))[1] == ["+47 22 42 45 45", "=1+1 er to", "-", "2026-06-03", "Ø"]
    assert texts(spreadsheet.workbook("Ark", heads, [rows[0][:1] + rows[0][2:]]))[1] == [
        "+47 22 42 45 45", "-", "2026-06-03", "Ø",
    ]  # fmt: skip


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in parts.items():
            folder.writestr(name.replace("__", "/") + ".xml", content)
    return file.getvalue()


def altered(name, change):
    """A workbook with two rows, one part of which is changed."""
    with zipfile.ZipFile(io.BytesIO(book_of(["A", "B"], ["Å", "Ø"]))) as folder:
        parts = {part: folder.read(part) for part in folder.namelist()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for part, content in parts.items():
            folder.writestr(part, change(content) if part == name else content)
    return file.getvalue()


SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
ROWS_OF_NOTHING = b"<row>" + b"<c/>" * (spreadsheet.MOST_CELLS + 1) + b"</row></sheetData>"
ENTITY = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet>&a;</worksheet>'
WRONG = "Noen bokstaver har blitt feil i filen, for eksempel i «{}».".format
BAD = {
    "empty": (b"", "tom"),
    "old": (spreadsheet.OLD_FILE + b"\0" * 600, "gammel Excel-fil"),
    "locked": (spreadsheet.OLD_FILE + "EncryptedPackage".encode("utf-16-le"), "passord"),
    "cut short": (book_of(["A"])[:-400], "skadet"),
    "another zip": (zipped(content="x"), "ikke et regneark"),
    "a bomb": (zipped(xl__workbook="x", xl__sheet="0" * (spreadsheet.LARGEST_UNPACKED + 1)), "for stor"),
    "a workbook of nonsense": (zipped(xl__workbook="<a/>"), "skadet"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "ikke et regneark"),
    "merged": (book_of(["A", "B"], ["C", "D"], merged="A1:B1"), r"A1:B1"),
    "empty far down": (book_at(spreadsheet.LAST_ROW + 1), "for stor"),
    "cells of nothing": (altered(SHEET, lambda part: part.replace(b"</sheetData>", ROWS_OF_NOTHING)), "for stor"),
    "styles without end": (
        altered(STYLES, lambda part: part.replace(b"</fonts>", b"<font/>" * 300_000 + b"</fonts>")),
        "for stor",
    ),
    "a file of the machine": (altered(SHEET, lambda part: ENTITY), "skadet"),
    "many columns": (book_of(["A"], ["x"] * 101), "mer enn 100 kolonner"),
    "many columns of text": (b"A;B\n" + b"x;" * 150 + b"x", "mer enn 100 kolonner"),
    "a PDF": (b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", "ikke et regneark"),
    "a page": (b"<html><table><tr><td>A</td></tr></table></html>", "ikke et regneark"),
    "an open quote": (b'A;B\nC;D\nE;"F\nG;H\n', "I rad 3 mangler et anførselstegn"),
    "MS-DOS": ("A;B\nBærum;x".encode("cp865"), WRONG("B‘rum")),
    "MS-DOS with Å": ("A;B\nÅs;x".encode("cp865"), WRONG("\ufffds")),
    "an old Mac": ("A;B\nTromsø;på".encode("mac_roman"), WRONG("Troms¿")),
    "UTF-8 read as Windows": (book_of(["A"], ["Bærum".encode().decode("cp1252")]), WRONG("BÃ¦rum")),
    "too many": (book_of(*([number] for number in range(101))), "mer enn 100 rader"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_is_refused_with_a_sentence(name):
    content, said = BAD[name]
    with pytest.raises(Unreadable, match=said):
        read(content, most_rows=100)


def test_what_a_workbook_says_of_its_own_size_is_not_believed():
    content = altered(SHEET, lambda part: part.replace(b'ref="A1:B2"', b'ref="A1"'))
    assert (b'ref="A1"' in zipfile.ZipFile(io.BytesIO(content)).read(SHEET), texts(content)) == (
        True, [["A", "B"], ["Å", "Ø"]],
    )  # fmt: skip


def test_signs_that_are_as_they_were_meant_are_no_wrong_letters():
    row = ["D’Arcy", "Œuvre", "‘Bergen’", "Ola †", "1¾", "Ãngela", "Bærum, Tromsø og Ås", "¿Qué?", "MS®"]
    assert texts(";".join(["A"] * 9).encode() + b"\n" + ";".join(row).encode("cp1252"))[1] == row


def test_of_a_hundred_thousand_rows_not_all_are_read(monkeypatch):
    content = b"A;B\n" * 100_000
    asked = []
    monkeypatch.setattr(spreadsheet, "_checked", lambda text: asked.append(text) or (text, ""))
    with pytest.raises(Unreadable):
        read(content, most_rows=100)
    assert len(asked) < 300
