"""«Was this useful?»: a page of its own, one answer, nobody's name."""

import re

import pytest
from django.test import Client
from wagtail.models import Page

from portal import votes

pytestmark = pytest.mark.django_db
ADDRESS = "/veileder/taushetsplikt/til-hjelp/"


def chapter():
    return Page.objects.get(slug="taushetsplikt", locale__language_code="nb")


def answer(useful, address=ADDRESS):
    """The form as it was served, answered."""
    client = Client()
    token = re.search(r'name="token" value="([^"]+)"', client.get(address).content.decode())[1]
    return client.post(address, {"useful": useful, "token": token})


def test_answers_are_counted_in_all_languages_together():
    answers = [answer("yes"), answer("yes"), answer("no"), answer("yes", f"/nn{ADDRESS}")]

    assert [response.status_code for response in answers] == [302] * 4
    assert answers[0].url == f"{ADDRESS}takk/"
    assert "Takk for svaret" in Client().get(answers[0].url).content.decode()
    assert votes.about(chapter().translation_key) == {"yes": 3, "no": 1}


def test_a_double_click_is_one_answer():
    client = Client()
    token = re.search(r'name="token" value="([^"]+)"', client.get(ADDRESS).content.decode())[1]
    for useful in ("yes", "no"):
        client.post(ADDRESS, {"useful": useful, "token": token})

    assert votes.about(chapter().translation_key) == {"yes": 1, "no": 0}


def test_no_choice_is_asked_for_again_and_counts_nothing():
    response = Client().post(ADDRESS, {"token": "1d3f9c62-7d1e-4d40-a54d-7a0bb2a2c1aa"})

    assert "Velg ja eller nei" in response.content.decode()
    assert votes.about(chapter().translation_key) == {"yes": 0, "no": 0}


def test_only_chapters_of_the_guide_are_asked_about():
    assert Client().get("/veileder/finnes-ikke/til-hjelp/").status_code == 404
    assert Client().get("/veileder/personvern/til-hjelp/").status_code == 404


def test_reading_the_chapter_sets_no_cookie_and_leads_there():
    response = Client().get("/veileder/taushetsplikt/")

    assert dict(response.cookies) == {}
    assert f'href="{ADDRESS}"' in response.content.decode()


def test_the_thanks_name_no_number_that_may_be_closed():
    text = Client().get(f"{ADDRESS}takk/").content.decode()
    main = text[text.index("<main") : text.index("</main>")]

    assert 'Skriv til <a href="mailto:epost@ms.no">epost@ms.no</a>.' in main
    assert "45\xa045" not in main
