"""The spreadsheets for daily use: who takes them, and that a cell is what it says."""

import datetime
import io
import zipfile

import pytest
from openpyxl import load_workbook

from portal.accounts.models import User
from portal.models import Event
from portal.reports.verbs import Verb

pytestmark = pytest.mark.django_db
FILES = "/sekretariat/tall/2026/regneark/"


def as_day(value):
    """A date of the sheet, which openpyxl reads with a time."""
    return value.date() if isinstance(value, datetime.datetime) else value


def taken(client, what):
    content = b"".join(client.get(f"{FILES}{what}/").streaming_content)
    sheet = load_workbook(io.BytesIO(content)).active
    return content, [[as_day(cell.value) for cell in row] for row in sheet.iter_rows()]


def test_supporters_keep_the_zeros_of_their_numbers_and_dates_are_dates(client_of, siri, liv, in_may):
    User.objects.filter(pk=liv.person_id).update(phone="004722424545", postcode="0150")

    _content, (heads, line) = taken(client_of(siri), "likepersoner")
    assert heads[:6] == ["Etternavn", "Fornavn", "Lokalforening", "Fylke", "Telefon", "E-post"]
    assert line[:4] == ["Likeperson", "Liv", "Bergen", "Vestland"]
    assert (line[4], line[6]) == ("004722424545", "0150")
    assert line[8] == datetime.date(2025, 1, 2)


def test_activities_say_whether_they_count_and_why_not(client_of, siri, liv, bergen, log):
    log(bergen, liv.person, led_by=liv, topics=["work"], place="Huset")
    log(bergen, liv.person, led_by=liv, participants=2, day=datetime.date(2026, 3, 3))
    log(None, siri, kind="course", minutes=120, led_by_another=True, day=datetime.date(2026, 3, 4))

    _content, rows = taken(client_of(siri), "aktiviteter")
    assert rows[1][0] == datetime.date(2026, 3, 2)
    assert [row[2:5] + row[9:10] for row in rows[1:]] == [
        ["Bergen", "Vestland", 5, "Ja"], ["Bergen", "Vestland", 2, "Nei"], ["MS-forbundet sentralt", None, 5, "Ja"],
    ]  # fmt: skip
    assert rows[1][6:9] == ["Liv Likeperson", "Huset", "Jobb og studier"]
    assert "for få" in rows[2][10]


@pytest.mark.parametrize("odd", ["=1+1", "+47", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_no_cell_runs_as_a_formula(client_of, siri, liv, bergen, log, odd):
    User.objects.filter(pk=liv.person_id).update(family_name=odd)
    log(bergen, liv.person, led_by=liv, place=odd)
    for what in ("likepersoner", "aktiviteter"):
        content, rows = taken(client_of(siri), what)
        assert any(odd in str(cell) for cell in rows[1])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_who_takes_one_is_noted_and_a_head_gives_nothing_away(client_of, siri, liv, in_may):
    client = client_of(siri)
    client.head(f"{FILES}likepersoner/")
    assert not Event.objects.filter(verb=Verb.NAMES_EXPORT).exists()
    taken(client, "likepersoner")
    assert Event.objects.get(verb=Verb.NAMES_EXPORT).actor == siri.ref


@pytest.mark.parametrize("what", ["likepersoner", "aktiviteter"])
def test_they_are_for_the_secretariat_with_a_fresh_code(client_of, siri, kaare, rolf, in_may, what):
    assert [client_of(one).get(f"{FILES}{what}/").status_code for one in (siri, kaare, rolf)] == [200, 403, 403]
    assert "/logg-inn/ny-kode/" in client_of(siri, code_age=3600).get(f"{FILES}{what}/").headers["Location"]


def test_the_headings_are_norwegian_also_for_those_who_read_english(client_of, siri, liv, in_may):
    client = client_of(siri)
    client.cookies["django_language"] = "en"
    assert taken(client, "likepersoner")[1][0][0] == "Etternavn"


def test_there_is_no_other_file(client_of, siri, in_may):
    assert [client_of(siri).get(f"{FILES}{what}/").status_code for what in ("alt", "rapporter")] == [404, 404]
    assert client_of(siri).get("/sekretariat/tall/2030/regneark/likepersoner/").status_code == 404
