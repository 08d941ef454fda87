"""Searching as people type."""

import pytest
from django.test import Client
from wagtail.models import Locale

from home import searching
from home.models import ChapterPage, GuidePage

pytestmark = pytest.mark.django_db


def titles(query):
    return [result.title for result in searching.search(searching.tidy(query))]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("taushetsplikt", "Taushetsplikt"),
        ("TAUSHETSPLIKT", "Taushetsplikt"),
        ("tausthetsplikt", "Taushetsplikt"),
        ("pårørendetelefonen", "Pårørendetelefonen"),
        ("PÅRØRENDETELEFONEN", "Pårørendetelefonen"),
        ("pa\u030arørendetelefonen", "Pårørendetelefonen"),  # å in two signs, as some phones send it
        ("opplæring", "Opplæring"),
        ("ffo", "FFOs Rettighetssenter"),
        ("samtaler gode", "Den gode samtalen"),
    ],
)
def test_what_is_asked_for_comes_first(query, first):
    assert titles(query)[0] == first


@pytest.mark.parametrize(("old", "new"), [("likemann", "likeperson"), ("likemannsarbeid", "likepersonsarbeid")])
def test_old_and_new_words_find_the_same(old, new):
    assert titles(old) == titles(new) != []


def test_a_local_chapter_is_found_by_its_place(bergen):
    assert titles("bergen")[0] == "Bergen"


def test_a_hit_is_marked_and_nothing_else_is_markup():
    (result, *_others) = searching.search("taushetsplikt")

    assert "<mark>" in result.sentence
    assert "<" not in result.sentence.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize(
    "query", ["", "   ", "å" * 10_000, "a\x00b", "\x00", "🙂", "<script>alert(1)</script>", "%", "'\"", "\u202e", "!!!"]
)
def test_nothing_that_is_typed_breaks_the_page(query):
    response = Client().get("/sok/", {"q": query})

    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert b"\x00" not in response.content


def test_ten_thousand_characters_are_cut_to_two_hundred():
    response = Client().get("/sok/", {"q": "å" * 10_000})

    assert response.content.decode().count("å" * 201) == 0
    assert response.content.decode().count("å" * 200) >= 1


def test_no_hit_is_not_the_end_of_the_road():
    text = Client().get("/sok/?q=qqqqqq").content.decode()
    main = text[text.index("<main") : text.index("</main>")]

    for place in ("hjelpetelefoner", "veileder", "finn-likeperson"):
        assert f'href="/{place}/"' in main
    assert "22\xa042\xa045\xa045" in main


def test_every_result_leads_to_a_place_that_is_there(bergen):
    client = Client()
    for result in searching.search("likeperson") + searching.search("ring") + searching.search("bergen"):
        address, _hash, place = result.url.partition("#")
        text = client.get(address).content.decode()
        assert not place or f'id="{place}"' in text


@pytest.mark.parametrize(("prefix", "query"), [("", "teieplikt"), ("/nn", "taushetsplikt"), ("/nn", "teieplikt")])
def test_the_words_of_the_other_norwegian_find_the_same(prefix, query):
    text = Client().get(f"{prefix}/sok/?q={query}").content.decode()

    assert f'href="{prefix}/veileder/taushetsplikt/"' in text


def test_a_borrowed_result_says_its_language():
    chapter = ChapterPage(title="Noe helt nytt", slug="nytt", description="Et kapittel.", summary=[], body=[])
    GuidePage.objects.get(locale__language_code="nb").add_child(instance=chapter)
    chapter.copy_for_translation(Locale.objects.get(language_code="nn"), alias=True)
    text = Client().get("/nn/sok/?q=noe+helt+nytt").content.decode()

    assert 'class="card card-link" lang="nb"' in text
    assert 'href="/nn/veileder/nytt/"' in text
