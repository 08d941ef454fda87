"""The self-check before applying: kind ways out, nothing kept, in each organisation's words."""

import logging
import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Page

from forms.self_check import SelfCheckForm
from home import article
from portal.onboarding.applying.self_check_views import HELP
from portal.supporters.models import Category

pytestmark = pytest.mark.django_db
ADDRESS = "/bli-likeperson/passer-det/"
NAMES = list(SelfCheckForm.base_fields)
ALL_YES = dict.fromkeys(NAMES, "yes")


def answer(prefix="", **changes):
    return Client().post(prefix + ADDRESS, ALL_YES | changes)


def main_of(response):
    text = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def words_of(response):
    return " ".join(strip_tags(main_of(response)).split())


@pytest.mark.parametrize(
    ("prefix", "heading"),
    [
        ("", "Dette ser ut til å passe for deg"),
        ("/nn", "Dette ser ut til å passe for deg"),
        ("/en", "This seems to suit you"),
    ],
)
def test_yes_to_all_leads_to_the_application(prefix, heading):
    main = main_of(answer(prefix))

    assert f"<h1>{heading}</h1>" in main
    assert f'href="{prefix}/soknad/"' in main
    assert f'href="{prefix}/bli-likeperson/#hvor"' in main
    assert "card-title" not in main


@pytest.mark.parametrize(
    ("name", "title", "places"),
    [
        ("own", "Gi din egen erfaring tid", ["/veileder/hvem-kan-bli-likeperson/", "/finn-likeperson/"]),
        ("listening", "Du kan øve på å lytte", ["/veileder/den-gode-samtalen/"]),
        ("unknown", "Du trenger ikke å vite svaret", ["/veileder/hvor-du-kan-vise-videre/"]),
        ("secrets", "Det er bra at du tenker over det", ["/veileder/taushetsplikt/"]),
        ("time", "Litt hjelper også", ["/veileder/roller/"]),
        ("member", "Bli kjent med oss først", ["/lokalforeninger/"]),
    ],
)
def test_not_yet_is_met_with_what_helps_and_the_application_stays_open(name, title, places):
    response = answer(**{name: "not_yet"})
    main = main_of(response)

    assert re.findall(r'card-title">([^<]+)<', main) == [title]
    assert [place for place in places if f'href="{place}"' not in main] == []
    assert 'href="/soknad/"' in main
    assert response.context["helps"][0]["statement"] in main
    assert Client().get(places[-1]).status_code == 200


def test_several_answers_get_help_in_the_order_of_the_statements():
    main = main_of(answer(time="not_yet", own="not_yet"))

    assert re.findall(r'card-title">([^<]+)<', main) == ["Gi din egen erfaring tid", "Litt hjelper også"]


def test_whoever_is_too_young_hears_what_there_is_now():
    response = answer(age="not_yet", listening="not_yet")
    main, words = main_of(response), words_of(response)

    assert "<h1>Du er velkommen, litt senere</h1>" in main
    assert "Du er velkommen når du har fylt 18 år" in words
    assert 'href="/lokalforeninger/"' in main
    assert 'href="/soknad/"' not in main


def test_there_is_help_for_every_statement():
    assert sorted(HELP) == sorted(NAMES)


@pytest.mark.slow
@pytest.mark.parametrize("organisation", ["ms", "pef", "nff", "uf"])
def test_nobody_is_turned_down_in_any_organisation(organise, organisation):
    organise(organisation)
    for prefix in ("", "/nn", "/en"):
        response = answer(prefix, **dict.fromkeys(NAMES, "not_yet"))
        words = words_of(response)

        assert response.status_code == 200
        assert len(response.context["helps"]) == len(NAMES)
        assert "%(" not in words
        assert not re.search(r"avvis|avslag|dessverre|ikke egnet|ikkje eigna|reject|unfortunately|unfit", words.lower())
        assert ("lokalforening" in words) is (organisation == "ms" and prefix == "")
        assert article.lix(article.plain_passages(main_of(response))) <= article.MAX_LIX


