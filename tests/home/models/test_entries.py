"""News and stories: written, scheduled and taken down by editors; nowhere to be found while there are none."""

import datetime
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.editing import scheduling
from home.models import NewsIndexPage, NewsPage, StoryPage
from portal import clock, fragments
from tests.conftest import moment
from tests.home.chapter_forms import picture

pytestmark = pytest.mark.django_db
LANGUAGES = ["", "/nn", "/en"]


def form(**changes):
    values = {
        "title": "Ny møteplass på Ås gård", "lead": "Vi åpner dørene i mai.", "picture": "", "picture_text": "",
        "body": streamfield([("text", rich_text("<p>Kom og se kajakken.</p>", features=["h2", "bold", "link"]))]),
        "date": "", "comments": inline_formset([]), "action-publish": "action-publish",
    }  # fmt: skip
    return nested_form_data(values | changes)


def story(**changes):
    return form(**{"title": "Å få en ny hverdag", "shown_name": "Gunvor", "consented_on": "2026-06-01"} | changes)


def publish(title, *, locale="nb", **values):
    index = NewsIndexPage.objects.get(locale__language_code=locale)
    body = [("text", RichText("<p>Mer.</p>"))]
    page = index.add_child(instance=NewsPage(title=title, lead="Kort.", body=body, live=False, **values))
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def answer(address):
    fragments.forget_cached()  # a minute goes by
    return Client().get(address)


def text_of(address):
    return answer(address).content.decode()


@pytest.mark.slow
def test_an_editor_publishes_news_in_two_clicks_and_takes_it_down_in_one(editor):
    assert {answer(f"{prefix}/aktuelt/{rest}").status_code for prefix in LANGUAGES for rest in ("", "nytt.xml")} == {
        404
    }
    assert "/aktuelt/" not in text_of("/") + text_of("/sitemap.xml")
    assert "/aktuelt/" not in text_of("/sok/?q=aktuelt")

    assert 'href="/cms/ga-til/news/"' in editor.get("/cms/").content.decode()
    new = editor.get("/cms/ga-til/news/").headers["Location"]
    assert "Dagen leserne ser." in editor.get(new).content.decode()
    editor.post(new, form())

    page = NewsPage.objects.get(locale__language_code="nb")
    assert (page.live, page.date, page.slug) == (True, clock.today(), "ny-moteplass-pa-as-gard")
    for prefix in LANGUAGES:
        here = f"{prefix}/aktuelt/{page.slug}/"
        assert "Kom og se kajakken." in text_of(here)
        for address in (f"{prefix}/", f"{prefix}/aktuelt/", f"{prefix}/sok/?q=kajakken"):
            assert f'href="{here}"' in text_of(address), address
        assert f"http://localhost:8000{here}" in text_of(f"{prefix}/aktuelt/nytt.xml")
        assert f'href="{prefix}/aktuelt/">' in text_of(f"{prefix}/veileder/")
    assert "/aktuelt/ny-moteplass-pa-as-gard/</loc>" in text_of("/sitemap.xml")
    assert answer("/aktuelt/nytt.xml").headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    with clock.at(clock.now() + datetime.timedelta(days=93)):  # too old for the front page, not for the list
        assert page.slug not in text_of("/")
        assert page.slug in text_of("/aktuelt/")

    editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(title="Et annet navn"))
    assert text_of("/nn/aktuelt/").count(f'href="/nn/aktuelt/{page.slug}/">Et annet navn<') == 1
    editor.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    gone = [f"{prefix}/aktuelt/{rest}" for prefix in LANGUAGES for rest in ("", f"{page.slug}/", "nytt.xml")]
    assert {answer(address).status_code for address in gone} == {404}


def cost_of(address):
    """How many queries the page takes in a minute in which it has been made before."""
    with clock.at(moment("2026-02-01 12:00")):
        Client().get(address)
        with CaptureQueriesContext(connection) as captured:
            Client().get(address)
    return len(captured)


@pytest.mark.slow
def test_what_cannot_be_meant_is_refused_with_a_sentence(editor):
    new = editor.get("/cms/ga-til/news/").headers["Location"]
    tomorrow = f"{clock.today() + datetime.timedelta(days=1):%d.%m.%Y}"
    image = picture("To kvinner", name="bilde.png")
    refused = [
        ({"date": tomorrow}, "Velg i dag eller en dag som er passert."),
        ({"picture": image.pk}, "Skriv hva bildet viser"),
        ({"picture": image.pk, "picture_text": "bilde.png"}, "Skriv hva bildet viser"),
        ({"title": " "}, "title"),
    ]

    for changes, sentence in refused:
        assert sentence in editor.post(new, form(**changes)).content.decode(), changes
    assert not NewsPage.objects.exists()

    editor.post(new, form(picture=image.pk, picture_is_decoration="on", date="01.05.2024"))
    page = NewsPage.objects.get(locale__language_code="nb")
    assert (page.date, page.alternative_text) == (datetime.date(2024, 5, 1), "")
    assert 'alt=""' in text_of("/aktuelt/")
    assert page.slug not in text_of("/")


