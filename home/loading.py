"""How does an empty site get its first content? Once; afterwards it is the editors'."""

import json
import tomllib
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home import blocks
from home.fitting import Fitting
from home.models import (
    AdvisoryPage,
    BecomePage,
    ChapterPage,
    ChaptersPage,
    DirectoryPage,
    Figure,
    GuidePage,
    Helpline,
    HelplinesPage,
    HomePage,
    OpeningSlot,
    TextPage,
)
from portal import clock

CONTENT = Path(__file__).parent / "content"
TEXT_PAGES = {
    "accessibility": "tilgjengelighet",
    "privacy": "personvern",
    "cookies": "informasjonskapsler",
}
READERS = ("new", "experienced", "board")  # each has a reading list
BLOCKS = uuid.UUID("6c1b1a52-5f0e-4d0b-8a3e-0f6f4f1f6b11")  # where the ids of the first content's blocks come from


class NotTheSame(Exception):
    """A translation of the first content has not the same parts as its original."""


@transaction.atomic
def load():
    """Fill an empty site from home/content. Returns whether it did: a site with a front page is left as it is."""
    if HomePage.objects.exists():
        return False
    bokmal = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    _figures()
    lines = _helplines()
    originals = _place(_written(bokmal.language_code), bokmal)
    for code in sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir()):
        if code == bokmal.language_code:
            continue
        locale = Locale.objects.get_or_create(language_code=code)[0]
        # Saving it copies the whole tree as aliases, which show bokmål until they are translated.
        LocaleSynchronization.objects.get_or_create(locale=locale, defaults={"sync_from": bokmal})
        for name, words in _written(code, originals).items():
            _translate(originals[name], words, locale)
        for words in _read("helplines.toml", code)["line"]:
            _translate(lines[words.pop("code")], Helpline(**words), locale)
    return True


def _written(code, originals=None):
    """The pages of one language, not saved, by the name of their file. A page without a file is not among them."""
    found = {}
    for path in sorted((CONTENT / code).glob("*/*.toml")):
        folder, name = path.parent.name, path.stem
        values = _read(path.relative_to(CONTENT / code), code)
        found[f"{folder}/{name}"] = _chapter(values) if folder == "guide" else PAGES[name](values)
    if originals and "pages/guide" in found:
        found["pages/guide"].lists = _lists(code, originals)
    return found


def _place(pages, locale):
    """Put the pages of bokmål into the tree, in the order of the contract and of the chapters' numbers."""
    home = _front_page(pages["pages/home"], locale)
    guide = pages["pages/guide"]
    home.add_child(instance=guide)
    for name, page in pages.items():
        if name.startswith("guide/"):
            guide.add_child(instance=page)
    guide.lists = _lists(locale.language_code, pages)
    guide.save()
    for name in PAGES:
        if name not in ("home", "guide"):
            home.add_child(instance=pages[f"pages/{name}"])
    return pages


def _front_page(home, locale):
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    for welcome in root.get_children().exact_type(Page):
        welcome.delete()
    root = Page.objects.get(pk=root.pk)  # the tree's own count of children has changed
    home.locale = locale
    root.add_child(instance=home)
    address = urlsplit(settings.SITE_ADDRESS)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": port,
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    return home


def _translate(original, words, locale):
    """Keep the words as the original's translation, string by string, as if the editors' own tool had taken them in."""
    if isinstance(original, HomePage):
        words.slug = original.get_translation(locale).slug
    source, _is_new = TranslationSource.get_or_create_from_instance(original)
    theirs = {(segment.path, segment.order): segment for segment in extract_segments(words)}
    for segment in source.stringsegment_set.select_related("context", "string"):
        translated = theirs.get((segment.context.path, segment.order))
        if not isinstance(translated, StringSegmentValue):
            raise NotTheSame(f"{locale.language_code}: {original} has no counterpart to “{segment.string.data}”")
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={
                "data": translated.string.data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            },
        )
    Translation.objects.create(source=source, target_locale=locale).save_target(publish=True)


def _figures():
    for values in _read("figures.toml")["figure"]:
        Figure.objects.create(**values)


