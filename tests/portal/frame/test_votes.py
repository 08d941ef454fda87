"""«Was this useful?»: answered on the page of the chapter, one answer, nobody's name, no cookie."""

import datetime

import pytest
from django.test import Client
from wagtail.models import Page

from portal import clock, votes
from portal.models import PageVote
from tests.conftest import moment

pytestmark = pytest.mark.django_db
ADDRESS = "/veileder/taushetsplikt/til-hjelp/"
CHAPTER = "/veileder/taushetsplikt/"
OURS = {"origin": "http://testserver"}


def counted():
    return votes.about(Page.objects.get(slug="taushetsplikt", locale__language_code="nb").translation_key)


def answer(useful, address=ADDRESS, network="192.0.2.1", headers=OURS, **more):
    return Client().post(address, {"useful": useful} | more, headers=headers, REMOTE_ADDR=network)


def test_answers_are_counted_in_all_languages_together_and_lead_back_to_their_place():
    answers = [
        answer("yes"),
        answer("yes", network="192.0.2.2"),
        answer("no", network="192.0.2.3", liste="ny-likeperson"),
        answer("yes", f"/nn{ADDRESS}", "192.0.2.4"),
    ]

    assert [response.url for response in answers] == [
        f"{CHAPTER}#takk", f"{CHAPTER}#takk", f"{CHAPTER}?liste=ny-likeperson#takk", f"/nn{CHAPTER}#takk",
    ]  # fmt: skip
    assert counted() == {"yes": 3, "no": 1}
    assert [dict(response.cookies) for response in answers] == [{}] * 4
    assert {vote.day for vote in PageVote.objects.all()} == {clock.today()}


def test_a_double_click_is_one_answer_and_another_day_another():
    at = moment("2026-06-03 12:00")
    with clock.at(at):
        assert answer("yes").url == answer("no").url == f"{CHAPTER}#takk"
    assert counted() == {"yes": 1, "no": 0}
    with clock.at(at + datetime.timedelta(days=1)):
        answer("no")
    assert counted() == {"yes": 1, "no": 1}


def test_what_is_no_answer_of_ours_counts_nothing():
    for useful, headers in (("maybe", OURS), ("", OURS), ("yes", {"origin": "https://example.org"}), ("yes", {})):
        assert answer(useful, headers=headers).url == f"{CHAPTER}#til-hjelp"
    assert answer("yes", liste="//example.org").url == f"{CHAPTER}#takk"
    assert counted() == {"yes": 1, "no": 0}


def test_only_chapters_of_the_guide_are_asked_about():
    for address in ("/veileder/finnes-ikke/til-hjelp/", "/veileder/personvern/til-hjelp/"):
        assert Client().get(address).status_code == answer("yes", address).status_code == 404
    assert Client().get(ADDRESS).url == f"{CHAPTER}#til-hjelp"


def test_the_chapter_asks_and_thanks_without_a_cookie_or_a_number_that_may_be_closed():
    response = Client().get(CHAPTER)
    text = response.content.decode()
    place = text[text.index('id="til-hjelp"') : text.index("</section>", text.index('id="til-hjelp"'))]

    assert dict(response.cookies) == {}
    assert f'action="{ADDRESS}"' in place
    assert 'id="takk" tabindex="-1"' in " ".join(place.split())
    assert "epost@ms.no" in place
    assert "45\xa045" not in place


@pytest.mark.slow
def test_too_many_answers_are_refused():
    chapters = Page.objects.filter(url_path__contains="/veileder/", depth=4)
    addresses = [f"{prefix}/veileder/{page.slug}/til-hjelp/" for prefix in ("", "/nn", "/en") for page in chapters[:15]]
    codes = [answer("yes", address).status_code for address in addresses]

    assert codes[:30] == [302] * 30
    assert codes[30] == 429
