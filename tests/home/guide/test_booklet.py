"""The whole guide on one page, and as a PDF."""

import io
import re

import pypdf
import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import LocaleSynchronization

from home.models import ChapterPage
from portal import fragments, pdf
from tests.first_check import set_checked
from tests.home.reading import main_of, not_translated


def pdf_of(address):
    return pypdf.PdfReader(io.BytesIO(Client().get(f"{address}?format=pdf").content))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.fixture
def sami(db):
    """A language of pages alone, in which one chapter is translated."""
    locale = Locale.objects.create(language_code="se")
    LocaleSynchronization.objects.create(locale=locale, sync_from=Locale.objects.get(language_code="nb"))
    ChapterPage.objects.filter(locale=locale, slug="taushetsplikt").update(alias_of=None, title="Jávohisvuohta")
    fragments.forget_cached()
    return locale


@pytest.mark.django_db
def test_the_whole_guide_has_every_chapter_in_order():
    main = main_of("/veileder/skriv-ut/")
    titles = ChapterPage.objects.filter(locale__language_code="nb").order_by("path").values_list("title", flat=True)

    assert re.findall(r"<h3 id=\"[^\"]+\">\d+\. ([^<]+)</h3>", main) == list(titles)


@pytest.mark.django_db
def test_the_whole_guide_shows_its_two_parts_in_the_contents_and_in_the_text():
    contents, text = main_of("/veileder/skriv-ut/").split("</nav>")

    def outline(html, chapter):
        return re.findall(rf"<h[23] id=\"(?:contents|part)-[^\"]+\">([^<]+)</h[23]>|{chapter}", html)[-17:]

    expected = ["For deg som støtter andre", *[""] * 10, "For organisasjonen", *[""] * 5]
    assert outline(contents, "<li value=") == expected
    assert outline(text, r"<h3 id=\"[^\"]+\">\d+\. ") == expected
    assert re.findall(r'<li value="(\d+)">', contents) == [str(number) for number in range(1, 16)]


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "prefix"), [("nb", "/"), ("nn", "/nn/"), ("en", "/en/")])
def test_search_engines_are_led_from_the_whole_guide_to_the_guide(code, prefix):
    text = Client().get(f"{prefix}veileder/skriv-ut/").content.decode()

    assert re.findall('<link rel="canonical" href="([^"]+)">', text) == [f"{settings.SITE_ADDRESS}{prefix}veileder/"]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_whole_guide_says_that_a_chapter_is_not_translated():
    assert 'lang="nb"' not in main_of("/nn/veileder/skriv-ut/").split("Kjelder:")[0]
    not_translated("roller")
    fragments.forget_cached()

    main = main_of("/nn/veileder/skriv-ut/")

    assert "Noko av dette finst ikkje på språket ditt enno." in main
    assert '<section class="full" aria-labelledby="roller" lang="nb">' in main
    assert '<li value="3"><a href="#roller" lang="nb">' in main
    assert set(re.findall('<section class="full"[^>]*aria-labelledby="([^"]+)" lang', main)) == {"roller"}
    assert "Noko av dette finst ikkje på språket ditt enno." in text_of(pdf_of("/nn/veileder/skriv-ut/"))


@pytest.mark.slow
@pytest.mark.django_db
def test_a_chapter_in_a_language_of_pages_alone_is_marked_where_it_is_named(sami):
    guide, chapter, whole = (main_of(f"/se/veileder/{end}") for end in ("", "opplaering/", "skriv-ut/"))

    assert '<span class="task-text" lang="se"><a class="task-name" href="/se/veileder/taushetsplikt/">' in guide
    assert '<span class="task-text"><a class="task-name" href="/se/veileder/roller/">' in guide
    assert 'Neste kapittel: <span lang="se">Jávohisvuohta</span>' in chapter
    assert '<section class="full" aria-labelledby="taushetsplikt" lang="se">' in whole
    assert '<section class="full" aria-labelledby="roller">' in whole
    assert "Noe av dette finnes ikke på språket ditt ennå." in whole


@pytest.mark.slow
@pytest.mark.django_db
def test_a_whole_guide_that_nobody_has_translated_says_so_once(sami):
    not_translated("taushetsplikt", "se")

    main = main_of("/se/veileder/skriv-ut/")

    assert main.count("Denne teksten finnes ikke på språket ditt ennå.") == 1
    assert "Noe av dette" not in main


@pytest.mark.slow
@pytest.mark.django_db
def test_the_contents_of_the_file_name_the_page_on_which_a_chapter_begins():
    reader = pdf_of("/veileder/skriv-ut/")
    contents = reader.pages[0].extract_text()
    titles = ChapterPage.objects.filter(locale__language_code="nb").order_by("path").values_list("title", flat=True)

    for number, title in enumerate(titles, 1):
        heading = f"{number}. {title}"
        named = int(re.search(rf"(\d+)\n{re.escape(heading)}", contents)[1])
        begins = [
            place for place, page in enumerate(reader.pages, 1) if place > 1 and f"\n{heading}\n" in page.extract_text()
        ]
        assert begins == [named]


@pytest.mark.django_db
@pytest.mark.slow
def test_the_file_has_the_parts_and_the_sources_of_its_numbers():
    reader = pdf_of("/veileder/skriv-ut/")

    assert text_of(reader).count("For deg som støtter andre") == 2
    assert text_of(reader).count("For organisasjonen") == 2
    assert [part["/Title"] for part in reader.outline[::2]] == ["For deg som støtter andre", "For organisasjonen"]
    assert "14 000: MS-forbundet, strategi 2025 til 2026 (2025)" in text_of(reader).replace("\xa0", " ")


@pytest.mark.slow
@pytest.mark.django_db
def test_the_copy_as_pdf_has_the_text_and_is_made_once(monkeypatch):
    made = []
    render = pdf.render
    monkeypatch.setattr(pdf, "render", lambda *values: made.append(1) or render(*values))

    response = Client().get("/veileder/skriv-ut/?format=pdf")
    again = Client().get("/veileder/skriv-ut/?format=pdf")

    text = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages).split()
    )
    assert response.headers["Content-Type"] == "application/pdf"
    assert again.content == response.content
    assert len(made) == 1
    for title in ChapterPage.objects.filter(locale__language_code="nb").values_list("title", flat=True):
        assert title in text
    assert "22 40 00 40" in text.replace("\xa0", " ")

    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    chapter.title = "Rollene våre"
    chapter.save()
    Client().get("/veileder/skriv-ut/?format=pdf")
    assert len(made) == 2


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["/", "/nn/", "/en/"])
def test_the_whole_guide_is_dated_when_every_chapter_has_been_checked(prefix):
    address = f"{prefix}veileder/skriv-ut/"
    assert '<time datetime="2026-11-22">' in main_of(address)

    ChapterPage.objects.filter(slug="roller").update(checked=None)
    assert "<time" not in main_of(address)
    set_checked(None)
    assert "<time" not in main_of(address)