def test_the_heavy_day_has_a_way_out_before_the_first_question():
    main = main_of(Client().get(ADDRESS))

    assert main.index('href="#heavy"') < main.index('name="own"')
    assert 'id="heavy"' in main
    for place in ("tel:113", "tel:116117", "/hjelpetelefoner/"):
        assert f'href="{place}"' in main
        assert f'href="{place}"' in main_of(answer(own="not_yet"))


def test_age_and_membership_are_asked_where_all_have_an_age_and_some_need_members():
    Category.objects.update(minimum_age=16)
    assert "Jeg er 16 år eller eldre" in words_of(Client().get(ADDRESS))

    Category.objects.filter(code="activity_supporter").update(minimum_age=0)
    Category.objects.update(requires=[["approval", []], ["appointment", ["approval"]]])
    page = Client().get(ADDRESS)

    assert list(page.context["form"].fields) == ["own", "listening", "unknown", "secrets", "time"]
    assert "Dette ser ut til å passe for deg" in words_of(answer(age="not_yet", member="not_yet"))


def test_what_is_left_out_gets_a_sentence_each_and_the_rest_is_kept():
    response = Client().post(ADDRESS, {"own": "yes", "time": "not_yet"})
    main = main_of(response)

    assert main.count("Velg et svar om å lytte") == 2
    assert main.count('href="#id_') == len(NAMES) - 2
    assert 'value="yes" id="id_own_0" checked' in re.sub(r"\s+", " ", main)
    assert 'value="not_yet" id="id_time_1" checked' in re.sub(r"\s+", " ", main)
    assert "<title>Feil: Passer det for meg?" in response.content.decode()


@pytest.mark.parametrize("value", ["", "\x00", "x" * 10_000, "YES", "1", "<script>", ["yes", "nonsense"]])
def test_hostile_values_are_answered_with_the_form(value):
    response = Client().post(ADDRESS, dict.fromkeys(NAMES, value))

    assert response.status_code == 200
    assert len(response.context["form"].errors) == len(NAMES)
    assert "<script>" not in main_of(response)


def test_the_answers_are_neither_kept_nor_logged_nor_put_in_an_address(caplog, kari, client_of):
    def rows():
        return {model._meta.label: model.objects.count() for model in apps.get_models()}

    signed_in = client_of(kari)
    before = rows()
    with caplog.at_level(logging.DEBUG):
        response = signed_in.post(ADDRESS, ALL_YES | {"own": "not_yet"})

    assert rows() == before
    assert response.status_code == 200  # no address to go on to
    assert "own" not in "".join(re.findall(r'href="[^"]*\?([^"]*)"', response.content.decode()))
    assert [record.getMessage() for record in caplog.records if "not_yet" in record.getMessage()] == []


def test_an_address_with_answers_in_it_answers_nothing():
    response = Client().get(f"{ADDRESS}?own=not_yet&age=yes")

    assert response.context["form"].is_bound is False


def test_the_page_may_be_gone_back_to_and_search_engines_keep_out():
    response = answer(own="not_yet")

    assert "no-store" not in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_chapter_that_is_not_published_is_not_linked_to():
    Page.objects.filter(slug="roller").update(live=False)
    main = main_of(answer(time="not_yet"))

    assert "Litt hjelper også" in main
    assert "/veileder/roller/" not in main


def test_reading_about_it_sets_no_cookie_and_the_form_only_its_guard():
    page, check = Client().get("/bli-likeperson/"), Client().get(reverse("portal:self_check"))

    assert dict(page.cookies) == {}
    assert list(check.cookies) == ["csrftoken"]


def test_a_post_from_elsewhere_changes_nothing():
    assert Client(enforce_csrf_checks=True).post(ADDRESS, ALL_YES).status_code == 403
