"""The page of helplines, and the lines that other pages show."""

import re

import html5lib
import pytest
from django.test import Client
from wagtail.models import Page

from home.helplines import lookup as helplines
from home.models import Helpline
from portal import clock, fragments
from tests.conftest import moment
from tests.home.helplines.reading import MONDAY_NOON, card_of, main_of

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_an_open_line_is_a_link_to_call_and_a_closed_one_is_a_number_to_read():
    with clock.at(moment(MONDAY_NOON)):
        opened = {address: Client().get(address).content.decode() for address in ("/", "/hjelpetelefoner/")}
    with clock.at(moment("2026-12-07 16:00")):
        closed = {address: Client().get(address).content.decode() for address in ("/", "/hjelpetelefoner/")}

    for address in opened:
        main = opened[address][: opened[address].index("</main>")]
        assert 'href="tel:+4722424545"' in main
        main = closed[address][: closed[address].index("</main>")]
        assert "tel:+4722424545" not in main
        assert "22\xa042\xa045\xa045" in main


def test_every_number_to_call_is_the_number_that_is_shown():
    text = Client().get("/hjelpetelefoner/").content.decode()

    pairs = re.findall(r'href="tel:([^"]+)".*?</span>([^<]+)</a>', text, re.DOTALL)

    assert len(pairs) >= 4
    for number, shown in pairs:
        digits = re.sub(r"\D", "", shown)
        assert number.removeprefix("+47") == digits


def test_the_crisis_numbers_come_in_their_order():
    assert [line["phone"] for line in helplines.crisis_lines()] == ["113", "116117", "116123", "+4722400040"]


@pytest.mark.slow
def test_a_site_without_lines_still_has_its_pages():
    Helpline.objects.all().delete()

    assert Client().get("/").status_code == 200
    assert Client().get("/hjelpetelefoner/").status_code == 200
    assert Client().get("/sok/?q=qqqqqq").status_code == 200


def test_a_closed_line_of_ours_says_where_to_turn_instead():
    closed, opened = card_of("ms-telefonen", "2026-12-07 16:00"), card_of("ms-telefonen", MONDAY_NOON)

    assert re.findall(r'href="tel:([^"]+)"', closed) == ["116123", "+4722400040"]
    assert 'href="/finn-likeperson/bli-ringt-opp/"' in closed
    assert re.findall(r'href="tel:([^"]+)"', opened) == ["+4722424545"]
    assert "/finn-likeperson/" not in opened


def test_the_way_to_be_called_instead_keeps_the_language():
    with clock.at(moment("2026-12-07 16:00")):
        assert 'href="/nn/finn-likeperson/bli-ringt-opp/"' in main_of("/nn/hjelpetelefoner/")


@pytest.mark.slow
def test_what_is_true_only_now_has_a_place_that_can_be_renewed():
    def blocks(address, at):
        fragments.forget_cached()
        with clock.at(moment(at)):
            page = html5lib.parse(Client().get(address).content.decode(), namespaceHTMLElements=False)
        found = [element for element in page.iter("div") if element.get("data-live")]
        assert {element.get("role") for element in found} == {"status"}
        return {element.get("id"): (element.get("data-live"), "".join(element.itertext())) for element in found}

    for address, name in (("/", "help-now"), ("/hjelpetelefoner/", "ms-telefonen-now")):
        opened, closed = blocks(address, MONDAY_NOON), blocks(address, "2026-12-07 16:00")
        assert opened.keys() == closed.keys()
        assert (opened[name][0], closed[name][0]) == ("open", "closed")
        assert opened[name][1] != closed[name][1]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_the_foot_of_every_page_leads_to_the_hours_and_helps_in_the_same_order(language):
    def helps(address):
        text = Client().get(f"{language}{address}").content.decode()
        foot = text[text.index('class="footer-help"') :]
        return re.findall(r'href="([^"]+)"', foot[: foot.index("</ul>")])

    found = [
        helps(address) for address in ("/", "/hjelpetelefoner/", "/veileder/", "/finn-likeperson/", "/finnes-ikke/")
    ]

    assert found == [[f"{language}/hjelpetelefoner/", "mailto:epost@ms.no", f"{language}/tilgjengelighet/"]] * 5


@pytest.mark.slow
def test_the_foot_leads_to_the_pages_for_one_kind_of_reader_where_they_are_published():
    def foot(prefix):
        fragments.forget_cached()
        text = Client().get(f"{prefix}/veileder/").content.decode()
        return re.findall(r'<a href="([^"]+)">([^<]+)</a>', text[text.index('class="footer-small"') :])

    assert foot("")[:4] == [
        ("/ny-med-ms/", "Ny med MS"),
        ("/parorende/", "Pårørende"),
        ("/under-40/", "Under 40"),
        ("/pa-sykehuset/", "På sykehuset"),
    ]
    assert ("/en/ny-med-ms/", "New to MS") in foot("/en")

    Page.objects.filter(slug="under-40", locale__language_code="nb").update(live=False)
    assert "/under-40/" not in dict(foot(""))
    assert "/nn/under-40/" in dict(foot("/nn"))
