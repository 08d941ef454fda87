"""Panels beside the fields of a page."""

import pytest

from home import article
from home.editing import panels
from tests.home.chapter_forms import chapter, edit


@pytest.mark.slow
@pytest.mark.django_db
def test_the_editor_of_a_chapter_shows_the_rules_and_how_easy_the_text_is(egil, client_of):
    page = chapter()
    text = client_of(egil).get(edit(page)).content.decode()

    lix = round(article.lix([*article.passages(page.summary), *article.passages(page.body)]))
    assert "Fire regler for skriving" in text
    assert f"LIX er {lix} i teksten du lagret sist." in text


@pytest.mark.parametrize(
    ("lix", "words"),
    [(34.9, "Lett å lese."), (35, "Grei å lese."), (40, "Grei å lese."), (40.1, "Teksten er for tung")],
)
def test_lix_in_words(lix, words):
    assert panels.readability_in_words(lix).startswith(words)
