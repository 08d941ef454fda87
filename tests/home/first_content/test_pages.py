"""The files of the first content have the same parts in every language."""

import re
import tomllib

import pytest
from django.conf import settings

from home.first_content.pages import CONTENT, read_file
from home.models import ChapterPage
from portal import organisation
from portal.models import Organisation

CODES = ["nn", "en"]


FILES = sorted(str(path.relative_to(CONTENT / "nb")) for path in (CONTENT / "nb").rglob("*.toml"))


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", FILES)
def test_every_file_exists_in_every_language(code, name):
    original = tomllib.loads((CONTENT / "nb" / name).read_text())
    words = tomllib.loads((CONTENT / code / name).read_text())

    assert words.get("slug") == original.get("slug")
    assert len(words.get("body", [])) == len(original.get("body", []))
    assert [line["code"] for line in words.get("line", [])] == [line["code"] for line in original.get("line", [])]


def test_no_file_says_that_anybody_has_checked_it():
    dated = [path.name for path in CONTENT.rglob("*.toml") if re.search(r"(?m)^\s*checked\b", path.read_text())]

    assert dated == []


@pytest.mark.parametrize("code", ["nb", *CODES])
def test_hours_are_written_with_the_lines_alone(code):
    hours = re.compile(r"klokk[ae] \d|\d\d:\d\d|dager i uka|dagar i veka|days a week")
    pages = [path for path in (CONTENT / code).rglob("*.toml") if path.name != "helplines.toml"]
    texts = {path.name: path.read_text() for path in [*pages, settings.BASE_DIR / "templates" / "500.html"]}

    assert {name: hours.findall(text) for name, text in texts.items() if hours.search(text)} == {}


def shape(value):
    """What a text is made of, without its words: the tags of a string, the parts of everything else."""
    if isinstance(value, str):
        return re.findall(r"</?\w+", value)
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    return [shape(part) for part in value] if isinstance(value, list) else ""


@pytest.mark.slow
@pytest.mark.parametrize("preset", organisation.PRESETS)
@pytest.mark.parametrize("code", CODES)
def test_the_content_of_every_organisation_has_the_same_parts_in_every_language(preset, code, monkeypatch):
    row = Organisation(**organisation.preset_values(preset))
    monkeypatch.setattr(organisation, "current", lambda: row)

    pages = [name for name in FILES if name != "helplines.toml"]
    others = {name: shape(read_file(name, code)) for name in pages}

    assert [name for name in pages if shape(read_file(name, "nb")) != others[name]] == []


@pytest.mark.django_db
def test_every_item_of_a_list_has_an_id_so_that_it_can_be_translated():
    def without_id(value):
        if isinstance(value, dict):
            return ("type" in value and "id" not in value) or any(without_id(item) for item in value.values())
        return isinstance(value, list) and any(not isinstance(item, dict) or without_id(item) for item in value)

    for page in ChapterPage.objects.all():
        assert not without_id(page.body.get_prep_value())
