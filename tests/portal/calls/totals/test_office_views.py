"""The page of totals, its spreadsheet, and who sees which numbers."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from portal.calls.verbs import Verb
from portal.models import Event
from tests.portal.calls.conftest import RELATIVES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PAGE, FILE = "/telefonvakt/tall/", "/telefonvakt/tall/2026/"


@pytest.fixture
def calls(vigdis, roar, log):
    """Four calls on the MS line in May, two of them about work, and one on the relatives' in June."""
    may = datetime.date(2026, 5, 4)
    for themes in (["work"], ["work", "new"], ["new"], ["new"]):
        log(vigdis, day=may, themes=themes, minutes="15-30", caller="own")
    log(roar, line=RELATIVES, themes=["relative"])


def cells(page, rows, name):
    return next([str(number) for _line, number in found] for text, found in page.context[rows] if str(text) == name)


def test_the_secretariat_sees_every_number(client_of, siri, calls):
    page = client_of(siri).get(PAGE)

    assert cells(page, "months", "Mai") == ["4", "0"]
    assert cells(page, "months", "Hele året") == ["4", "1"]
    assert cells(page, "themes", "Jobb og studier") == ["2", "0"]
    assert cells(page, "lengths", "15 til 30 minutter") == ["4", "0"]
    assert cells(page, "callers", "Har MS") == ["4", "0"]
    assert cells(page, "callers", "Ikke oppgitt") == ["0", "1"]


def test_the_coordinator_is_not_told_small_numbers(client_of, kaare, calls):
    page = client_of(kaare).get(PAGE)

    assert cells(page, "months", "Mai") == ["4", "0"]
    assert cells(page, "months", "Juni") == ["0", "under 3"]
    assert cells(page, "themes", "Jobb og studier") == ["under 3", "0"]
    assert cells(page, "themes", "Å være ny med diagnosen") == ["3", "0"]
    assert "Hvor lenge de varte" not in page.content.decode()


@pytest.mark.parametrize("who", ["siri", "kaare"])
def test_nobody_is_told_small_numbers_in_the_file(request, client_of, calls, who):
    response = client_of(request.getfixturevalue(who)).get(FILE)

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[0] == ("Hjelpetelefon", "Måned", "Tema", "Samtaler")
    assert ("MS-telefonen", "Mai", "Alle samtaler", 4) in rows
    assert ("MS-telefonen", "Mai", "Jobb og studier", "under 3") in rows
    assert ("Pårørendetelefonen", "Juni", "Alle samtaler", "under 3") in rows
    assert ("MS-telefonen", "April", "Alle samtaler", 0) in rows
    assert not {1, 2} & {row[3] for row in rows}
    assert Event.objects.filter(verb=Verb.CALL_EXPORT).count() == 1


@pytest.mark.parametrize("address", [FILE, "/sekretariat/samtaler/2026/"])
def test_asking_for_the_head_of_the_file_exports_nothing(client_of, siri, organise, address):
    organise("nff")
    client = client_of(siri)

    assert client.head(address).status_code == 200
    assert not Event.objects.filter(verb__in=[Verb.CALL_EXPORT, Verb.TALLY_EXPORT]).exists()
    assert client.get(address).status_code == 200
    assert Event.objects.filter(verb__in=[Verb.CALL_EXPORT, Verb.TALLY_EXPORT]).count() == 1


def test_the_file_needs_a_fresh_code(client_of, siri, calls):
    assert "/logg-inn/ny-kode/" in client_of(siri, code_age=3600).get(FILE).headers["Location"]


@pytest.mark.parametrize(("who", "status"), [("siri", 200), ("kaare", 200), ("vigdis", 403), ("rolf", 403)])
def test_who_sees_the_totals(request, client_of, who, status):
    client = client_of(request.getfixturevalue(who))

    assert client.get(PAGE).status_code == status
    assert client.get(FILE).status_code == status


@pytest.mark.parametrize("year", [2024, 2027])
def test_there_is_no_file_of_a_year_without_calls(client_of, siri, calls, year):
    assert client_of(siri).get(f"/telefonvakt/tall/{year}/").status_code == 404


def test_the_year_before_is_there_when_it_has_calls(client_of, siri, log):
    log(siri, day=datetime.date(2025, 12, 31))
    client = client_of(siri)

    assert client.get(PAGE).context["years"] == [2026, 2025]
    assert cells(client.get(f"{PAGE}?aar=2025"), "months", "Desember") == ["1", "0"]
    assert client.get(f"{PAGE}?aar=1999").context["year"] == 2026


def test_the_page_costs_the_same_with_many_calls(client_of, siri, log, django_assert_num_queries):
    client = client_of(siri)
    log(siri)
    client.get(PAGE)
    for number in (1, 40):
        for day in range(1, number):
            log(siri, day=datetime.date(2026, 1 + day % 6, 1), themes=["new", "work"])
        with django_assert_num_queries(6):
            client.get(PAGE)
