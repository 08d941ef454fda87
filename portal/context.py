"""What every page's frame shows: the organisation, the menu, the languages, the reader's display settings."""

from urllib.parse import quote

from django.conf import settings
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal import organisation, stash

# Addresses of contract.md; the pages behind them are the editors' own.
MENU = [
    (_("Helplines"), "hjelpetelefoner/"),
    (_("The guide"), "veileder/"),
    (_("Find a supporter"), "finn-likeperson/"),
    (_("Become a supporter"), "bli-likeperson/"),
]
FOOTER = [
    (_("Local chapters"), "lokalforeninger/"),
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


def prefix():
    """The language's part of an address: none for bokmål."""
    language = get_language() or settings.LANGUAGE_CODE
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
    ]


def links(pairs, path):
    return [{"title": title, "url": prefix() + place, "current": path == prefix() + place} for title, place in pairs]


def frame(request):
    """For every template. One query: the organisation's row."""
    who = organisation.current()
    return {
        "organisation": who,
        "words": organisation.words(organisation=who),
        "menu": links(MENU, request.path),
        "footer_links": links(FOOTER, request.path),
        "languages": languages(request),
        "display": display(request),
        "front_page": prefix(),
        "writer": stash.writer(request.user) if hasattr(request, "user") else "",
    }
