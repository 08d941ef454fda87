"""What every page's frame shows: the organisation, the menu, the languages, the reader's display settings."""

from urllib.parse import quote

from django.conf import settings
from django.utils.http import escape_leading_slashes
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from portal import organisation, stash
from portal.fragments import cached_one_minute

# Addresses of contract.md; the pages behind them are the editors' own.
MENU = [
    (_("Helplines"), "hjelpetelefoner/"),
    (_("The guide"), "veileder/"),
    (_("Find %(a_supporter)s"), "finn-likeperson/"),
    (_("Become %(role_supporter)s"), "bli-likeperson/"),
]
FOOTER = [
    ("%(chapters)s", "lokalforeninger/"),
    (_("Advice services"), "raadgivning/"),
    (_("Privacy"), "personvern/"),
    (_("Cookies"), "informasjonskapsler/"),
]
DISPLAY_COOKIE = "visning"
DISPLAY_CHOICES = {
    "size": ["100", "115", "130", "150"],
    "spacing": ["normal", "airy"],
    "mode": ["auto", "light", "dark"],
    "motion": ["auto", "off"],
}


def prefix(language=None):
    """A language's part of an address, the active one's if none is named: nothing for bokmål."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def display(request):
    """The reader's own choice on /visning/, from one cookie; anything unknown counts as not chosen."""
    parts = dict(part.split("-", 1) for part in request.COOKIES.get(DISPLAY_COOKIE, "").split(".") if "-" in part)
    return {name: parts[name] for name, choices in DISPLAY_CHOICES.items() if parts.get(name) in choices}


def languages(request):
    language = get_language()
    # Building an address from the path alone: no query of the page that it may belong to.
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


def language_codes():
    """The languages that pages are written in, as the editors have set them up: ``{id of the locale: code}``."""
    return cached_one_minute("language-codes", lambda: dict(Locale.objects.values_list("pk", "language_code")))


def interface_language():
    """The language of menus and buttons: the reader's, or bokmål where that is a language of pages alone."""
    language = get_language()
    return language if language in dict(settings.INTERFACE_LANGUAGES) else settings.LANGUAGE_CODE


def links(pairs, path, words):
    return [
        {"title": capfirst(str(title) % words), "url": prefix() + place, "current": path == prefix() + place}
        for title, place in pairs
    ]


def frame(request):
    """For every template. The organisation's row is asked for once a minute."""
    who, words = organisation.known(), organisation.flat()
    return {
        "organisation": who,
        "words": organisation.words(organisation=who),
        "menu": links(MENU, request.path, words),
        "footer_links": links(FOOTER, request.path, words),
        "languages": languages(request),
        "interface_language": interface_language(),
        "display": display(request),
        "front_page": prefix(),
        "writer": stash.writer(request.user) if hasattr(request, "user") else "",
    }
