"""Ways through the guide: numbers in order, and reading lists that lead from chapter to chapter."""

import re

import pytest
from django.test import Client
from wagtail.models import Page

from home.models import ChapterPage, GuidePage
from portal import fragments
from tests.home.reading import main_of

pytestmark = pytest.mark.django_db


def numbered(address, pattern):
    """The chapters that a page numbers, as ``[(number, title)]``."""
    return re.findall(pattern, main_of(address))


@pytest.mark.slow
def test_numbers_follow_each_other_whatever_is_moved_added_or_unpublished():
    """In each language, on the contents, in the whole guide, in the feed and on the chapter itself."""
    first = ChapterPage.objects.get(slug="hva-er-likepersonsarbeid", locale__language_code="nb")
    last = ChapterPage.objects.get(slug="styret-og-tilskuddet", locale__language_code="nb")
    first.move(last, pos="right")  # to the end of the tree, and so to the end of its own part
    guide = GuidePage.objects.get(locale__language_code="nb")
    new = ChapterPage(title="Noe nytt", slug="nytt", description="Et kapittel.", summary=[], body=[])
    guide.add_child(instance=new)
    new.save_revision().publish()
    ChapterPage.objects.filter(slug="roller").update(live=False)
    fragments.forget_cached()

    expected = [str(number) for number in range(1, 16)]
    for prefix, count in (("", 15), ("/nn", 14), ("/en", 14)):
        contents = numbered(f"{prefix}/veileder/", r">(\d+)\. ([^<]+)</a>")
        whole = numbered(f"{prefix}/veileder/skriv-ut/", r"<h3 id=\"[^\"]+\">(\d+)\. ([^<]+)</h3>")
        assert [number for number, _title in contents] == expected[:count]
        assert whole == contents
        feed = Client().get(f"{prefix}/veileder/endringer.xml").content.decode()
        assert set(re.findall(r"<entry><title>(\d+)\. ([^<]+)</title>", feed)) == set(contents)
        assert contents[8][1] in ("Hva er likepersonsarbeid?", "Kva er likepersonsarbeid?", "What is peer support?")
    assert "Kapittel 9 av 15" in main_of("/veileder/hva-er-likepersonsarbeid/")
    assert "Kapittel 10 av 15" in main_of("/veileder/nytt/")


@pytest.mark.slow
def test_a_reading_list_leads_through_its_own_chapters():
    chapter = main_of("/veileder/roller/?liste=styret")
    assert "Kapittel 5 av 9" in chapter
    assert '<a href="/veileder/#styret" >Styret</a>' in chapter.replace('#styret">', '#styret" >')
    assert 'rel="prev" href="/veileder/velge-og-laere-opp/?liste=styret"' in chapter
    assert 'rel="next" href="/veileder/taushetsplikt/?liste=styret"' in chapter
    assert 'name="liste" value="styret"' in chapter
    assert 'rel="prev"' not in main_of("/veileder/starte-et-tilbud/?liste=styret")
    assert 'rel="next"' not in main_of("/nn/veileder/styret-og-tilskuddet/?liste=styret")
    assert 'href="/nn/veileder/roller/?liste=styret"' in main_of("/nn/veileder/")


@pytest.mark.parametrize("query", ["?liste=finnes-ikke", "?liste=", "?liste=vil-du-vite-mer", "?liste=<b>", "?annet=1"])
def test_a_list_that_is_not_there_is_left_out(query):
    """Also a list that has not this chapter."""
    assert main_of(f"/veileder/roller/{query}") == main_of("/veileder/roller/")


def test_the_contents_begin_with_the_lists_and_lead_to_the_file_and_the_search():
    main = main_of("/veileder/")

    places = [main.index(text) for text in ('id="ny-likeperson"', 'id="styret"', "For deg som støtter andre")]
    assert places == sorted(places)
    for link in ("/veileder/skriv-ut/?format=pdf", "/veileder/skriv-ut/", "/veileder/samtalekort/"):
        assert f'href="{link}"' in main
    assert '<input type="hidden" name="i" value="veileder">' in main


@pytest.mark.slow
def test_a_search_in_the_guide_finds_chapters_alone():
    found = re.findall(r'<h2 class="card-title"><a href="([^"]+)"', main_of("/sok/?q=ring&i=veileder"))

    assert found != []
    assert all(address.startswith("/veileder/") for address in found)
    assert 'href="/sok/?q=ring"' in main_of("/sok/?q=ring&i=veileder")


def test_a_chapter_can_be_printed_alone_without_a_script():
    assert 'href="/veileder/roller/skriv-ut/" data-print' in main_of("/veileder/roller/")
    alone = main_of("/veileder/roller/skriv-ut/")

    assert "<h1>Roller</h1>" in alone
    assert "til-hjelp" not in alone
    assert Client().get("/veileder/finnes-ikke/skriv-ut/").status_code == 404
    Page.objects.filter(slug="roller").update(live=False)
    assert Client().get("/veileder/roller/skriv-ut/").status_code == 404
