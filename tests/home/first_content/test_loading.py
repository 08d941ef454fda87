"""The first content is loaded once, and translated as editors would have done it."""

import tomllib

import pytest
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.first_content import loading
from home.first_content.pages import CONTENT, chapter_page
from home.models import AdvisoryPage, ChapterPage, Figure, Helpline, HomePage

CODES = ["nn", "en"]


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_the_editors_tool_knows_every_string(code):
    locale = Locale.objects.get(language_code=code)
    chapter = ChapterPage.objects.get(slug="den-gode-samtalen", locale__language_code="nb")
    source = TranslationSource.objects.get_for_instance(chapter)

    strings = source.stringsegment_set.count()
    done = source.stringsegment_set.get_translations(locale).count()

    assert strings > 50
    assert done == strings
    assert source.translations.get(target_locale=locale).get_progress() == (strings, strings)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_change_in_bokmal_leaves_one_string_to_be_translated():
    chapter = ChapterPage.objects.get(slug="den-gode-samtalen", locale__language_code="nb")
    chapter.description = "En ny linje."
    chapter.save_revision().publish()
    source = TranslationSource.objects.get_for_instance(chapter)
    source.update_from_db()

    total, done = source.translations.get(target_locale__language_code="nn").get_progress()

    assert total - done == 1


@pytest.mark.slow
@pytest.mark.django_db
def test_a_translation_with_another_shape_is_refused():
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    words = chapter_page({**tomllib.loads((CONTENT / "nn" / "guide" / "03-roller.toml").read_text()), "body": []})
    StringTranslation.objects.all().delete()

    with pytest.raises(loading.TranslationMismatch, match="has no counterpart"):
        loading.translate(chapter, words, Locale.objects.get(language_code="nn"))


@pytest.mark.django_db
def test_the_content_is_loaded_once_and_then_the_editors():
    line = Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")
    Helpline.objects.filter(pk=line.pk).update(name="Nytt navn")
    pages = Page.objects.count()

    assert loading.load() is False
    assert Page.objects.count() == pages
    assert Helpline.objects.get(pk=line.pk).name == "Nytt navn"


@pytest.mark.slow
@pytest.mark.django_db
def test_a_site_gets_the_pages_that_a_new_version_has_brought():
    Page.objects.filter(slug="treff").delete()
    Page.objects.filter(slug="raadgivning", locale__language_code="nb").update(title="Våre ord")

    assert loading.load() is False

    codes = Page.objects.filter(slug="treff", alias_of=None, live=True).values_list("locale__language_code", flat=True)
    assert sorted(codes) == ["en", "nb", "nn"]
    assert "Her finn du treff" in Client().get("/nn/treff/").content.decode()
    assert Page.objects.get(slug="raadgivning", locale__language_code="nb").title == "Våre ord"


@pytest.mark.proof
@pytest.mark.django_db
def test_an_empty_site_gets_the_whole_tree_in_every_language():
    Page.objects.filter(depth__gt=1).delete()
    Page.objects.all().delete()
    Helpline.objects.all().delete()
    Figure.objects.all().delete()
    Locale.objects.exclude(language_code="nb").delete()

    assert loading.load() is True

    tree = HomePage.objects.get(locale__language_code="nb").get_descendants()
    assert tree.count() == 34
    assert ChapterPage.objects.filter(locale__language_code="nb").count() == 15
    for code in ("nn", "en"):
        pages = Page.objects.filter(locale__language_code=code, alias_of__isnull=True, depth__gt=2)
        assert sorted(pages.values_list("slug", flat=True)) == sorted(tree.values_list("slug", flat=True))
    assert {translation.get_status_display() for translation in Translation.objects.all()} == {"Oppdatert"}
    assert Client().get("/nn/veileder/").status_code == 200
    services = [group.value["services"] for page in AdvisoryPage.objects.all() for group in page.groups]
    dates = [service["checked"] for listed in services for service in listed]
    dates += [row.checked for kind in (ChapterPage, Helpline) for row in kind.objects.all()]
    assert (len(dates), set(dates)) == (3 * (6 + 15 + 7), {None})
