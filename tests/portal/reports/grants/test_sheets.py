"""The spreadsheets of a frozen version: no cell runs as a formula, no zero is lost, days are days."""

import csv
import datetime
import io
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from openpyxl import load_workbook

from portal import clock, pictures
from portal.demo import load_data as many
from portal.models import Event
from portal.reports.grants import frozen, words
from portal.reports.grants import services as grant_services
from portal.reports.grants.sheets import sheets_of
from portal.reports.measures import services as measure_services
from tests.conftest import moment
from tests.portal import libreoffice
from tests.portal.frame.uploaded_files import picture, uploaded

pytestmark = pytest.mark.django_db
TITLES = ["Aktiviteter", "Utelatt", "Likepersoner", "Lokalforeninger", "Tiltak", "Regler", "Om filen"]
FILES = "/sekretariat/tilskudd/2026/1/"
ADDRESS = {"street": "=1+1", "postcode": "0155", "place": "Oslo", "phone": "+4722424545", "email": "liv@example.org"}


@pytest.fixture
def frozen_file(bergen, oslo, liv, log, siri, in_september):
    """What is as bad as people can write it."""
    liv.person.given_name, liv.person.family_name = "=cmd", "|' /C calc'!A0"
    liv.person.save()
    oslo.name = "@Oslo"
    oslo.save()
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 12, 31), participants=1)
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS)
    return grant_services.freeze(2026, after=0, by=siri, despite_gaps=True, reason="-5 foreninger mangler")


@pytest.fixture
def book(frozen_file, siri, client_of):
    response = client_of(siri).get(f"{FILES}xlsx/")
    return load_workbook(io.BytesIO(response.getvalue()))


