"""Searching as people type."""

import re

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import Locale
from wagtail_localize.models import LocaleSynchronization

from home.helplines import lookup as helplines
from home.models import ChapterPage, GuidePage
from home.search import documents, results
from home.search.results import clean_query, search
from portal import fragments

pytestmark = pytest.mark.django_db


def titles(query):
    return [result.title for result in search(clean_query(query))]


def test_a_title_outweighs_any_number_of_hits_in_a_text(monkeypatch):
    long, short = (
        documents.Document(title, "", "/", ["Om søvn."] * often) for title, often in [("Mye", 90), ("Søvn", 1)]
    )
    monkeypatch.setattr(results, "all_documents", lambda: [long, short])

    assert titles("søvn") == ["Søvn", "Mye"]


@pytest.mark.slow
def test_the_words_of_a_question_count_where_there_are_no_others():
    assert titles("jeg er ensom") == titles("ensom") != []
    assert titles("hva")[0] == "Hva er likepersonsarbeid?"


@pytest.mark.slow
def test_a_small_misspelling_does_not_matter():
    meant = {
        "taushetspligt": "Taushetsplikt",
        "taushetplikt": "Taushetsplikt",
        "likeprson": "Bli likeperson",
        "facebok": "Former for likepersonsarbeid",
        "debriff": "Grenser og debrief",
        "pengar": "Styret og tilskuddet",
        "hjelpetelfon": "Hjelpetelefoner",
    }

    assert [query for query, title in meant.items() if title not in titles(query)] == []


@pytest.mark.slow
def test_letters_that_a_keyboard_lacks_are_not_missed():
    assert titles("parorende") == titles("pårørende")
    assert titles("parorendetelefonen") == titles("pårørendetelefonen")
    assert titles("KAFE") == titles("kafé")


@pytest.mark.slow
def test_how_somebody_is_leads_to_the_words_that_the_pages_have_for_it():
    first = {
        "ensom": "Ny med MS",  # «Du trenger ikke å stå i det alene»
        "ensomhet": "Ny med MS",
        "lonely": "Ny med MS",
        "selvmordstanker": "Når noen har det svært vanskelig",
        "selvskading": "Når noen har det svært vanskelig",
        "angst": "Mental Helse",
        "deprimert": "Mental Helse",
        "sliten": "Den gode samtalen",  # «energi og overskudd»
        "fatigue": "Den gode samtalen",
    }

    assert {query: titles(query)[0] for query in first} == first
    assert [query for query in first if "Personvern" in titles(query)] == []


@pytest.mark.slow
def test_another_word_is_not_a_misspelled_one_nor_one_that_has_it_in_it():
    for query in ("blære", "smerte", "gråte", "trist", "sinne", "skam", "dement", "qqqqqq"):
        assert titles(query) == [], query
    for query in ("NAV", "nav"):
        assert not any("navn" in result.sentence for result in search(query))
        assert "Roller" in titles(query)
    assert "Opplæring" not in titles("ring")


@pytest.mark.slow
def test_nobody_is_found_by_name(bergen, rolf):
    """Not who leads a chapter or is on the staff, and not whom a board names in its own words."""
    bergen.about = {"nb": "Vi har kafé hver onsdag. Ring Gunhild Grøndahl, eller spør Torbjørn."}
    bergen.save()

    named = ["Rolf", "Siri", "Gunhild", "Grøndahl", "Gunhild Grøndahl", "Torbjørn"]
    assert {name: titles(name) for name in named} == dict.fromkeys(named, [])
    assert "Bergen" in titles("kafé onsdag")


@pytest.mark.slow
def test_only_words_that_begin_alike_are_near():
    with translation.override("nn"):  # where a word ends in «…engst», and others have «engst…» for fear
        assert titles("engsteleg") == titles("angst")
    with translation.override("en"):
        assert "Cookies" not in titles("lonely")
        assert "Helplines" not in titles("lonely")  # «along the way»


@pytest.mark.slow
def test_a_number_is_found_first_however_it_is_typed():
    ours = ["22 42 45 45", "22424545", "22\xa042\xa045\xa045", "+4722424545", "+47 22 42 45 45", "0047 22424545"]

    assert {query: titles(query)[0] for query in ours} == dict.fromkeys(ours, "MS-telefonen")
    assert {titles(query)[0] for query in ("116 123", "116123", " 116  123 ")} == {"Mental Helse"}


