"""Every page the public reads: there, light on the database, without cookies, honest about its language."""

import json
import re

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page
from wagtail_localize.models import LocaleSynchronization, Translation

from home import loading
from home.models import ChapterPage, ChaptersPage, Figure, GuidePage, Helpline, HomePage, OpeningSlot
from portal import fragments
from portal.chapters import services as chapters

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/", "/veileder/", "/veileder/den-gode-samtalen/", "/veileder/nar-noen-har-det-svaert-vanskelig/",
    "/veileder/skriv-ut/", "/hjelpetelefoner/", "/raadgivning/", "/finn-likeperson/", "/lokalforeninger/",
    "/bli-likeperson/", "/tilgjengelighet/", "/personvern/", "/informasjonskapsler/", "/sok/", "/sok/?q=taushet",
    "/sok/?q=qqqqqq",
]  # fmt: skip
MOST_QUERIES = 6


def queries_of(address):
    client = Client()
    client.get(address)  # what a process asks once in its life
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    return response, len(captured)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_reading_page_is_there_with_few_queries_and_no_cookie(prefix, address):
    response, queries = queries_of(prefix + address)

    assert response.status_code == 200
    assert queries <= MOST_QUERIES
    assert dict(response.cookies) == {}
    assert b"csrfmiddlewaretoken" not in response.content


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_a_chapters_own_page_has_few_queries_too(prefix, bergen):
    response, queries = queries_of(f"{prefix}/lokalforeninger/bergen/")

    assert response.status_code == 200
    assert queries <= MOST_QUERIES
    assert dict(response.cookies) == {}


def test_every_page_of_the_tree_answers():
    pages = Page.objects.live().filter(depth__gt=1).select_related("locale")

    answers = {page.url: Client().get(page.url).status_code for page in pages}

    assert len(answers) == 3 * 25
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_a_page_says_its_own_address():
    for page in loading.HomePage.objects.get(locale__language_code="nb").get_descendants(inclusive=True).specific():
        assert page.address == page.url


def test_an_address_that_leads_nowhere_is_the_page_that_helps():
    response = Client().get("/veileder/finnes-ikke/")

    assert response.status_code == 404
    assert b'action="/sok/"' in response.content
    assert all(
        f'href="/{place}/"'.encode() in response.content for place in ("hjelpetelefoner", "veileder", "finn-likeperson")
    )
    assert b"tel:113" in response.content


@pytest.mark.parametrize("address", ["/lokalforeninger/", "/finn-likeperson/"])
def test_chapters_cost_the_same_whether_one_or_three(address, siri):
    found = []
    for number in range(3):
        chapters.found(
            f"Sted {number}", f"sted-{number}", county="Oslo", municipality="Oslo", postcodes=["01"], by=siri
        )
        found.append(queries_of(address)[1])

    assert found[0] == found[2]


def test_lines_and_chapters_of_the_guide_cost_the_same_whether_few_or_many():
    before = [queries_of(address)[1] for address in ("/hjelpetelefoner/", "/veileder/", "/")]
    for number in range(2):
        slot = OpeningSlot(weekday=number, opens="10:00", closes="12:00")
        Helpline(
            code=f"n{number}",
            name="Ny",
            who="en",
            phone=f"+4722000{number}00",
            kind="peer",
            description="Ny.",
            hours=[slot],
        ).save()
        new = ChapterPage(title=f"Nytt {number}", slug=f"nytt-{number}", description="Nytt.", summary=[], body=[])
        GuidePage.objects.get(locale__language_code="nb").add_child(instance=new)

    assert [queries_of(address)[1] for address in ("/hjelpetelefoner/", "/veileder/", "/")] == before


@pytest.fixture
def new_chapter(db):
    """A chapter that an editor has just written in bokmål: the other trees borrow its words."""
    body = json.dumps([{"type": "text", "value": '<h2>Nytt</h2><p>Se <a href="/veileder/roller/">rollene</a>.</p>'}])
    chapter = ChapterPage(title="Noe helt nytt", slug="nytt", description="Nytt.", summary=[], body=body)
    GuidePage.objects.get(locale__language_code="nb").add_child(instance=chapter)
    for locale in LocaleSynchronization.objects.all():
        locale.sync_trees()
    return chapter


@pytest.mark.parametrize("prefix", ["/nn", "/en"])
def test_a_page_that_is_not_translated_says_so_and_marks_its_text(prefix, new_chapter):
    response = Client().get(f"{prefix}/veileder/nytt/")
    text = response.content.decode()

    assert f'<html lang="{prefix[1:]}"' in text
    assert re.search(r'<div class="alert alert-info">\s*<p>[^<]+<span lang="nb">', text)
    assert '<h1 lang="nb">' in text
    assert '<article class="full" lang="nb">' in text
    assert '<link rel="canonical" href="http://localhost:8000/veileder/nytt/">' in text
    assert 'hreflang="nn" href="http' not in text


@pytest.mark.parametrize("prefix", ["/nn", "/en"])
def test_a_translated_page_speaks_its_own_language(prefix):
    text = Client().get(f"{prefix}/veileder/taushetsplikt/").content.decode()

    assert f'<html lang="{prefix[1:]}"' in text
    assert '<article class="full">' in text
    assert f'<link rel="canonical" href="http://localhost:8000{prefix}/veileder/taushetsplikt/">' in text
    assert text.count('<link rel="alternate" hreflang=') == 3
    assert f'href="{prefix}/soknad/"' in Client().get(f"{prefix}/bli-likeperson/").content.decode()


