"""The context processor for every template: organisation, menu, languages and the reader's display settings."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.http import escape_leading_slashes
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from portal import interrupted_forms, organisation
from portal.fragments import cached_one_minute

# Addresses that are agreed on (contract.md). The pages at them are made by the editors.
MENU: list[tuple[str | Promise, str]] = [
    (_("Helplines"), "hjelpetelefoner/"),
    (_("Find %(a_supporter)s"), "finn-likeperson/"),
    (_("The guide"), "veileder/"),
    (_("Advice services"), "raadgivning/"),
    ("%(chapters)s", "lokalforeninger/"),
    (_("Gatherings"), "treff/"),
    (_("News"), "aktuelt/"),
    (_("Become %(role_supporter)s"), "bli-likeperson/"),
]
# Where the secretariat has opened it.
QUESTIONS: tuple[str | Promise, str] = (_("Ask an expert"), "spor-en-ekspert/")
FOOTER: list[tuple[str | Promise, str]] = [
    (_("Stories"), "historier/"),
    (_("About the service"), "om-tjenesten/"),
    (_("Contact"), "kontakt/"),
    (_("Privacy"), "personvern/"),
    (_("Cookies"), "informasjonskapsler/"),
]
# These lists are linked only where something is published under them: the kind of page that they list.
ONLY_WITH_PAGES = {"aktuelt/": "newspage", "historier/": "storypage"}
# The pages for one kind of reader, which an organisation has or has not: in the footer under their own titles.
FOR_READERS = ["ny-med-ms", "parorende", "under-40", "pa-sykehuset"]
DISPLAY_COOKIE = "visning"
DISPLAY_CHOICES = {
    "size": ["100", "115", "130", "150"],
    "spacing": ["normal", "airy"],
    "mode": ["auto", "light", "dark"],
    "motion": ["auto", "off"],
}


def language_prefix(language: str | None = None) -> str:
    """The first part of every path in a language (default: the active one): ``/`` for bokmål, else such as ``/nn/``."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def display_choices(request: HttpRequest) -> dict[str, str]:
    """What the reader chose on /visning/, read from one cookie: ``{setting: choice}``. Unknown values are left out."""
    parts = dict(part.split("-", 1) for part in request.COOKIES.get(DISPLAY_COOKIE, "").split(".") if "-" in part)
    return {name: parts[name] for name, choices in DISPLAY_CHOICES.items() if parts.get(name) in choices}


def language_links(request: HttpRequest) -> list[dict[str, object]]:
    """This page in each language that is in use: ``[{code, name, url, current}]``."""
    language = get_language()
    # The addresses are made from the path alone: looking up the page would cost a query.
    bare = quote(request.path_info)
    for code, _name in settings.LANGUAGES:
        if bare.startswith(f"/{code}/"):
            bare = bare[len(code) + 1 :]
    bare = escape_leading_slashes(bare)
    offered = {*dict(settings.INTERFACE_LANGUAGES), *language_codes().values()}
    if bare.startswith(("/cms/", "/static/", "/media/")):
        bare = "/"
    return [
        {
            "code": code,
            "name": name,
            "url": bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}",
            "current": code == language,
        }
        for code, name in settings.LANGUAGES
        if code in offered
    ]


def language_codes() -> dict[int, str]:
    """The languages of the CMS's pages, as ``{id of the Wagtail locale: language code}``; at most a minute old."""
    return {pk: code for pk, (code, _places, _titles) in _languages().items()}


def places_with_pages(locale_id: int | None) -> set[str]:
    """Those of ``ONLY_WITH_PAGES`` under which something is published in this language; at most a minute old."""
    _code, places, _titles = _languages().get(locale_id or 0, ("", set(), {}))
    return places


def _languages() -> dict[int, tuple[str, set[str], dict[str, str]]]:
    return cached_one_minute("languages", _read_languages)


def _read_languages() -> dict[int, tuple[str, set[str], dict[str, str]]]:
    published = Page.objects.filter(live=True, locale=OuterRef("pk"))
    kinds = {
        kind: Exists(published.filter(content_type__app_label="home", content_type__model=kind))
        for kind in ONLY_WITH_PAGES.values()
    }
    titles = {
        slug.replace("-", "_"): Subquery(published.filter(slug=slug, depth=3).values("title")[:1])
        for slug in FOR_READERS
    }
    rows = Locale.objects.annotate(**kinds, **titles).values("pk", "language_code", *kinds, *titles)
    return {
        row["pk"]: (
            row["language_code"],
            {place for place, kind in ONLY_WITH_PAGES.items() if row[kind]},
            {slug: title for slug in FOR_READERS if (title := row[slug.replace("-", "_")])},
        )
        for row in rows
    }


def interface_language() -> str:
    """The language of menus and buttons: the active one, or bokmål where only pages exist in the active one."""
    language = get_language()
    return language if language in dict(settings.INTERFACE_LANGUAGES) else settings.LANGUAGE_CODE


def menu_links(
    pairs: Iterable[tuple[str | Promise, str]], path: str, words: Mapping[str, str]
) -> list[dict[str, object]]:
    """Links from ``[(title, path without language)]``; ``words`` fill in the title, ``path`` is the current page's.

    Lists under which nothing is published are left out (``ONLY_WITH_PAGES``).
    """
    language = get_language()
    shown = next((places for code, places, _titles in _languages().values() if code == language), set())
    return [
        {
            "title": capfirst(str(title) % words),
            "url": language_prefix() + place,
            "current": path == language_prefix() + place,
        }
        for title, place in pairs
        if place not in ONLY_WITH_PAGES or place in shown
    ]


def _for_readers() -> list[tuple[str | Promise, str]]:
    """The pages of ``FOR_READERS`` that are published in the active language, as ``menu_links`` takes them."""
    titles = next((titles for code, _places, titles in _languages().values() if code == get_language()), {})
    return [(title.replace("%", "%%"), f"{slug}/") for slug, title in titles.items()]


def page_frame(request: HttpRequest) -> dict[str, object]:
    """The values that every template gets. The organisation is read from the database at most once a minute."""
    who, words = organisation.current_cached(), organisation.message_words()
    questions = [QUESTIONS] if who.takes_questions else []
    return {
        "organisation": who,
        "words": organisation.words(organisation=who),
        "menu": menu_links(MENU, request.path, words),
        "footer_links": menu_links([*_for_readers(), *questions, *FOOTER], request.path, words),
        "languages": language_links(request),
        "interface_language": interface_language(),
        "display": display_choices(request),
        "front_page": language_prefix(),
        "writer": interrupted_forms.writer_digest(request.user) if hasattr(request, "user") else "",
    }
