"""The whole guide at once: on one page, and as a PDF that the worker makes before anybody asks for it."""

import hashlib
import re

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation

from home import article
from home.models import ChapterPage, GuidePage
from portal import organisation, pdf

MONTH_SECONDS = 30 * 24 * 60 * 60
# Marks on a screen; a PDF has no use for them, and xhtml2pdf cannot draw them.
ICONS = re.compile(r"<svg.*?</svg>|<span class=\"visually-hidden\">.*?</span>", re.DOTALL)


def whole_guide(guide):
    """What the page of the whole guide and its PDF show: the parts of the guide with their chapters."""
    chapters = [_chapter(number, page) for number, page in enumerate(guide.chapters(), 1)]
    figures = [figure for chapter in chapters for figure in chapter["article"].figures]
    of_guide = guide.language_of_text()
    borrowed = {guide.alias_of_id is not None, *(chapter["borrowed"] for chapter in chapters)}
    addresses = {version["lang_code"]: version["location"] for version in guide.versions()}
    return of_guide | {
        "guide": guide,
        "parts": [part for part in _parts(chapters) if part["chapters"]],
        "canonical": addresses.get(of_guide["borrowed_code"], ""),
        "borrowed": borrowed == {True},
        "partly_borrowed": borrowed == {True, False},
        "original_code": settings.LANGUAGE_CODE,
        "original_name": dict(settings.LANGUAGES)[settings.LANGUAGE_CODE].lower(),
        "organisation": organisation.current(),
        "figures": list({figure.code: figure for figure in figures}.values()),
        "checked": _all_checked_since(chapters),
    }


def _all_checked_since(chapters):
    """The oldest of the chapters' days; none while nobody has checked one of them."""
    days = [chapter["page"].checked for chapter in chapters]
    return min(days) if days and all(days) else None


def _chapter(number, page):
    """A chapter with the attribute for its own language: one may be translated before another."""
    of_chapter, body = page.language_of_text(), article.render(page.body, id_prefix=page.slug)
    return {
        "number": number,
        "page": page,
        "lang": of_chapter["lang"],
        "borrowed": of_chapter["borrowed"],
        "article": body,
        "html": ICONS.sub("", body.html),
    }


def _parts(chapters):
    for part in ChapterPage.Part:
        own = [chapter for chapter in chapters if chapter["page"].part == part]
        yield {"code": part.value, "label": part.label, "chapters": own}


def pdf_of(values, template="guide"):
    """The bytes of the PDF. It is made once and kept until what stands in it changes."""
    key = _cache_key(values, template)
    content = cache.get(key)
    if content is None:
        content = pdf.render(template, values)
        cache.set(key, content, MONTH_SECONDS)
    return content


def _cache_key(values, template="guide"):
    text = render_to_string(f"pdf/{template}.html", values)
    return "guide-pdf:" + hashlib.sha256(text.encode()).hexdigest()


def make_pdf_if_changed():
    """A periodic task of the worker: make the PDF again after a change, one language at a time."""
    for guide in GuidePage.objects.live().select_related("locale"):
        with translation.override(guide.locale.language_code):
            values = whole_guide(guide)
            if cache.get(_cache_key(values)) is None:
                pdf_of(values)
                return
