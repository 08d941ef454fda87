"""Somebody searches and does not want to live: the numbers come first, and the chapter about it."""

import pytest
from django.test import Client

from home.search.crisis import is_about_crisis
from home.search.results import search

ASKED = [
    "vil ikke leve lenger", "vil ikkje leve lenger", "suicidal thoughts", "overdose", "selvmord", "sjølvmord",
    "SELVMORD", "selvmordstanker", "Jeg orker ikke mer", "eg orkar ikkje meir", "vil dø", "lyst til å dø",
    "ta livet mitt",
    "han tar livet sitt", "skade meg selv", "kutter meg", "selvskading", "I want to die", "kill myself",
    "don't want to live anymore", "end my life", "can't go on", "Krise!",
]  # fmt: skip
OTHERS = [
    "", "taushetsplikt", "likeperson bergen", "trøtt", "klage", "hvor lenge lever man med ms", "dødsfall",
    "leve med ms", "livsopphold", "skadet på jobb", "ta kontakt", "22 42 45 45", "rettigheter", "fatigue",
    "tell a friend",
]  # fmt: skip


@pytest.mark.parametrize("query", ASKED)
def test_a_question_about_not_wanting_to_live_is_understood(query):
    assert is_about_crisis(query)


@pytest.mark.parametrize("query", OTHERS)
def test_other_questions_are_left_alone(query):
    assert not is_about_crisis(query)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["vil ikke leve lenger", "suicidal thoughts", "overdose", "selvmord", "sjølvmord"])
def test_the_numbers_stand_on_top_and_the_right_chapter_comes_first(query):
    html = Client().get("/sok/", {"q": query}).content.decode()
    top = html[html.index('id="help-now"') : html.index("<h1")]

    assert [number in top for number in ("tel:116123", "tel:+4722400040", "tel:113")] == [True] * 3
    assert search(query)[0].url.endswith("/nar-noen-har-det-svaert-vanskelig/")


@pytest.mark.django_db
def test_such_a_page_is_not_kept_by_the_browser():
    assert Client().get("/sok/?q=selvmord").headers["Cache-Control"] == "no-cache"
