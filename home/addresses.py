"""Addresses of this site in the language that the reader has chosen.

Slugs are the same in every language, and a text in bokmål is shown under /nn/ and /en/ until it is translated. Its
links keep the reader in the language of the page.
"""

import re

from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import override

from portal.context import language_prefix

OTHER_LANGUAGES = "|".join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
OTHER_PREFIXES = rf"(?:{OTHER_LANGUAGES}|cms|static|media|documents)/"
OWN_LINK = re.compile(rf'href="/(?!/|{OTHER_PREFIXES})')


LONGEST_SLUG = 100
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


def slug_of(text):
    """The last part of an address, or the id of a heading: “Én gård på øya” becomes ``en-gard-pa-oya``."""
    return slugify(text.lower().translate(LETTERS))[:LONGEST_SLUG].rstrip("-") or "del"


def is_taken_by_portal(path):
    """Whether a view other than the one of the pages answers at a path of bokmål."""
    with override(settings.LANGUAGE_CODE):
        try:
            return resolve(path).url_name != "wagtail_serve"
        except Resolver404:
            return False


def in_language(address):
    """``/veileder/`` as ``/nn/veileder/`` where nynorsk is read. Addresses of other sites stay as they are."""
    if not address.startswith("/") or re.match(rf"/(?:/|{OTHER_PREFIXES})", address):
        return address
    return language_prefix() + address[1:]


def links_in_language(html):
    """The same for every link in a piece of HTML."""
    return OWN_LINK.sub(f'href="{language_prefix()}', html)
