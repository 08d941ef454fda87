"""The page of totals, its spreadsheets, and who sees which numbers."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from portal.models import Event
from portal.reports.totals.queries import CHAPTERS, COUNTIES, KINDS, MONTHS_OF_YEAR, TOPICS
from portal.reports.verbs import Verb

pytestmark = pytest.mark.django_db
PAGE = "/sekretariat/tall/2026/"


@pytest.fixture
def logged(log, bergen, oslo, rolf):
    """Two groups and a visit in Bergen, a large course in Oslo, and a small one of no chapter."""
    for chapter, values in [
        (bergen, {"topics": ["work"]}),
        (bergen, {"day": datetime.date(2026, 5, 4), "participants": 30}),
        (bergen, {"kind": "visit", "participants": 1}),
        (oslo, {"kind": "course", "minutes": 120, "participants": 40}),
        (None, {"kind": "course", "minutes": 120, "participants": 3}),
    ]:
        log(chapter, rolf, led_by_another=True, **values)


def rows(page, code):
    """``{name: [numbers]}`` of a table on the page."""
    table = next(one for one in page.context["tables"] if one["code"] == code)
    return {row["name"]: [str(number) for _head, number in row["numbers"]] for row in table["rows"]}


def sheet(response):
    found = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    return [tuple(cell.value for cell in row) for row in found.iter_rows()]


@pytest.mark.slow
def test_the_secretariat_sees_every_number(client_of, siri, logged):
    page = client_of(siri).get(PAGE)

    assert rows(page, COUNTIES) == {
        "Vestland": ["3", "0", "0", "36"],
        "Oslo": ["1", "1", "1", "40"],
        "MS-forbundet sentralt": ["1", "1", "1", "3"],
    }
    assert rows(page, KINDS)["Besøk, ansikt til ansikt"] == ["1", "0", "0", "1"]
    assert rows(page, MONTHS_OF_YEAR)["Mai"] == ["1", "0", "0", "30"]
    assert rows(page, TOPICS) == {"Jobb og studier": ["1", "0", "0", "5"]}
    assert "Vestland hadde flest aktiviteter" in page.content.decode()


@pytest.mark.slow
def test_a_number_that_a_report_corrects_leads_to_the_report(client_of, siri, kaare, logged, begun):
    begun.corrections = {"visit": {"number": "count", "right": 4, "why": "Tre ble ikke logget"}}
    begun.save()
    link = 'href="/sekretariat/rapporter/2026/bergen/"'
    assert link in client_of(siri).get(PAGE).content.decode()
    assert link not in client_of(siri).get(f"{PAGE}?fylke=Oslo").content.decode()
    assert link not in client_of(kaare).get(PAGE).content.decode()  # who may not read the report


def test_a_county_narrows_the_rest_and_stays_in_the_address(client_of, siri, logged):
    page = client_of(siri).get(f"{PAGE}?fylke=Vestland")

    assert rows(page, CHAPTERS) == {"Bergen": ["3", "0", "0", "36"]}
    assert sum(int(numbers[0]) for numbers in rows(page, KINDS).values()) == 3
    assert 'href="/sekretariat/tall/2026/fil/typer/?fylke=Vestland"' in page.content.decode()
    assert client_of(siri).get(f"{PAGE}?fylke=Ingensteds").context["county"] == ""


def test_the_coordinator_is_not_told_small_numbers(client_of, kaare, logged):
    page = client_of(kaare).get(PAGE)

    assert rows(page, COUNTIES) == {
        "Vestland": ["3", "0", "0", "ikke vist"],
        "Oslo": ["1", "1", "1", "40"],
        "MS-forbundet sentralt": ["1", "1", "1", "ikke vist"],
    }
    assert rows(page, TOPICS) == {"Jobb og studier": ["ikke vist"] * 4}


@pytest.mark.parametrize("who", ["siri", "kaare"])
def test_nobody_is_told_small_numbers_in_a_file(request, client_of, logged, who):
    found = sheet(client_of(request.getfixturevalue(who)).get(f"{PAGE}fil/fylker/"))

    assert found[0][:3] == ("Fylke", "Aktiviteter", "Teller i tilskuddet")
    assert found[1:] == [
        ("Vestland", 3, 0, 0, "ikke vist", 0),
        ("Oslo", 1, 1, 1, 40, 0),
        ("MS-forbundet sentralt", 1, 1, 1, "ikke vist", 0),
    ]
    assert Event.objects.filter(verb=Verb.TOTALS_EXPORT).count() == 1


@pytest.mark.parametrize("code", [CHAPTERS, KINDS, TOPICS, MONTHS_OF_YEAR])
def test_each_table_is_a_file(client_of, siri, logged, code):
    client = client_of(siri)
    assert client.head(f"{PAGE}fil/{code}/").status_code == 200
    assert not Event.objects.filter(verb=Verb.TOTALS_EXPORT).exists()
    assert len(sheet(client.get(f"{PAGE}fil/{code}/"))) > 1


def test_a_file_needs_a_fresh_code(client_of, siri, logged):
    assert "/logg-inn/ny-kode/" in client_of(siri, code_age=3600).get(f"{PAGE}fil/typer/").headers["Location"]


@pytest.mark.parametrize(("who", "status"), [("siri", 200), ("kaare", 200), ("rolf", 403)])
def test_who_sees_the_totals(request, client_of, in_may, who, status):
    client = client_of(request.getfixturevalue(who))
    assert client.get(PAGE).status_code == status
    assert client.get(f"{PAGE}fil/typer/").status_code == status


@pytest.mark.parametrize("path", ["1999/", "2028/", "2026/fil/ukjent/"])
def test_there_are_no_totals_of_other_years_and_tables(client_of, siri, in_may, path):
    assert client_of(siri).get(f"/sekretariat/tall/{path}").status_code == 404


def test_a_title_has_at_most_ten_words(client_of, siri, logged):
    page = client_of(siri).get(PAGE)
    titles = [table["title"] for table in page.context["tables"]]
    assert len(titles) == 4
    assert all(len(title.split()) <= 10 for title in titles)