@pytest.mark.slow
def test_a_number_is_marked_as_a_whole():
    (result,) = [result for result in search("116123") if result.title == "Mental Helse"]

    assert "<mark>116 123</mark>" in result.sentence


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), [("likemann", "likeperson"), ("likemannsarbeid", "likepersonsarbeid")])
def test_old_and_new_words_find_the_same(old, new):
    assert titles(old) == titles(new) != []


@pytest.mark.slow
def test_a_local_chapter_is_found_by_its_place(bergen):
    assert titles("bergen")[0] == "Bergen"


@pytest.mark.slow
def test_a_hit_is_marked_and_nothing_else_is_markup():
    (result, *_others) = search("taushetsplikt")

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


@pytest.mark.slow
def test_ten_thousand_characters_are_cut_to_two_hundred():
    response = Client().get("/sok/", {"q": "å" * 10_000})

    assert response.content.decode().count("å" * 201) == 0
    assert response.content.decode().count("å" * 200) >= 1


@pytest.mark.slow
def test_no_hit_is_not_the_end_of_the_road():
    text = Client().get("/sok/?q=qqqqqq").content.decode()
    main = text[text.index("<main") : text.index("</main>")]

    for place in ("hjelpetelefoner", "veileder", "finn-likeperson"):
        assert f'href="/{place}/"' in main
    assert "22\xa042\xa045\xa045" in main
    assert re.findall(r'href="tel:([^"]+)"', main[main.index('class="crisis"') :]) == [
        line["phone"] for line in helplines.crisis_lines()
    ]


@pytest.mark.slow
def test_who_answers_now_is_not_kept_by_the_browser():
    assert Client().get("/sok/?q=qqqqqq").headers["Cache-Control"] == "no-cache"
    assert "Cache-Control" not in Client().get("/sok/?q=taushetsplikt").headers


@pytest.mark.parametrize(("address", "hidden"), [("/sok/", False), ("/sok/?q=taushet", True), ("/sok/?q=qqqqqq", True)])
def test_search_engines_keep_no_list_of_what_people_ask(address, hidden):
    assert ('<meta name="robots" content="noindex">' in Client().get(address).content.decode()) == hidden


@pytest.mark.slow
def test_every_result_leads_to_a_place_that_is_there(bergen):
    client = Client()
    for result in search("likeperson") + search("ring") + search("bergen"):
        address, _hash, place = result.url.partition("#")
        text = client.get(address).content.decode()
        assert not place or f'id="{place}"' in text


@pytest.mark.slow
@pytest.mark.parametrize(("prefix", "query"), [("", "teieplikt"), ("/nn", "taushetsplikt"), ("/nn", "teieplikt")])
def test_the_words_of_the_other_norwegian_find_the_same(prefix, query):
    text = Client().get(f"{prefix}/sok/?q={query}").content.decode()

    assert f'href="{prefix}/veileder/taushetsplikt/"' in text


@pytest.mark.slow
def test_a_borrowed_result_says_its_language():
    chapter = ChapterPage(title="Noe helt nytt", slug="nytt", description="Et kapittel.", summary=[], body=[])
    GuidePage.objects.get(locale__language_code="nb").add_child(instance=chapter)
    chapter.copy_for_translation(Locale.objects.get(language_code="nn"), alias=True)
    text = Client().get("/nn/sok/?q=noe+helt+nytt").content.decode()

    assert 'class="card card-link" lang="nb"' in text
    assert 'href="/nn/veileder/nytt/"' in text


@pytest.mark.slow
def test_a_language_of_pages_alone_has_its_results_marked_and_their_kinds_not():
    sami = Locale.objects.create(language_code="se")
    LocaleSynchronization.objects.create(locale=sami, sync_from=Locale.objects.get(language_code="nb"))
    ChapterPage.objects.filter(locale=sami, slug="roller").update(alias_of=None, title="Jávohisvuohta")
    fragments.forget_cached()
    text = Client().get("/se/sok/?q=Jávohisvuohta").content.decode()
    card = text[text.index('<div class="card') :]

    assert card.startswith('<div class="card card-link" lang="se">')
    assert '<p class="meta" lang="nb">Kapittel i veilederen</p>' in card
