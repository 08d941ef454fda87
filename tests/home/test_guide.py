"""The guide: plain, findable, printable."""

import io
import re
import tomllib

import pypdf
import pytest
from django.test import Client

from home import article, loading
from home.models import ChapterPage, TextPage
from portal import pdf

CHAPTERS = sorted(path.stem for path in (loading.CONTENT / "nb" / "guide").glob("*.toml"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_easy_to_read(name, db):
    slug = tomllib.loads((loading.CONTENT / "nb" / "guide" / f"{name}.toml").read_text())["slug"]
    chapter = ChapterPage.objects.get(slug=slug, locale__language_code="nb")

    assert article.lix([*article.passages(chapter.summary), *article.passages(chapter.body)]) <= article.HARDEST


@pytest.mark.django_db
def test_the_pages_about_us_are_easy_to_read():
    for page in TextPage.objects.filter(locale__language_code="nb"):
        assert article.lix([*article.passages(page.summary), *article.passages(page.body)]) <= article.HARDEST


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
    chapter.body = loading._body([{"type": "text", "value": "<h2>Én</h2><p>Tekst.</p><h2>To</h2><p>Tekst.</p>"}])
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
        body=loading._body([{"type": "text", "value": "<h2>Når?</h2><p>A</p><h2>Når?</h2><p>B</p>"}])
    ).body

    assert [heading.anchor for heading in article.render(body).headings] == ["nar", "nar-2"]


def test_reading_time_is_rounded_up():
    class Body:
        def __init__(self, words):
            self.words = words

        def get_prep_value(self):
            return [{"type": "text", "id": "a b c", "value": f"<p>{'ord ' * self.words}</p>"}]

    assert [article.minutes(Body(words)) for words in (0, 180, 181, 361)] == [1, 1, 2, 3]


@pytest.mark.django_db
def test_the_whole_guide_has_every_chapter_in_order():
    main = main_of("/veileder/skriv-ut/")
    titles = ChapterPage.objects.filter(locale__language_code="nb").order_by("path").values_list("title", flat=True)

    assert re.findall(r"<h2 id=\"[^\"]+\">\d+\. ([^<]+)</h2>", main) == list(titles)


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
