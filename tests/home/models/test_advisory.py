"""The advisory services: what is known of each, and when somebody last made sure of it."""

import datetime
import re

import pytest
from django.test import Client

from home.models import AdvisoryPage
from tests.first_check import set_checked

pytestmark = pytest.mark.django_db
PREFIXES = {"nb": "/", "nn": "/nn/", "en": "/en/"}


def page_in(code):
    return AdvisoryPage.objects.get(locale__language_code=code)


def services_of(page):
    return [service for group in page.groups for service in group.value["services"]]


def main_of(address):
    text = Client().get(address).content.decode()
    return text[text.index("<main") : text.index("</main>")]


@pytest.mark.slow
@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_the_services_of_a_new_site_say_nothing_of_a_check(prefix):
    set_checked(None)

    main = main_of(f"{prefix}raadgivning/")
    assert main.count("<h3") == 6
    assert "<time" not in main


@pytest.mark.parametrize("code", PREFIXES)
def test_every_service_says_when_it_was_last_checked(code):
    services = services_of(page_in(code))

    assert [service["checked"] for service in services] == [datetime.date(2026, 11, 22)] * 6
    assert main_of(f"{PREFIXES[code]}raadgivning/").count('<time datetime="2026-11-22">') == 6


def test_the_day_is_written_in_words():
    said = '<p class="meta">Sist kontrollert <time datetime="2026-11-22">22. november 2026</time></p>'

    assert said in main_of("/raadgivning/")


def test_a_service_that_nobody_has_checked_says_nothing_of_it():
    page = page_in("nb")
    services_of(page)[0]["checked"] = None
    page.save()

    assert main_of("/raadgivning/").count("Sist kontrollert") == 5


def test_a_service_from_before_there_were_days_is_shown():
    page = page_in("nb")
    groups = page.groups.get_prep_value()
    for group in groups:
        for service in group["value"]["services"]:
            service["value"].pop("checked")
    page.groups = page.groups.stream_block.to_python(groups)
    page.save()

    assert "Spør en MS-ekspert" in main_of("/raadgivning/")
    assert "Sist kontrollert" not in main_of("/raadgivning/")


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_the_hours_of_a_line_are_one_step_away(prefix):
    main = main_of(f"{prefix}raadgivning/")

    assert f'href="{prefix}hjelpetelefoner/#ffo-rettighetssenter"' in main
    assert "tel:+4723905155" not in main
    assert 'id="ffo-rettighetssenter"' in main_of(f"{prefix}hjelpetelefoner/")


def test_only_the_editors_words_are_marked_on_a_page_that_is_not_translated():
    AdvisoryPage.objects.filter(locale__language_code="en").update(alias_of=page_in("nb"), groups=page_in("nb").groups)

    main = main_of("/en/raadgivning/")

    assert '<p><strong>Who answers:</strong> <span lang="nb">Nevrolog eller MS-sykepleier</span></p>' in main
    assert re.findall("<section[^>]+lang=", main) == []
    assert '<h2 id="rettigheter-og-jus" lang="nb">' in main
    assert '<p class="meta">Last checked <time' in main
