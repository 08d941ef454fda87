"""The guide and its chapters: easy to read and to find one's way in."""

import re
import tomllib

import pytest

from home import article
from home.first_content.pages import CONTENT, body_stream
from home.models import ChapterPage, GuidePage, TextPage
from tests.first_check import set_checked
from tests.home.reading import main_of, not_translated

CHAPTERS = sorted(path.stem for path in (CONTENT / "nb" / "guide").glob("*.toml"))


@pytest.mark.parametrize("code", ["nb", "nn"])
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_easy_to_read(name, code, db):
    slug = tomllib.loads((CONTENT / code / "guide" / f"{name}.toml").read_text())["slug"]
    chapter = ChapterPage.objects.get(slug=slug, locale__language_code=code)

    assert article.lix([*article.passages(chapter.summary), *article.passages(chapter.body)]) <= article.MAX_LIX


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["nb", "nn"])
def test_the_pages_about_us_are_easy_to_read(code):
    for page in TextPage.objects.filter(locale__language_code=code):
        assert article.lix([*article.passages(page.summary), *article.passages(page.body)]) <= article.MAX_LIX


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/veileder/den-gode-samtalen/", "/veileder/skriv-ut/"])
def test_every_link_within_the_page_has_a_place_to_go(address):
    main = main_of(address)
    ids = re.findall(r'id="([^"]+)"', main)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', main)) <= set(ids)
    assert len(re.findall(r'href="#', main)) >= 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/veileder/", "/veileder/nar-noen-har-det-svaert-vanskelig/", "/veileder/skriv-ut/"]
)
def test_headings_go_down_one_step_at_a_time(address):
    levels = [int(level) for level in re.findall(r"<h([1-6])", main_of(address))]

    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in zip(levels, levels[1:], strict=False))


@pytest.mark.django_db
def test_a_short_chapter_has_no_list_of_contents():
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    chapter.body = body_stream([{"type": "text", "value": "<h2>Én</h2><p>Tekst.</p><h2>To</h2><p>Tekst.</p>"}])
    chapter.save()

    assert "contents-title" not in main_of("/veileder/roller/")
    assert 'id="en"' in main_of("/veileder/roller/")


@pytest.mark.django_db
def test_chapters_lead_to_those_before_and_after_by_name():
    first, last = main_of("/veileder/hva-er-likepersonsarbeid/"), main_of("/veileder/styret-og-tilskuddet/")

    assert 'rel="prev"' not in first
    assert 'rel="next" href="/veileder/hvem-kan-bli-likeperson/"' in first
    assert 'rel="prev" href="/veileder/former-for-likepersonsarbeid/"' in last
    assert 'rel="next"' not in last


@pytest.mark.django_db
def test_a_chapter_that_is_not_translated_is_marked_where_the_guide_names_it():
    not_translated("roller")

    main = main_of("/nn/veileder/")

    assert '<span class="task-text" lang="nb"><a class="task-name" href="/nn/veileder/roller/">' in main
    assert len(re.findall(r'<li><a href="/nn/veileder/roller/\?liste=[a-z-]+" lang="nb">', main)) == 2
    assert main.count("lang=") == 3


@pytest.mark.slow
@pytest.mark.django_db
def test_a_chapter_that_is_not_translated_is_marked_where_its_neighbours_name_it():
    not_translated("roller")

    assert 'Neste kapittel: <span lang="nb">Roller</span>' in main_of("/nn/veileder/hvem-kan-bli-likeperson/")
    assert 'Førre kapittel: <span lang="nb">Roller</span>' in main_of("/nn/veileder/opplaering/")
    assert "lang=" not in main_of("/nn/veileder/taushetsplikt/")
    assert "Neste kapittel: <span>Opplæring</span>" in main_of("/nn/veileder/roller/")


@pytest.mark.django_db
def test_a_reading_list_names_the_chapters_of_its_own_tree():
    guide = GuidePage.objects.get(locale__language_code="nn")
    lists = guide.outline()["lists"]

    assert [len(found.chapters) for found in lists] == [8, 6, 9, 4]
    assert [found.title for found in lists] == ["Ny likeperson", "Erfaren likeperson", "Styret", "Vil du vite meir?"]
    assert [found.code for found in lists] == [
        "ny-likeperson",
        "erfaren-likeperson",
        article.anchor("Styret"),
        "vil-du-vite-mer",
    ]
    assert lists[0].chapters[0].title == "Kva er likepersonsarbeid?"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["/", "/nn/", "/en/"])
def test_a_chapter_says_when_it_was_checked_only_when_somebody_has(prefix):
    address = f"{prefix}veileder/nar-noen-har-det-svaert-vanskelig/"
    assert '<p class="reviewed">' in main_of(address)
    assert '<time datetime="2026-11-22">' in main_of(address)

    set_checked(None)

    assert "reviewed" not in main_of(address)
    assert "<time" not in main_of(address)
