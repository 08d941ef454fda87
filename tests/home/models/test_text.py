"""A page of text: the number to ring at its top, as the editor has chosen."""

import re

import pytest
from django.test import Client

from home.models import TextPage
from home.models.text import numbers_to_choose
from portal import clock, fragments
from tests.conftest import moment
from tests.first_check import set_checked
from tests.home.helplines.reading import MONDAY_NOON, pause
from tests.home.helplines.test_help_now import MENTAL_HELSE, OURS, SUNDAY_NIGHT, TUESDAY_EVENING, help_now

pytestmark = pytest.mark.django_db

RELATIVES = "Pårørendetelefonen"
RING = "Mental Helse Ring Mental Helse 116 123"


def row(at, address):
    """The row as text, as it is read out, and the numbers that are links in it."""
    text, links = help_now(at, address)
    return text, [link for link in links if not link.startswith("/")]


@pytest.mark.parametrize(
    ("address", "at", "text", "number"),
    [
        ("/ny-med-ms/", MONDAY_NOON, "MS-telefonen Ring MS-telefonen 22 42 45 45 til klokka 15", OURS),
        ("/parorende/", TUESDAY_EVENING, f"{RELATIVES} Ring {RELATIVES} 22 42 45 45 til klokka 21", OURS),
        ("/parorende/", MONDAY_NOON, f"{RING} hele døgnet {RELATIVES} åpner tirsdag klokka 17", MENTAL_HELSE),
        ("/nn/kontakt/", SUNDAY_NIGHT, f"{RING} heile døgnet MS-telefonen opnar måndag klokka 11", MENTAL_HELSE),
        ("/under-40/", SUNDAY_NIGHT, f"{RING} hele døgnet MS-telefonen åpner mandag klokka 11", MENTAL_HELSE),
    ],
)
def test_the_number_is_of_the_line_that_the_page_has_chosen(address, at, text, number):
    assert row(at, address) == (text, [number])


def test_what_is_paused_or_not_checked_is_not_said_to_be_open():
    pause("parorendetelefonen")
    paused = row(MONDAY_NOON, "/parorende/")
    set_checked(None)
    unchecked = row(MONDAY_NOON, "/pa-sykehuset/")

    assert paused[0].endswith("Pårørendetelefonen midlertidig stengt")
    assert paused[1] == ["116123"]
    assert unchecked[0].endswith("MS-telefonen Ring MS-telefonen 22 42 45 45")
    assert unchecked[1] == ["116123", "+4722424545"]


def test_an_editor_chooses_among_our_lines_and_the_translations_follow():
    page = TextPage.objects.get(slug="under-40", locale__language_code="nb")

    assert [value for value, _name in numbers_to_choose()] == ["", "now", "ms-telefonen", "parorendetelefonen"]
    assert set(TextPage.objects.filter(slug="under-40").values_list("number_to_ring", flat=True)) == {"ms-telefonen"}

    page.number_to_ring = ""
    page.save()
    fragments.forget_cached()
    with clock.at(moment(MONDAY_NOON)):
        assert b"number-row" not in Client().get("/under-40/").content


def test_a_long_page_has_its_contents_and_each_leads_to_a_heading():
    html = Client().get("/personvern/").content.decode()

    contents = html[html.index('id="contents-title"') : html.index("<article")]
    anchors = re.findall(r'href="#([^"]+)"', contents)
    assert len(anchors) == 16
    assert [anchor for anchor in anchors if html.count(f'<h2 id="{anchor}">') != 1] == []
    assert 'id="contents-title"' not in Client().get("/ny-med-ms/").content.decode()


def test_what_is_deleted_when_is_a_table_with_a_row_for_each_kind():
    for prefix in ("", "/nn", "/en"):
        html = Client().get(f"{prefix}/personvern/").content.decode()
        assert len(re.findall(r'<th scope="row" role="rowheader">', html)) == 24


def test_somebody_new_with_ms_is_not_sent_to_the_line_for_relatives():
    assert row(TUESDAY_EVENING, "/ny-med-ms/")[1] == [MENTAL_HELSE]
    assert row(TUESDAY_EVENING, "/kontakt/")[1] == [OURS]
