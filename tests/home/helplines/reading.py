"""The helplines as the public reads them at a moment."""

import re

import html5lib
from django.test import Client

from home.helplines import lookup as helplines
from home.models import Helpline
from portal import clock, fragments
from tests.conftest import moment

MONDAY_NOON = "2026-12-07 12:00"


def ours(text):
    fragments.forget_cached()
    with clock.at(moment(text)):
        (card,) = helplines.by_kind()["ours"]
    return card


def main_of(address="/hjelpetelefoner/"):
    fragments.forget_cached()
    text = Client().get(address).content.decode()
    return text[text.index("<h1") : text.index("</main>")]


def card_of(code, at):
    with clock.at(moment(at)):
        text = main_of()
    card = text[text.index(f'id="{code}"') :]
    return card[: card.index("</section>")]


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\N{NO-BREAK SPACE}", " ").split())


def live_line(at, language="/"):
    """Who answers, as a search without results says it."""
    with clock.at(moment(at)):
        page = html5lib.parse(Client().get(f"{language}sok/?q=qqqqqq").content.decode(), namespaceHTMLElements=False)
    (block,) = (element for element in page.iter("div") if element.get("id") == "live-line")
    return " ".join("".join(block.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


def line_called(code):
    return Helpline.objects.get(code=code, locale__language_code="nb")


def pause(code, note="Vi har ferie."):
    Helpline.objects.filter(code=code).update(paused_note=note)
    fragments.forget_cached()
