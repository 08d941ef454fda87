"""A poster, a card and a leaflet to print and hang up: who answers when, and a code that a phone's camera reads.

They say what the page of helplines says at this moment of its hours, and nothing of whether a line is open now. Each is
made when it is first asked for, and kept until something that stands on it changes.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from home.helplines.lookup import by_kind
from home.models import HomePage
from portal import organisation, pdf
from portal.context import language_prefix

SHEETS = {"plakat": "poster", "kort": "cards", "brosjyre": "leaflet"}  # the name in the address: the template
CARDS_ON_A_PAGE = 8
MONTH_SECONDS = 30 * 24 * 60 * 60


def sheet(name):
    """The bytes of the PDF of a sheet in the active language. Raises KeyError for a name that is none of ``SHEETS``."""
    template = SHEETS[name]
    values = words_of_sheets()
    text = render_to_string(f"pdf/{template}.html", values)
    key = f"sheet-{template}:" + hashlib.sha256(text.encode()).hexdigest()
    content = cache.get(key)
    if content is None:
        content = pdf.render(template, values)
        cache.set(key, content, MONTH_SECONDS)
    return content


def words_of_sheets():
    """What stands on all three: the front page's own words, our lines, and the address that the code leads to."""
    home = HomePage.objects.live().filter(locale__language_code=get_language()).first()
    place = language_prefix() + "hjelpetelefoner/"
    return {
        "organisation": organisation.current(),
        "language": get_language(),
        "home": home,
        "cards": by_kind()["ours"],
        "address": settings.SITE_ADDRESS + place,
        "shown_address": settings.SITE_ADDRESS.split("//")[1] + place,
        "rows": [range(2)] * (CARDS_ON_A_PAGE // 2),
    }
