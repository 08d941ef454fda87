"""Chapters of the guide as the CMS's forms send them."""

from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import ChapterPage
from home.texts import pieces


def chapter(slug="roller"):
    return ChapterPage.objects.get(slug=slug, locale__language_code="nb")


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def translated(slug, language):
    return ChapterPage.objects.get(slug=slug, locale__language_code=language)


def form_of(page, html="<p>Ny tekst.</p>", **changes):
    values = {
        "title": page.title,
        "slug": page.slug,
        "part": page.part,
        "description": page.description,
        "summary": streamfield([("point", "Du skal lytte.")]),
        "body": streamfield([("text", rich_text(html, features=["h2", "bold", "link"]))]),
        "picture": streamfield([]),
        "checked": "2027-05-10",
        "comments": inline_formset([]),
    }
    return nested_form_data(values | changes)


def body_of(slug):
    return "".join(str(block) for block in chapter(slug).body)


def words_in(page):
    page = Page.objects.get(pk=page.pk).specific
    return page.live, page.title, pieces.pieces_of(page)


def picture(title, name="test.png"):
    return get_image_model().objects.create(title=title, file=get_test_image_file(name), width=1, height=1)