def rows_of(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.slow
def test_the_sheets_and_what_they_hold(book, frozen_file):
    assert book.sheetnames == TITLES
    [line] = rows_of(book["Aktiviteter"])
    assert line["Dag"].date() == datetime.date(2026, 3, 2)
    assert (line["Type aktivitet"], line["Minutter"], line["Deltakere"]) == ("Samtalegruppe", 60, 5)
    [supporter] = rows_of(book["Likepersoner"])
    assert (supporter["Postnummer og sted"], supporter["Telefon"]) == ("0155 Oslo", "22 42 45 45")
    left_out = [(line["Hva"], line["Navn"]) for line in rows_of(book["Utelatt"])]
    assert ("Aktivitet", "=cmd |' /C calc'!A0") in left_out
    assert {line["Navn"] for line in rows_of(book["Lokalforeninger"])} == {"@Oslo", "Bergen"}
    about = dict(book["Om filen"].iter_rows(values_only=True))
    assert (about["SHA-256"], about["Grunnlagsår"], about["Versjon"]) == (frozen_file.sha256, 2026, 1)
    assert (about["Aktivitetsdager"], about["Anslag i poeng: Til sammen"]) == (1, 76)
    assert about["Hvorfor"] == "-5 foreninger mangler"
    lines = list(book["Om filen"].iter_rows(values_only=True))
    [place] = [place for place, line in enumerate(lines) if "Rapporter som ikke har kommet" in str(line[0])]
    assert [lines[place][1], *lines[place + 1 : place + 3]] == [2, (None, "@Oslo"), (None, "Bergen")]


@pytest.fixture
def shown_picture(siri, in_may, tmp_path, settings):
    """A picture of the digital exchange of 2026, confirmed."""
    settings.PRIVATE_DIR = tmp_path
    said = {"in_place": True, "how": "Nyhetsbrev", "announced_on": datetime.date(2026, 3, 12)}
    measure = measure_services.describe(2026, "digital_exchange", version=0, by=siri, **said)
    row = measure_services.add_picture(measure, pictures.check_picture(uploaded(picture(), "Forum.png")), by=siri)
    return measure_services.confirm_picture(row, shown_on=datetime.date(2026, 4, 1), by=siri)


@pytest.mark.slow
def test_each_picture_of_a_measure_stands_there_with_its_digest(shown_picture, book):
    first, second = rows_of(book["Tiltak"])
    assert (first["Teller"], first["Dokumentasjon"]) == ("ja", "Nyhetsbrev; 2026-03-12; 1 bilde")
    assert (second["Bilde"], second["SHA-256"]) == ("Forum.png", shown_picture.sha256)
    assert (second["Dagen bildet viser"].date(), second["Bekreftet av"]) == (datetime.date(2026, 4, 1), "Siri Sekretær")
    assert second["Bekreftet dato"].date() == datetime.date(2027, 5, 10)


def test_another_picture_is_named_by_the_next_version(shown_picture, frozen_file, siri):
    measure_services.confirm_picture(shown_picture, shown_on=datetime.date(2026, 4, 2), by=siri)
    why = {"despite_gaps": True, "reason": "Feil dag"}
    second = grant_services.freeze(2026, after=1, by=siri, **why)
    assert words.changes(second.changes)["lines"] == ["Tiltakene – Digital erfaringsutveksling: endret (bildene)"]


def test_no_cell_is_a_formula_and_days_are_days(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    assert [cell.value for cell in texts if cell.value.startswith("=")] != []
    assert all(cell.quotePrefix for cell in texts if cell.value.startswith(("=", "+", "-", "@", "\t")))
    assert [cell.is_date for cell in book["Aktiviteter"]["A"]] == [False, True]


@pytest.mark.slow
@libreoffice.needs_libreoffice
def test_another_program_reads_days_zeros_and_no_formula(frozen_file, siri, client_of, tmp_path):
    content = client_of(siri).get(f"{FILES}xlsx/").getvalue()

    sheets = libreoffice.cells(content, tmp_path)

    assert list(sheets) == TITLES
    assert {kind for cells in sheets.values() for kind, _shown, _value in cells} == {"string", "float", "date"}
    assert [value for kind, _shown, value in sheets["Aktiviteter"] if kind == "date"] == ["2026-03-02"]
    shown = [text for _kind, text, _value in sheets["Likepersoner"]]
    assert {"=1+1", "0155 Oslo", "22 42 45 45"} <= set(shown)
    assert "@Oslo" in [text for _kind, text, _value in sheets["Lokalforeninger"]]


def test_the_csv_files_hold_the_same_and_nothing_that_runs(frozen_file, siri, client_of):
    response = client_of(siri).get(f"{FILES}csv/")

    with zipfile.ZipFile(io.BytesIO(response.getvalue())) as folder:
        assert folder.namelist() == [f"{title}.csv" for title in TITLES]
        texts = {name: folder.read(name).decode("utf-8-sig") for name in folder.namelist()}
    tables = {name: list(csv.reader(io.StringIO(text), delimiter=";")) for name, text in texts.items()}
    cells = [cell for table in tables.values() for row in table for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    head, line = tables["Likepersoner.csv"]
    found = dict(zip(head, line, strict=True))
    assert (found["Navn"], found["Postnummer og sted"]) == ("'=cmd |' /C calc'!A0", "0155 Oslo")
    assert tables["Aktiviteter.csv"][1][0] == "2026-03-02"


@pytest.mark.slow
def test_taking_a_file_is_in_the_log_and_looking_is_not(frozen_file, siri, client_of):
    client = client_of(siri)
    client.head(f"{FILES}xlsx/")
    client.get(f"{FILES}xlsx/")
    client.get(f"{FILES}csv/")
    assert Event.objects.filter(verb="grant.export", subject=frozen_file.ref).count() == 2


def test_no_file_of_what_is_not_as_it_was_frozen(frozen_file, siri, client_of):
    frozen.path_of(frozen_file).write_text("")
    client = client_of(siri)
    for kind in ("xlsx", "csv"):
        assert client.get(f"{FILES}{kind}/").url == "/sekretariat/tilskudd/2026/"
    assert "endret etter at den ble fryst" in client.get("/sekretariat/tilskudd/2026/").content.decode()


@pytest.mark.parametrize("path", [f"{FILES}exe/", "/sekretariat/tilskudd/2026/2/xlsx/"])
def test_what_there_is_not_is_not_found(frozen_file, siri, client_of, path):
    assert client_of(siri).get(path).status_code == 404


def test_the_files_ask_for_a_fresh_code(frozen_file, siri, client_of):
    assert "kode" in client_of(siri, code_age=3600).get(f"{FILES}xlsx/").url


@pytest.mark.proof
def test_fifty_thousand_activities_are_frozen_and_exported(siri, tmp_path):
    """Some 50,000 activities of one base year: the spreadsheet is made within 15 s and 300 MB."""
    with clock.at(moment("2027-09-06 12:00")):
        many.make([2025, 2026], 100_000, by=siri)
        began = time.perf_counter()
        row = grant_services.freeze(2026, after=0, by=siri, despite_gaps=True, reason="Prøve")
        froze = time.perf_counter() - began
    number = row.about["totals"]["activities"] + row.about["totals"]["left_out"]

    command = [sys.executable, "-m", "tests.portal.reports.grants.exporting", str(settings.PRIVATE_DIR), str(row.ref)]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4])  # noqa: S603  our own command

    seconds, processor, megabytes, size = map(float, result.stdout.split())
    print(f"\n{number} activities: frozen in {froze:.1f} s, a file of {frozen.path_of(row).stat().st_size:,} bytes")
    print(f"exported in {seconds:.1f} s ({processor:.1f} s of a processor), {megabytes:.0f} MB, {size:,.0f} bytes")
    assert number >= 45_000
    assert processor < 15
    assert megabytes < 300
    assert sheets_of(row)
