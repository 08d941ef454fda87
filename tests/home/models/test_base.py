"""Every page the public reads: there, light on the database, without cookies, honest about its language."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    LocaleSynchronization,
    StringSegment,
    StringTranslation,
)

from home.models import ChapterPage, ChaptersPage, GuidePage, Helpline, HomePage, OpeningSlot
from home.models.base import ReadingPage
from portal import fragments
from portal.chapters import services as chapters
from tests.home.chapter_forms import chapter, translated

pytestmark = pytest.mark.django_db


ADDRESSES = [
    "/", "/veileder/", "/veileder/den-gode-samtalen/", "/veileder/nar-noen-har-det-svaert-vanskelig/",
    "/veileder/skriv-ut/", "/hjelpetelefoner/", "/raadgivning/", "/finn-likeperson/", "/lokalforeninger/",
    "/bli-likeperson/", "/tilgjengelighet/", "/personvern/", "/informasjonskapsler/", "/sok/", "/sok/?q=taushet",
    "/sok/?q=qqqqqq", "/parorende/", "/kontakt/",
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


@pytest.mark.slow
def test_every_page_of_the_tree_answers():
    pages = Page.objects.live().filter(depth__gt=1).select_related("locale")

    answers = {page.url: Client().get(page.url).status_code for page in pages}

    assert len(answers) == 3 * 35
    hidden = {f"{prefix}/{place}/" for prefix in ("", "/nn", "/en") for place in ("aktuelt", "historier")}
    assert {address: status for address, status in answers.items() if status != 200} == dict.fromkeys(hidden, 404)


def test_a_page_says_its_own_address():
    for page in HomePage.objects.get(locale__language_code="nb").get_descendants(inclusive=True).specific():
        assert page.address == page.url


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/lokalforeninger/", "/finn-likeperson/"])
def test_chapters_cost_the_same_whether_one_or_three(address, siri):
    found = []
    for number in range(3):
        chapters.create_chapter(
            f"Sted {number}", f"sted-{number}", county="Oslo", municipality="Oslo", postcodes=["01"], by=siri
        )
        found.append(queries_of(address)[1])

    assert found[0] == found[2]


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_links_inside_a_borrowed_text_keep_the_language(new_chapter):
    text = Client().get("/nn/veileder/nytt/").content.decode()

    assert 'href="/nn/veileder/roller/"' in text
    assert 'href="/veileder/roller/"' not in text


def test_pages_about_this_moment_are_asked_for_again_each_time():
    assert "no-cache" in Client().get("/").headers["Cache-Control"]
    assert "no-cache" in Client().get("/hjelpetelefoner/").headers["Cache-Control"]


def test_a_second_front_page_cannot_be_made_under_a_front_page():
    home = HomePage.objects.get(locale__language_code="nb")

    assert HomePage.can_create_at(home) is False
    assert ChapterPage.can_create_at(home) is False
    assert ChaptersPage.can_create_at(home) is False  # there is one already


def test_the_sitemap_names_the_pages():
    response = Client().get("/sitemap.xml")

    assert response.status_code == 200
    assert response.content.decode().count("<loc>") == 3 * 33
    assert response.content.decode().count('hreflang="en"') == 3 * 33


@pytest.mark.slow
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


@pytest.mark.parametrize("kind", ReadingPage.__subclasses__())
def test_every_field_of_a_page_says_what_belongs_in_it(kind):
    def fields(panel):
        if getattr(panel, "field_name", ""):
            yield panel
        for child in getattr(panel, "children", []):
            yield from fields(child)

    content = kind.get_edit_handler().children[0]
    assert [
        panel.field_name
        for panel in fields(content)
        if not panel.help_text and not kind._meta.get_field(panel.field_name).help_text
    ] == []


@pytest.mark.slow
def test_a_page_that_is_only_to_be_translated_goes_on_showing_bokmal(
    egil, client_of, django_capture_on_commit_callbacks
):
    sami, page = Locale.objects.create(language_code="se"), chapter()
    LocaleSynchronization.objects.create(locale=sami, sync_from=page.locale).sync_trees()
    with django_capture_on_commit_callbacks(execute=True):
        client_of(egil).post(f"/cms/localize/submit/page/{page.pk}/", {"locales": [sami.pk]})
    given = translated("roller", "se")
    assert given.alias_of is None

    fragments.forget_cached()
    assert "se" not in [version["lang_code"] for version in page.versions()]
    assert given.language_of_text()["borrowed"]
    assert given.language_of_text()["borrowed_code"] == "nb"

    segment = StringSegment.objects.filter(source__object_id=page.translation_key).first()
    StringTranslation.objects.create(
        translation_of=segment.string, locale=sami, context=segment.context, data="Rollat",
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
    )  # fmt: skip
    fragments.forget_cached()
    assert "se" in [version["lang_code"] for version in page.versions()]
    assert not given.language_of_text()["borrowed"]
