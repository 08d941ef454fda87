"""The first content: the same parts in every language, and translated as editors would have done it."""

import re
import tomllib

import pytest
from django.conf import settings
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, TranslationSource

from home import loading
from home.first_content.placeholders import Placeholders
from home.models import ChapterPage
from portal import organisation
from portal.models import Organisation

CODES = ["nn", "en"]
FILES = sorted(str(path.relative_to(loading.CONTENT / "nb")) for path in (loading.CONTENT / "nb").rglob("*.toml"))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", FILES)
def test_every_file_exists_in_every_language(code, name):
    original = tomllib.loads((loading.CONTENT / "nb" / name).read_text())
    words = tomllib.loads((loading.CONTENT / code / name).read_text())

    assert words.get("slug") == original.get("slug")
    assert len(words.get("body", [])) == len(original.get("body", []))
    assert [line["code"] for line in words.get("line", [])] == [line["code"] for line in original.get("line", [])]


@pytest.mark.parametrize("code", ["nb", *CODES])
def test_hours_are_written_with_the_lines_alone(code):
    hours = re.compile(r"klokk[ae] \d|\d\d:\d\d|dager i uka|dagar i veka|days a week")
    pages = [path for path in (loading.CONTENT / code).rglob("*.toml") if path.name != "helplines.toml"]
    texts = {path.name: path.read_text() for path in [*pages, settings.BASE_DIR / "templates" / "500.html"]}

    assert {name: hours.findall(text) for name, text in texts.items() if hours.search(text)} == {}


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


@pytest.mark.django_db
def test_a_change_in_bokmal_leaves_one_string_to_be_translated():
    chapter = ChapterPage.objects.get(slug="den-gode-samtalen", locale__language_code="nb")
    chapter.description = "En ny linje."
    chapter.save_revision().publish()
    source = TranslationSource.objects.get_for_instance(chapter)
    source.update_from_db()

    total, done = source.translations.get(target_locale__language_code="nn").get_progress()

    assert total - done == 1


@pytest.mark.django_db
def test_a_translation_with_another_shape_is_refused():
    chapter = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    words = chapter_page(
        {**tomllib.loads((loading.CONTENT / "nn" / "guide" / "03-roller.toml").read_text()), "body": []}
    )
    StringTranslation.objects.all().delete()

    with pytest.raises(loading.TranslationMismatch, match="has no counterpart"):
        loading.translate(chapter, words, Locale.objects.get(language_code="nn"))


def shape(value):
    """What a text is made of, without its words: the tags of a string, the parts of everything else."""
    if isinstance(value, str):
        return re.findall(r"</?\w+", value)
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return [shape(part) for part in value] if isinstance(value, list) else ""


@pytest.mark.parametrize("preset", organisation.PRESETS)
@pytest.mark.parametrize("code", CODES)
def test_the_content_of_every_organisation_has_the_same_parts_in_every_language(preset, code, monkeypatch):
    row = Organisation(**organisation.values_of(preset))
    monkeypatch.setattr(organisation, "current", lambda: row)

    pages = [name for name in FILES if name != "helplines.toml"]
    others = {name: shape(read_file(name, code)) for name in pages}

    assert [name for name in pages if shape(read_file(name, "nb")) != others[name]] == []


@pytest.mark.parametrize(
    ("text", "ms", "pef"),
    [
        ("{only ms}Her{else}Der{end}.", "Her.", "Der."),
        ("{only pef uf}Begge{end}{only ms}Vi{end}", "Vi", "Begge"),
        ("I {the_chapter} ({antall-med-ms})", "I lokalforeningen ({antall-med-ms})", "I lokallaget ({antall-med-ms})"),
        ("{The_chapters} møtes", "Lokalforeningene møtes", "Lokallagene møtes"),
        ([{"only": ["ms"], "x": "a"}, {"x": "b"}], [{"x": "a"}, {"x": "b"}], [{"x": "b"}]),
        (["{only ms}En{end}", "To"], ["En", "To"], ["To"]),
    ],
)
def test_a_text_is_fitted_to_the_organisation(text, ms, pef, monkeypatch):
    for preset, expected in (("ms", ms), ("pef", pef)):
        row = Organisation(**organisation.values_of(preset))
        monkeypatch.setattr(organisation, "current", lambda row=row: row)
        assert Fitting("nb")(text) == expected
