"""A number that many texts name stands in one place, with its year and source."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from home.figures.substitution import substitute
from home.models import ChapterPage, Figure
from portal import fragments

pytestmark = pytest.mark.django_db


ADDRESS = "/veileder/hva-er-likepersonsarbeid/"


def test_a_new_number_is_seen_wherever_it_is_named():
    Figure.objects.filter(code="antall-med-ms").update(low=15500, year=2028, source="Ny kilde")
    fragments.forget_cached()

    text = Client().get(ADDRESS).content.decode()

    assert "15\xa0500" in text
    assert '15\xa0500: <span lang="nb"><a href="https://www.ms.no/">Ny kilde</a></span> (2028)' in text
    assert "15\xa0500" in Client().get("/veileder/skriv-ut/").content.decode()
    assert "{antall-med-ms}" not in text


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "500 til 550 av 14\xa0000"), ("nn", "500 til 550 av 14\xa0000"), ("en", "500 to 550 av 14,000")],
)
def test_numbers_are_written_as_the_language_does(language, words):
    with translation.override(language):
        text, used = substitute("{nye-med-ms} av {antall-med-ms}")

    assert text == words
    assert [figure.code for figure in used] == ["nye-med-ms", "antall-med-ms"]


def test_a_text_that_names_an_unknown_number_is_not_published():
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    chapter.body = json.dumps([{"type": "text", "value": "<p>Om lag {antall-med-mss} personer.</p>"}])

    with pytest.raises(ValidationError, match="antall-med-mss"):
        chapter.full_clean()
