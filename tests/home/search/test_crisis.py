"""Somebody searches and does not want to live: the numbers come first, and the chapter about it."""

import re

import pytest
from django.test import Client

from home.search.results import search
from portal import clock, fragments
from tests.conftest import moment


def numbers_of(query, prefix="/"):
    """The question of the panel on top, and its numbers; none where there is no panel."""
    html = Client().get(f"{prefix}sok/", {"q": query}).content.decode()
    panel = html[html.index("<main") : html.index("<h1")]
    lead = re.findall(r'class="help-now-lead">([^<]+)<', panel)
    return [text.strip() for text in lead], re.findall(r'href="tel:([^"]+)"', panel)


NIGHT_AND_DAY = ["116123", "+4722400040", "113"]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "query", "question"),
    [
        ("/", "å ha det vanskelig psykisk", "Har du det vondt nå? Disse svarer hele døgnet:"),
        ("/", "Difficult thoughts and feelings", "Har du det vondt nå? Disse svarer hele døgnet:"),
        ("/", "døden", "Har du det vondt nå? Disse svarer hele døgnet:"),
        ("/nn/", "å ha det vanskeleg psykisk", "Har du det vondt no? Desse svarar heile døgnet:"),
        ("/en/", "Tunge tanker", "Are you having a hard time right now? These helplines answer day and night:"),
    ],
)
def test_the_name_of_a_heavy_topic_shows_the_same_panel_in_each_language(prefix, query, question):
    assert numbers_of(query, prefix) == ([question], NIGHT_AND_DAY)
    assert 'class="crisis"' not in Client().get("/sok/", {"q": query}).content.decode()  # the numbers stand once


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("query", ["ensom", "hjelp", "depresjon"])
def test_a_word_of_feeling_low_shows_the_numbers_calmly_also_while_ours_is_open(query):
    with clock.at(moment("2026-12-06 03:00")):
        assert numbers_of(query) == (["Snakk med noen nå, hele døgnet"], NIGHT_AND_DAY)
    fragments.forget_cached()
    with clock.at(moment("2026-12-07 12:00")):
        leads, numbers = numbers_of(query)
    assert (leads, numbers) == (
        ["Snakk med oss nå", "Snakk med noen nå, hele døgnet"],
        ["+4722424545", *NIGHT_AND_DAY],
    )


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("query", ["kurs", "Bergen", "qqqqqq"])
def test_an_ordinary_search_has_no_panel(query):
    assert numbers_of(query) == ([], [])


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("query", ["vil ikke leve lenger", "suicidal thoughts", "overdose", "selvmord", "sjølvmord"])
def test_the_numbers_stand_on_top_and_the_right_chapter_comes_first(query):
    html = Client().get("/sok/", {"q": query}).content.decode()
    top = html[html.index('id="help-now"') : html.index("<h1")]

    assert [number in top for number in ("tel:116123", "tel:+4722400040", "tel:113")] == [True] * 3
    assert search(query)[0].url.endswith("/nar-noen-har-det-svaert-vanskelig/")


@pytest.mark.slow
@pytest.mark.django_db
def test_such_a_page_is_not_kept_by_the_browser():
    assert Client().get("/sok/?q=selvmord").headers["Cache-Control"] == "no-cache"
