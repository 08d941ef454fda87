"""The page that stands in for the form for an activity while the net is gone, and the script by which it is kept."""

import re

import pytest
from django.test import Client

LANGUAGES = {"": "Du har ikke nett", "/nn": "Du har ikkje nett", "/en": "You are offline"}
PAGE, WORKER = "/aktivitet/ny/uten-nett/", "/aktivitet/ny/uten-nett.js"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_same_for_everybody_and_asks_the_database_nothing(language):
    """Without the mark for the database, a query fails."""
    answer = Client().get(language + PAGE)

    assert (answer.status_code, answer.cookies) == (200, {})
    text = answer.content.decode()
    assert f"<h1>{LANGUAGES[language]}</h1>" in text
    assert f'data-offline="{language}/aktivitet/ny/"' in text
    assert "data-writer" not in text
    assert not re.search(r"<script(?! src)|<style|\sstyle=", text)


@pytest.mark.django_db
def test_the_page_says_nothing_of_whoever_is_signed_in(client_of, kari):
    assert client_of(kari).get(PAGE).content == Client().get(PAGE).content


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_script_keeps_that_page_and_what_it_needs_and_nothing_else(language):
    answer = Client().get(language + WORKER)

    assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "text/javascript", {})
    [files] = re.findall(r"const FILES = \[(.*)\];", answer.content.decode())
    kept = [path.encode().decode("unicode-escape") for path in re.findall('"([^"]+)"', files)]
    assert kept == [language + PAGE, "/static/css/site.css", "/static/js/unsaved.js"]
    needed = re.findall(r'(?:href|src)="(/static/[^"]+)"', Client().get(language + PAGE).content.decode())
    assert needed == kept[1:]


def test_the_script_is_asked_for_anew_and_is_another_one_when_the_page_is(monkeypatch):
    first = Client().get(WORKER)
    monkeypatch.setattr("portal.pages._offline_page", lambda: "En annen side")
    other = Client().get(WORKER)

    assert "no-cache" in first["Cache-Control"]
    assert first.content == first.content != other.content
