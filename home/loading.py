"""How does an empty site get its first content? Once; afterwards it is the editors'."""

import json
import tomllib
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization

from home.models import (
    AdvisoryPage,
    ChapterPage,
    ChaptersPage,
    DirectoryPage,
    GuidePage,
    Helpline,
    HelplinesPage,
    HomePage,
    OpeningSlot,
    TextPage,
)
from portal import clock

CONTENT = Path(__file__).parent / "content" / settings.LANGUAGE_CODE
TEXT_PAGES = {
    "become": "bli-likeperson",
    "accessibility": "tilgjengelighet",
    "privacy": "personvern",
    "cookies": "informasjonskapsler",
}


@transaction.atomic
def load():
    """Fill an empty site from home/content. Returns whether it did: a site with a front page is left as it is."""
    if HomePage.objects.exists():
        return False
    bokmal = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    home = _front_page(bokmal)
    _helplines()
    _guide(home)
    _pages(home)
    for code, _name in settings.LANGUAGES:
        if code != bokmal.language_code:
            locale = Locale.objects.get_or_create(language_code=code)[0]
            # Saving it copies the whole tree as aliases, which show bokmål until somebody translates them.
            LocaleSynchronization.objects.get_or_create(locale=locale, defaults={"sync_from": bokmal})
    return True


def _front_page(locale):
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    for welcome in root.get_children().exact_type(Page):
        welcome.delete()
    root = Page.objects.get(pk=root.pk)  # the tree's own count of children has changed
    values = _read("pages/home")
    relatives = values["relatives"]
    home = root.add_child(
        instance=_published(
            HomePage(
                title=values["title"],
                slug="home",
                locale=locale,
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
    )
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


def _helplines():
    for values in _read("helplines")["line"]:
        hours = [OpeningSlot(**slot) for slot in values.pop("hours")]
        Helpline(hours=hours, **values).save()


def _guide(home):
    values = _read("pages/guide")
    guide = GuidePage(
        title=values["title"], slug="veileder", lead=values["lead"], summary=_stream("point", values["summary"])
    )
    home.add_child(instance=_published(guide))
    chapters = {}
    for path in sorted((CONTENT / "guide").glob("*.toml")):
        chapter = _read(f"guide/{path.stem}")
        page = ChapterPage(
            title=chapter["title"],
            slug=chapter["slug"],
            description=chapter["description"],
            summary=_stream("point", chapter["summary"]),
            body=_body(chapter["body"]),
            checked=chapter["checked"],
        )
        guide.add_child(instance=_published(page))
        chapters[page.slug] = page.pk
    lists = [
        {**values[reader], "chapters": [chapters[slug] for slug in values[reader]["chapters"]]}
        for reader in ("new", "experienced", "board")
    ]
    guide.lists = _stream("list", lists)
    guide.save()


def _pages(home):
    helplines, advisory = _read("pages/helplines"), _read("pages/advisory")
    directory, chapters = _read("pages/directory"), _read("pages/chapters")
    helplines["about"] = _stream("question", helplines["about"])
    advisory["groups"] = _stream("group", advisory["groups"])
    pages = [
        HelplinesPage(slug="hjelpetelefoner", **helplines),
        AdvisoryPage(slug="raadgivning", **advisory),
        DirectoryPage(slug="finn-likeperson", **directory),
        ChaptersPage(slug="lokalforeninger", **chapters),
    ]
    for name, slug in TEXT_PAGES.items():
        values = _read(f"pages/{name}")
        body = values["body"] + ([{"type": "apply"}] if name == "become" else [])
        summary = _stream("point", values["summary"])
        pages.append(TextPage(slug=slug, title=values["title"], summary=summary, body=_body(body)))
    for page in pages:
        home.add_child(instance=_published(page))


def _read(name):
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def _published(page):
    page.first_published_at = page.last_published_at = clock.now()
    return page


def _stream(kind, values):
    return _raw([(kind, value) for value in values])


def _body(blocks):
    """A block's value is its ``value``, or else all its other keys."""
    rest = [{key: value for key, value in block.items() if key != "type"} for block in blocks]
    return _raw(
        [(block["type"], others.get("value", others) or None) for block, others in zip(blocks, rest, strict=True)]
    )


def _raw(pairs):
    """Every block and list item gets an id: what has none is skipped, without a word, when a page is translated."""
    return json.dumps([{"type": kind, "id": str(uuid.uuid4()), "value": _items(value)} for kind, value in pairs])


def _items(value):
    if isinstance(value, list):
        return [{"type": "item", "id": str(uuid.uuid4()), "value": _items(item)} for item in value]
    if isinstance(value, dict):
        return {key: _items(item) for key, item in value.items()}
    return value
