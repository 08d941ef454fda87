"""The whole guide at once: on one page, and as a file that is made before anybody asks for it."""

import hashlib
import re

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from home import article
from home.models import GuidePage
from portal import organisation, pdf

A_MONTH = 30 * 24 * 60 * 60
# Marks on a screen; a PDF has no use for them, and xhtml2pdf cannot draw them.
ICONS = re.compile(r"<svg.*?</svg>|<span class=\"visually-hidden\">.*?</span>", re.DOTALL)


def contents(guide):
    """What the page of the whole guide shows, and the file as well."""
    chapters = guide.chapters()
    parts = [{"page": page, "article": article.render(page.body, part=page.slug)} for page in chapters]
    for part in parts:
        part["html"] = ICONS.sub("", part["article"].html)
    return guide.language_of_text() | {
        "guide": guide,
        "parts": parts,
        "organisation": organisation.current(),
        "figures": list({figure.code: figure for part in parts for figure in part["article"].figures}.values()),
        "checked": min((page.checked for page in chapters), default=None),
    }


def copy(values):
    """The bytes of the PDF. The same words give the same file, made once; changed words give a new one."""
    key = _key(values)
    made = cache.get(key)
    if made is None:
        made = pdf.render("guide", values)
        cache.set(key, made, A_MONTH)
    return made


def _key(values):
    text = render_to_string("pdf/guide.html", values)
    return "guide-pdf:" + hashlib.sha256(text.encode()).hexdigest()


def keep_ready():
    """A chore of the worker: make the file anew after a change, one language a time, so that readers need not wait."""
    for guide in GuidePage.objects.live().select_related("locale"):
        with translation.override(guide.locale.language_code):
            values = contents(guide)
            if cache.get(_key(values)) is None:
                copy(values)
                return
