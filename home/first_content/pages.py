"""The files of the first content as pages that are not saved yet."""

import json
import tomllib
import uuid
from pathlib import Path

from django.conf import settings

from home import blocks
from home.first_content.placeholders import Placeholders
from home.models import (
    AdvisoryPage,
    BecomePage,
    ChapterPage,
    ChaptersPage,
    DirectoryPage,
    GatheringsPage,
    GuidePage,
    HelplinesPage,
    HomePage,
    NewsIndexPage,
    StoriesPage,
    TextPage,
)
from home.models.text import FIXED_PAGES as TEXT_PAGES
from portal import clock

CONTENT = Path(__file__).parent.parent / "content"
FOR_WHOM = ("new", "relatives", "young", "hospital", "professionals")  # listed on the front page
READING_LISTS = ("new", "experienced", "board", "reader")
BLOCK_IDS = uuid.UUID("6c1b1a52-5f0e-4d0b-8a3e-0f6f4f1f6b11")  # the namespace of the ids of the first content's blocks


def read_file(name, code=""):
    """A file of the first content, with its placeholders filled; empty where it is for other organisations."""
    values = tomllib.loads((CONTENT / code / name).read_text(encoding="utf-8"))
    return next(iter(Placeholders(code or settings.LANGUAGE_CODE).fill([values])), {})


def pages_of(code, originals=None):
    """``{name of the file: page}`` of one language. With ``originals`` (those of bokmål) the guide gets its reading
    lists. A page without a file, or for other organisations, is not among them."""
    found = {}
    for path in sorted((CONTENT / code).glob("*/*.toml")):
        folder, name = path.parent.name, path.stem
        values = read_file(path.relative_to(CONTENT / code), code)
        if not values:
            continue
        found[f"{folder}/{name}"] = chapter_page(values) if folder == "guide" else PAGES[name](values)
    if originals and "pages/guide" in found:
        found["pages/guide"].lists = reading_lists(code, originals)
    return found


def _home_page(values):
    relatives = values["relatives"]
    return _published(
        HomePage(
            title=values["title"],
            slug="home",
            lead=values["lead"],
            cards=_stream("card", values["cards"]),
            relatives_heading=relatives["heading"],
            relatives_text=relatives["text"],
            relatives_link_text=relatives["link_text"],
            relatives_address=relatives["address"],
            steps_heading=values["steps_heading"],
            steps=_stream("step", values["steps"]),
        )
    )


def _guide_page(values):
    summary = _stream("point", values["summary"])
    return _published(GuidePage(title=values["title"], slug="veileder", lead=values["lead"], summary=summary))


def reading_lists(code, originals):
    """The reading lists in a language, with the chapters of bokmål that their slugs name."""
    values = read_file("pages/guide.toml", code)
    chapters = {page.slug: page.pk for page in originals.values()}
    lists = [
        {**values[name], "chapters": [chapters[slug] for slug in values[name]["chapters"]]} for name in READING_LISTS
    ]
    return _stream("list", lists)


def chapter_page(values):
    return _published(
        ChapterPage(
            title=values["title"],
            slug=values["slug"],
            part=values.get("part", ChapterPage.Part.SUPPORTERS),
            description=values["description"],
            summary=_stream("point", values["summary"]),
            body=body_stream(values["body"]),
        )
    )


def _helplines_page(values):
    about = _stream("question", values["about"])
    return _published(HelplinesPage(slug="hjelpetelefoner", **{**values, "about": about}))


def _advisory_page(values):
    unknown = dict.fromkeys(blocks.Service.base_blocks, "") | {"checked": None}
    for group in values["groups"]:
        group["services"] = [unknown | service for service in group["services"]]
    groups = _stream("group", values["groups"])
    return _published(AdvisoryPage(slug="raadgivning", **{**values, "groups": groups}))


def _directory_page(values):
    return _published(DirectoryPage(slug="finn-likeperson", **values))


def _chapters_page(values):
    return _published(ChaptersPage(slug="lokalforeninger", **values))


def _gatherings_page(values):
    return _published(GatheringsPage(slug="treff", **values))


def _news_page(values):
    return _published(NewsIndexPage(slug="aktuelt", **values))


def _stories_page(values):
    return _published(StoriesPage(slug="historier", **values))


def _become_page(values):
    streams = {"gains": _stream("point", values["gains"]), "body": body_stream(values["body"])}
    return _published(BecomePage(slug="bli-likeperson", **{**values, **streams}))


def _text_page(name):
    def page(values):
        summary = _stream("point", values["summary"])
        body = body_stream(values["body"])
        return _published(
            TextPage(
                slug=TEXT_PAGES[name],
                title=values["title"],
                number_to_ring=values.get("number_to_ring", ""),
                summary=summary,
                body=body,
                show_in_menus=name in FOR_WHOM,
            )
        )

    return page


# The file in pages/ and how it becomes a page, in the order of the tree.
PAGES = {
    "home": _home_page,
    "guide": _guide_page,
    "helplines": _helplines_page,
    "advisory": _advisory_page,
    "directory": _directory_page,
    "chapters": _chapters_page,
    "become": _become_page,
    "gatherings": _gatherings_page,
    "news": _news_page,
    "stories": _stories_page,
    **{name: _text_page(name) for name in TEXT_PAGES},
}


def _published(page):
    page.first_published_at = page.last_published_at = clock.now()
    return page


def _stream(kind, values):
    return _with_ids([(kind, value) for value in values])


def body_stream(parts):
    """A page's text from the blocks of a file. A block's value is its ``value``, or else all its other keys."""
    rest = [{key: value for key, value in block.items() if key != "type"} for block in parts]
    return _with_ids(
        [(block["type"], others.get("value", others) or None) for block, others in zip(parts, rest, strict=True)]
    )


def _with_ids(pairs):
    """The blocks as a stream field keeps them, each block and list item with an id that follows from its place.

    The translation tool skips blocks without an id, and the same ids tie a translation to its original.
    """
    return json.dumps(
        [
            {"type": kind, "id": _id(number), "value": _items_with_ids(value, str(number))}
            for number, (kind, value) in enumerate(pairs)
        ]
    )


def _items_with_ids(value, place):
    if isinstance(value, list):
        return [
            {"type": "item", "id": _id(f"{place}.{number}"), "value": _items_with_ids(item, f"{place}.{number}")}
            for number, item in enumerate(value)
        ]
    if isinstance(value, dict):
        return {key: _items_with_ids(item, f"{place}.{key}") for key, item in value.items()}
    return value


def _id(place):
    return str(uuid.uuid5(BLOCK_IDS, str(place)))