@pytest.mark.slow
def test_a_story_needs_a_yes_and_is_gone_everywhere_when_it_is_taken_back(editor):
    new = editor.get("/cms/ga-til/story/").headers["Location"]
    tomorrow = f"{clock.today() + datetime.timedelta(days=1):%d.%m.%Y}"
    for day in ("", tomorrow):
        editor.post(new, story(consented_on=day))
    assert not StoryPage.objects.filter(live=True).exists()

    editor.post(new, story())
    page = StoryPage.objects.get(locale__language_code="nb", live=True)
    for prefix in LANGUAGES:
        text = text_of(f"{prefix}/historier/{page.slug}/")
        assert "<strong>Gunvor</strong>" in text
        assert "2026-06-01" not in text
        assert f'href="{prefix}/historier/">' in text_of(f"{prefix}/")
    assert page.slug not in text_of("/sok/?q=Gunvor")
    assert page.slug in text_of("/sok/?q=kajakken")
    # Translated, it is a page of its own.
    in_nynorsk = StoryPage.objects.get(locale__language_code="nn")
    StoryPage.objects.filter(pk=in_nynorsk.pk).update(alias_of=None)

    editor.post(reverse("wagtailadmin_pages:unpublish", args=[in_nynorsk.pk]))

    assert not StoryPage.objects.filter(live=True).exists()
    assert {answer(f"{prefix}/historier/").status_code for prefix in LANGUAGES} == {404}
    editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Page.objects.filter(slug=page.slug).exists()


@pytest.mark.slow
def test_what_is_scheduled_is_published_and_taken_down_by_the_worker():
    index = NewsIndexPage.objects.get(locale__language_code="nb")
    now = clock.now()
    soon = now - datetime.timedelta(seconds=30)
    page = index.add_child(
        instance=NewsPage(title="Snart", lead="Kort.", body=[("text", RichText("<p>Mer.</p>"))], live=False)
    )
    page.save_revision(approved_go_live_at=now + datetime.timedelta(hours=1))
    scheduling.publish_due()
    assert not NewsPage.objects.get(pk=page.pk).live

    page.save_revision(approved_go_live_at=soon)
    scheduling.publish_due()
    assert text_of("/aktuelt/snart/")
    assert NewsPage.objects.get(pk=page.pk).date == clock.today()

    NewsPage.objects.filter(pk=page.pk).update(expire_at=soon)
    scheduling.publish_due()
    assert answer("/aktuelt/").status_code == 404


@pytest.mark.slow
def test_the_archive_is_paged_and_costs_the_same_whether_few_or_many():
    image = picture("To kvinner på benk")
    costs = []
    for number in range(1, 13):
        publish(f"Nytt {number}", date=datetime.date(2026, 1, number), picture=image, picture_text="To kvinner på benk")
        if number in (1, 12):
            costs.append([cost_of("/aktuelt/"), cost_of("/"), cost_of(f"/aktuelt/nytt-{number}/")])

    def shown(query):
        return [item["entry"].title for item in answer(f"/aktuelt/{query}").context["shown"]]

    assert costs == [[6, 3, 6]] * 2
    page = text_of("/aktuelt/nytt-12/")
    said = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', page))
    assert (said["og:type"], said["og:image:alt"], said["og:title"]) == ("article", "To kvinner på benk", "Nytt 12")
    address = said["og:image"].removeprefix(settings.SITE_ADDRESS)
    assert address.startswith("/media/images/")
    assert (answer(address).status_code, answer(address).headers["Content-Type"]) == (200, "image/jpeg")
    without = dict(re.findall(r'<meta property="(og:[a-z:]+)" content="([^"]*)">', text_of("/aktuelt/")))
    assert (without["og:type"], without["og:image"].endswith("/card.png")) == ("website", True)
    first, last = [f"Nytt {number}" for number in range(12, 2, -1)], ["Nytt 2", "Nytt 1"]
    assert [shown(query) for query in ("", "?page=0", "?page=-1", "?page=tull", "?page=1&x=y")] == [first] * 5
    assert [shown(query) for query in ("?page=2", "?page=999", "?page=2.")] == [last] * 3
    assert len(text_of("/aktuelt/nytt.xml").split("<entry>")) == 13
