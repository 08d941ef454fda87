"""The number to ring now, at the top of the pages that people come to when they need somebody."""

import re

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from portal import clock, fragments, organisation
from tests.conftest import moment
from tests.first_check import set_checked
from tests.home.helplines.reading import MONDAY_NOON, pause

pytestmark = pytest.mark.django_db

TUESDAY_EVENING = "2026-12-08 18:00"
SUNDAY_NIGHT = "2026-12-06 03:00"
CHRISTMAS_DAY = "2026-12-25 12:00"
OURS, MENTAL_HELSE, KIRKENS_SOS = "+4722424545", "116123", "+4722400040"
PAGES = ["/", "/hjelpetelefoner/", "/finn-likeperson/", "/finn-likeperson/bli-ringt-opp/"]


def help_now(at, address="/"):
    """The block at the top as text, and the numbers that are links in it."""
    fragments.forget_cached()
    with clock.at(moment(at)):
        page = html5lib.parse(Client().get(address).content.decode(), namespaceHTMLElements=False)
    (block,) = (element for element in page.iter("div") if element.get("id") == "help-now")
    text = " ".join("".join(block.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())
    return text, [link.get("href").removeprefix("tel:") for link in block.iter("a")]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("at", "numbers"),
    [
        (MONDAY_NOON, [OURS, "113"]),
        (TUESDAY_EVENING, [OURS, "113"]),
        (SUNDAY_NIGHT, [MENTAL_HELSE, KIRKENS_SOS, "113"]),
        (CHRISTMAS_DAY, [MENTAL_HELSE, KIRKENS_SOS, "113"]),
    ],
)
def test_the_number_that_answers_is_a_link_open_and_closed(address, at, numbers):
    assert help_now(at, address)[1] == numbers


@pytest.mark.slow
def test_it_comes_before_everything_else_on_the_page():
    for address in PAGES:
        html = Client().get(address).content.decode()
        assert html.index('id="help-now"') < html.index("<h1"), address


@pytest.mark.slow
def test_each_line_of_ours_says_when_it_opens_next():
    assert "MS-telefonen, 22 42 45 45, åpner mandag klokka 11." in help_now(SUNDAY_NIGHT)[0]
    assert "Pårørendetelefonen, 22 42 45 45, åpner tirsdag klokka 17." in help_now(SUNDAY_NIGHT)[0]
    assert "Pårørendetelefonen, 22 42 45 45, åpner tirsdag klokka 17." in help_now(MONDAY_NOON)[0]
    assert "MS-telefonen, 22 42 45 45, åpner onsdag klokka 17." in help_now(TUESDAY_EVENING)[0]


def test_a_line_that_an_editor_has_paused_says_so_and_the_others_are_there():
    pause("ms-telefonen")
    pause("parorendetelefonen")

    text, numbers = help_now(MONDAY_NOON)

    assert "MS-telefonen: Midlertidig stengt" in text
    assert "Vi har ferie." in text
    assert numbers == [MENTAL_HELSE, KIRKENS_SOS, "113"]


@pytest.mark.slow
def test_a_topic_that_can_be_about_wanting_to_die_shows_those_who_answer_at_once():
    assert organisation.crisis_topics() == {"mood"}
    for address in ("/finn-likeperson/?topic=mood", "/finn-likeperson/?topic=mood&young=on"):
        text, numbers = help_now(MONDAY_NOON, address)
        assert "Likepersoner svarer ikke med en gang." in text
        assert numbers == [MENTAL_HELSE, KIRKENS_SOS, "113"]
    assert help_now(MONDAY_NOON, "/finn-likeperson/?topic=work")[1] == [OURS, "113"]


def test_so_does_the_form_that_asks_to_be_called_back():
    with clock.at(moment(MONDAY_NOON)):
        html = Client().post(reverse("portal:call_me"), {"topic": "mood"}).content.decode()

    block = html[html.index('id="help-now"') : html.index("<h1")]
    assert re.findall(r'href="tel:([^"]+)"', block) == [MENTAL_HELSE, KIRKENS_SOS, "113"]


def test_nobody_is_told_to_try_another_number_than_113(client):
    html = client.get("/hjelpetelefoner/").content.decode()

    assert "Prøv det andre nummeret også" not in html
    assert (
        "Er noen i livsfare, ring alltid 113. Hos Mental Helse og Kirkens SOS kan det være kø. Prøv gjerne alle."
        in (" ".join(re.sub(r"<[^>]+>", " ", html).split()))
    )


@pytest.mark.slow
@pytest.mark.parametrize("at", [MONDAY_NOON, SUNDAY_NIGHT])
@pytest.mark.parametrize("prefix", ["/", "/nn/", "/en/"])
def test_a_new_site_has_our_number_to_ring_and_says_nothing_of_open_or_closed(prefix, at):
    set_checked(None)

    text, numbers = help_now(at, prefix)
    assert numbers == [MENTAL_HELSE, KIRKENS_SOS, "113", OURS, OURS]
    for word in ("åpen", "åpne", "open", "opna", "opnar", "stengt", "closed"):
        assert re.search(rf"\b{word}", text, re.IGNORECASE) is None, text