def _helplines():
    """The lines in bokmål, by their short names."""
    found = {}
    for values in _read("helplines.toml", settings.LANGUAGE_CODE)["line"]:
        hours = [OpeningSlot(**slot) for slot in values.pop("hours")]
        found[values["code"]] = Helpline.objects.create(hours=hours, **values)
    return found


def _home(values):
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


def _guide(values):
    summary = _stream("point", values["summary"])
    return _published(GuidePage(title=values["title"], slug="veileder", lead=values["lead"], summary=summary))


def _lists(code, originals):
    """The reading lists in a language, with the chapters of bokmål that their slugs name."""
    values = _read("pages/guide.toml", code)
    chapters = {page.slug: page.pk for page in originals.values()}
    lists = [
        {**values[reader], "chapters": [chapters[slug] for slug in values[reader]["chapters"]]} for reader in READERS
    ]
    return _stream("list", lists)


def _chapter(values):
    return _published(
        ChapterPage(
            title=values["title"],
            slug=values["slug"],
            part=values.get("part", ChapterPage.Part.SUPPORTERS),
            description=values["description"],
            summary=_stream("point", values["summary"]),
            body=_body(values["body"]),
            checked=values["checked"],
        )
    )


def _helplines_page(values):
    about = _stream("question", values["about"])
    return _published(HelplinesPage(slug="hjelpetelefoner", **{**values, "about": about}))


def _advisory(values):
    unknown = dict.fromkeys(blocks.Service.base_blocks, "") | {"checked": None}
    for group in values["groups"]:
        group["services"] = [unknown | service for service in group["services"]]
    groups = _stream("group", values["groups"])
    return _published(AdvisoryPage(slug="raadgivning", **{**values, "groups": groups}))


def _directory(values):
    return _published(DirectoryPage(slug="finn-likeperson", **values))


def _chapters(values):
    return _published(ChaptersPage(slug="lokalforeninger", **values))


def _become(values):
    streams = {"gains": _stream("point", values["gains"]), "body": _body(values["body"])}
    return _published(BecomePage(slug="bli-likeperson", **{**values, **streams}))


def _text(name):
    def page(values):
        summary = _stream("point", values["summary"])
        body = _body(values["body"])
        return _published(TextPage(slug=TEXT_PAGES[name], title=values["title"], summary=summary, body=body))

    return page


# The file in pages/ and how it becomes a page, in the order of the tree.
PAGES = {
    "home": _home,
    "guide": _guide,
    "helplines": _helplines_page,
    "advisory": _advisory,
    "directory": _directory,
    "chapters": _chapters,
    "become": _become,
    **{name: _text(name) for name in TEXT_PAGES},
}


def _read(name, code=""):
    """A file of the first content, as this organisation would have written it."""
    values = tomllib.loads((CONTENT / code / name).read_text(encoding="utf-8"))
    return Fitting(code or settings.LANGUAGE_CODE)(values)


def _published(page):
    page.first_published_at = page.last_published_at = clock.now()
    return page


def _stream(kind, values):
    return _raw([(kind, value) for value in values])


def _body(parts):
    """A block's value is its ``value``, or else all its other keys."""
    rest = [{key: value for key, value in block.items() if key != "type"} for block in parts]
    return _raw(
        [(block["type"], others.get("value", others) or None) for block, others in zip(parts, rest, strict=True)]
    )


def _raw(pairs):
    """Every block and list item gets an id by its place: what has none is skipped when a page is translated, and by
    the same ids a translation finds its original."""
    return json.dumps(
        [
            {"type": kind, "id": _id(number), "value": _items(value, str(number))}
            for number, (kind, value) in enumerate(pairs)
        ],
        default=str,  # a date as 2026-11-22
    )


def _items(value, place):
    if isinstance(value, list):
        return [
            {"type": "item", "id": _id(f"{place}.{number}"), "value": _items(item, f"{place}.{number}")}
            for number, item in enumerate(value)
        ]
    if isinstance(value, dict):
        return {key: _items(item, f"{place}.{key}") for key, item in value.items()}
    return value


def _id(place):
    return str(uuid.uuid5(BLOCKS, str(place)))
