"""The guide: plain, findable, printable."""

import io
import re
import tomllib

import pypdf
import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import LocaleSynchronization

from home import article, loading
from home.models import ChapterPage, TextPage
from portal import fragments, pdf
from tests.conftest import moment

CHAPTERS = sorted(path.stem for path in (loading.CONTENT / "nb" / "guide").glob("*.toml"))


@pytest.mark.parametrize("code", ["nb", "nn"])
@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_easy_to_read(name, code, db):
    slug = tomllib.loads((loading.CONTENT / code / "guide" / f"{name}.toml").read_text())["slug"]
    chapter = ChapterPage.objects.get(slug=slug, locale__language_code=code)

    assert article.lix([*article.passages(chapter.summary), *article.passages(chapter.body)]) <= article.MAX_LIX


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["nb", "nn"])
def test_the_pages_about_us_are_easy_to_read(code):
    for page in TextPage.objects.filter(locale__language_code=code):
        assert article.lix([*article.passages(page.summary), *article.passages(page.body)]) <= article.MAX_LIX


def main_of(address):
    text = Client().get(address).content.decode()
    return text[text.index("<main") : text.index("</main>")]


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
def test_equal_headings_get_different_anchors():
    body = ChapterPage(
        body=body_stream([{"type": "text", "value": "<h2>Når?</h2><p>A</p><h2>Når?</h2><p>B</p>"}])
    ).body

    assert [heading.anchor for heading in article.render(body).headings] == ["nar", "nar-2"]


def test_reading_time_is_rounded_up():
    class Body:
        def __init__(self, words):
            self.words = words

        def get_prep_value(self):
            return [{"type": "text", "id": "a b c", "value": f"<p>{'ord ' * self.words}</p>"}]

    assert [article.reading_minutes(Body(words)) for words in (0, 180, 181, 361)] == [1, 1, 2, 3]


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


def not_translated(slug, code="nn"):
    """The chapter as it is before anybody translates it: an alias of bokmål."""
    original = ChapterPage.objects.get(slug=slug, locale__language_code="nb")
    ChapterPage.objects.filter(slug=slug, locale__language_code=code).update(alias_of=original, title=original.title)


@pytest.fixture
def sami(db):
    """A language of pages alone, in which one chapter is translated."""
    locale = Locale.objects.create(language_code="se")
    LocaleSynchronization.objects.create(locale=locale, sync_from=Locale.objects.get(language_code="nb"))
    ChapterPage.objects.filter(locale=locale, slug="taushetsplikt").update(alias_of=None, title="Jávohisvuohta")
    fragments.forget()
    return locale


@pytest.mark.django_db
def test_a_chapter_that_is_not_translated_is_marked_where_the_guide_names_it():
    not_translated("roller")

    main = main_of("/nn/veileder/")

    assert '<span class="task-text" lang="nb"><a class="task-name" href="/nn/veileder/roller/">' in main
    assert len(re.findall('<li><a href="/nn/veileder/roller/" lang="nb">', main)) == 2
    assert main.count("lang=") == 3


@pytest.mark.django_db
def test_a_chapter_that_is_not_translated_is_marked_where_its_neighbours_name_it():
    not_translated("roller")

    assert 'Neste kapittel: <span lang="nb">Roller</span>' in main_of("/nn/veileder/hvem-kan-bli-likeperson/")
    assert 'Førre kapittel: <span lang="nb">Roller</span>' in main_of("/nn/veileder/opplaering/")
    assert "lang=" not in main_of("/nn/veileder/taushetsplikt/")
    assert "Neste kapittel: <span>Opplæring</span>" in main_of("/nn/veileder/roller/")


@pytest.mark.django_db
def test_the_whole_guide_says_that_a_chapter_is_not_translated():
    assert 'lang="nb"' not in main_of("/nn/veileder/skriv-ut/").split("Her er tala frå:")[0]
    not_translated("roller")
    fragments.forget()

    main = main_of("/nn/veileder/skriv-ut/")

    assert "Noko av dette finst ikkje på språket ditt enno." in main
    assert '<section class="full" aria-labelledby="roller" lang="nb">' in main
    assert '<li value="3"><a href="#roller" lang="nb">' in main
    assert set(re.findall('<section class="full"[^>]*aria-labelledby="([^"]+)" lang', main)) == {"roller"}
    assert "Noko av dette finst ikkje på språket ditt enno." in text_of(pdf_of("/nn/veileder/skriv-ut/"))


@pytest.mark.django_db
def test_a_chapter_in_a_language_of_pages_alone_is_marked_where_it_is_named(sami):
    guide, chapter, whole = (main_of(f"/se/veileder/{end}") for end in ("", "opplaering/", "skriv-ut/"))

    assert '<span class="task-text" lang="se"><a class="task-name" href="/se/veileder/taushetsplikt/">' in guide
    assert '<span class="task-text"><a class="task-name" href="/se/veileder/roller/">' in guide
    assert 'Neste kapittel: <span lang="se">Jávohisvuohta</span>' in chapter
    assert '<section class="full" aria-labelledby="taushetsplikt" lang="se">' in whole
    assert '<section class="full" aria-labelledby="roller">' in whole
    assert "Noe av dette finnes ikke på språket ditt ennå." in whole


@pytest.mark.django_db
def test_a_whole_guide_that_nobody_has_translated_says_so_once(sami):
    not_translated("taushetsplikt", "se")

    main = main_of("/se/veileder/skriv-ut/")

    assert main.count("Denne teksten finnes ikke på språket ditt ennå.") == 1
    assert "Noe av dette" not in main


@pytest.mark.django_db
def test_news_of_a_chapter_is_dated_by_its_change():
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    ChapterPage.objects.filter(pk=chapter.pk).update(
        first_published_at=moment("2026-01-05 12:00"), last_published_at=moment("2031-03-03 12:00")
    )

    news = Client().get("/veileder/endringer.xml").content.decode()
    item = next(item for item in news.split("<item>") if "/veileder/roller/" in item)

    assert "<pubDate>Mon, 03 Mar 2031 11:00:00 +0000</pubDate>" in item


def pdf_of(address):
    return pypdf.PdfReader(io.BytesIO(Client().get(f"{address}?format=pdf").content))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


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
def test_the_file_has_the_parts_and_the_sources_of_its_numbers():
    reader = pdf_of("/veileder/skriv-ut/")

    assert text_of(reader).count("For deg som støtter andre") == 2
    assert text_of(reader).count("For organisasjonen") == 2
    assert [part["/Title"] for part in reader.outline[::2]] == ["For deg som støtter andre", "For organisasjonen"]
    assert "14 000: MS-forbundet, strategi 2025 til 2026 (2025)" in text_of(reader).replace("\xa0", " ")


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
