"""The conversation cards of every chapter together."""

import io
import re

import pypdf
import pytest
from django.test import Client

from home.first_content.pages import body_stream
from home.guide import cards
from home.models import ChapterPage
from tests.home.reading import main_of

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_every_chapters_cards_stand_together_and_alone():
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    one = {"theme": "Et eget tema", "questions": ["Hva tenker du?"]}
    chapter.body = body_stream([{"type": "cards", "value": {"heading": "Kort", "cards": [one]}}])
    chapter.save()
    main = main_of("/veileder/samtalekort/")

    themes = re.findall(r'<h2 class="card-title">([^<]+)</h2>', main)
    assert themes[0] == "Et eget tema"  # the order of the guide
    assert len(themes) == 5
    pages = pypdf.PdfReader(io.BytesIO(Client().get("/veileder/samtalekort/?format=pdf").content)).pages
    assert len(pages) == 2
    assert "Et eget tema" in pages[0].extract_text()


def test_cards_are_printed_four_to_a_sheet():
    assert list(cards.sheets(list("abcde"))) == [[["a", "b"], ["c", "d"]], [["e", None], [None, None]]]
    assert list(cards.sheets([])) == []


def test_there_is_no_page_of_cards_without_any():
    ChapterPage.objects.filter(slug="den-gode-samtalen").update(live=False)

    assert Client().get("/veileder/samtalekort/").status_code == 404
    assert "/veileder/samtalekort/" not in main_of("/veileder/")
