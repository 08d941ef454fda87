"""The poster, the cards and the leaflet: one page each, with the number and the address that the code leads to."""

import io

import pytest
from pypdf import PdfReader

pytestmark = pytest.mark.django_db


def read(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf"), address
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return len(pages), " ".join(pages[0].extract_text().replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.slow
def test_each_is_one_page_that_says_whom_to_ring_in_the_language_of_its_address(client):
    for prefix, number in (("", 1), ("/en", 1)):
        for name, times in (("plakat", 1), ("kort", 8), ("brosjyre", 1)):
            pages, text = read(client, f"{prefix}/for-helsepersonell/{name}.pdf")
            assert (pages, text.count("22 42 45 45")) == (number, times), (prefix, name)
            assert text.count(f"{prefix}/hjelpetelefoner/") == times, (prefix, name)


def test_the_hours_stand_on_the_wall_but_not_whether_a_line_is_open(client):
    _pages, text = read(client, "/for-helsepersonell/plakat.pdf")

    assert "Tirsdag klokka 17 til 21: en frivillig som selv er pårørende" in text
    assert "Åpen nå" not in text
    assert "Stengt" not in text


def test_there_are_no_others(client):
    assert client.get("/for-helsepersonell/lue.pdf").status_code == 404


def test_the_page_for_health_professionals_leads_to_them(client):
    html = client.get("/for-helsepersonell/").content.decode()

    for name in ("plakat", "kort", "brosjyre"):
        assert f'href="/for-helsepersonell/{name}.pdf"' in html