def test_a_page_in_its_own_language_has_no_notice():
    text = Client().get("/veileder/taushetsplikt/").content.decode()

    assert "<h1>" in text
    assert '<article class="full">' in text


def test_links_inside_a_borrowed_text_keep_the_language(new_chapter):
    text = Client().get("/nn/veileder/nytt/").content.decode()

    assert 'href="/nn/veileder/roller/"' in text
    assert 'href="/veileder/roller/"' not in text


def test_a_reading_list_names_the_chapters_of_its_own_tree():
    guide = GuidePage.objects.get(locale__language_code="nn")
    lists = guide.contents()["lists"]

    assert [len(found["chapters"]) for found in lists] == [8, 6, 9]
    assert [found["title"] for found in lists] == ["Ny likeperson", "Erfaren likeperson", "Styret"]
    assert lists[0]["chapters"][0].title == "Kva er likepersonsarbeid?"


def test_pages_about_this_moment_are_asked_for_again_each_time():
    assert "no-cache" in Client().get("/").headers["Cache-Control"]
    assert "no-cache" in Client().get("/hjelpetelefoner/").headers["Cache-Control"]


def test_the_content_is_loaded_once_and_then_the_editors():
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    Helpline.objects.filter(pk=line.pk).update(name="Nytt navn")
    pages = Page.objects.count()

    assert loading.load() is False
    assert Page.objects.count() == pages
    assert Helpline.objects.get(pk=line.pk).name == "Nytt navn"


def test_an_empty_site_gets_the_whole_tree_in_every_language():
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.all().delete()
    Helpline.objects.all().delete()
    Figure.objects.all().delete()
    Locale.objects.exclude(language_code="nb").delete()

    assert loading.load() is True

    tree = HomePage.objects.get(locale__language_code="nb").get_descendants()
    assert tree.count() == 24
    assert ChapterPage.objects.filter(locale__language_code="nb").count() == 15
    for code in ("nn", "en"):
        pages = Page.objects.filter(locale__language_code=code, alias_of__isnull=True, depth__gt=2)
        assert sorted(pages.values_list("slug", flat=True)) == sorted(tree.values_list("slug", flat=True))
    assert {translation.get_status_display() for translation in Translation.objects.all()} == {"Oppdatert"}
    assert Client().get("/nn/veileder/").status_code == 200


def test_every_item_of_a_list_has_an_id_so_that_it_can_be_translated():
    def without_id(value):
        if isinstance(value, dict):
            return ("type" in value and "id" not in value) or any(without_id(item) for item in value.values())
        return isinstance(value, list) and any(not isinstance(item, dict) or without_id(item) for item in value)

    for page in ChapterPage.objects.all():
        assert not without_id(page.body.get_prep_value())


def test_a_second_front_page_cannot_be_made_under_a_front_page():
    home = HomePage.objects.get(locale__language_code="nb")

    assert HomePage.can_create_at(home) is False
    assert ChapterPage.can_create_at(home) is False
    assert ChaptersPage.can_create_at(home) is False  # there is one already


def test_the_sitemap_names_the_pages():
    response = Client().get("/sitemap.xml")

    assert response.status_code == 200
    assert response.content.decode().count("<loc>") == 3 * 25
    assert response.content.decode().count('hreflang="en"') == 3 * 25


def test_the_feed_of_changes_names_the_newest_change_first(django_assert_max_num_queries):
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nn")
    chapter.save_revision().publish()

    with django_assert_max_num_queries(8):
        response = Client().get("/nn/veileder/endringer.xml")
    items = re.findall(r"<item><title>([^<]+)</title><link>([^<]+)</link>", response.content.decode())

    assert response.headers["Content-Type"].startswith("application/rss+xml")
    assert len(items) == 15
    assert items[0] == (chapter.title, "http://localhost:8000/nn/veileder/roller/")


def test_northern_sami_is_there_from_the_day_an_editor_adds_it():
    assert Client().get("/se/veileder/").status_code == 404
    assert 'hreflang="se"' not in Client().get("/").content.decode()

    locale = Locale.objects.create(language_code="se")
    LocaleSynchronization.objects.create(locale=locale, sync_from=Locale.objects.get(language_code="nb"))
    fragments.forget_cached()
    text = Client().get("/se/veileder/taushetsplikt/").content.decode()

    assert '<html lang="nb"' in text
    assert re.search(r'<div class="alert alert-info">\s*<p>[^<]+<span lang="nb">', text)
    assert 'hreflang="se"' in Client().get("/").content.decode()
    ChapterPage.objects.filter(locale=locale, slug="taushetsplikt").update(alias_of=None, title="Jávohisvuohta")
    assert '<h1 lang="se">Jávohisvuohta</h1>' in Client().get("/se/veileder/taushetsplikt/").content.decode()


def test_the_page_for_a_broken_site_needs_no_template():
    text = (settings.BASE_DIR / "templates" / "500.html").read_text(encoding="utf-8")

    assert "{%" not in text
    assert "{{" not in text
    assert "<style" not in text
    for number in ("tel:113", "tel:116117", "tel:116123", "tel:+4722400040"):
        assert number in text


def test_whoever_may_not_see_a_page_hears_which_account_they_are_in(rf, ola):
    request = rf.get("/lukket/")
    request.user = ola

    text = get_template("403.html").render({"user": ola}, request)

    assert ola.email in text
