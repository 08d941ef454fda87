"""The chapters of the guide that courses and questions link to."""

import dataclasses
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Page

from portal import context
from portal.knowledge.models import Question


def chapters_in_question_bank():
    """The slugs of the guide's chapters that the active questions are about."""
    return set(Question.objects.filter(is_active=True).order_by().values_list("chapter", flat=True).distinct())


def chapter_choices():
    """All chapters of the guide in bokmål, also those not published: ``[(slug, title)]``, by title."""
    pages = Page.objects.filter(url_path__contains="/veileder/", locale__language_code=settings.LANGUAGE_CODE)
    rows = pages.order_by("title").values_list("slug", "title", "url_path")
    return [(slug, title) for slug, title, path in rows if path.endswith(f"/veileder/{slug}/")]


def anchors(slug, language=settings.LANGUAGE_CODE):
    """The anchors (ids) of a chapter's headings, in order; None where no such chapter is published."""
    pages = Page.objects.live().filter(url_path__endswith=f"/veileder/{slug}/")
    page = pages.filter(locale__language_code=language).first()
    return page and page.specific.anchors()


@dataclass(frozen=True)
class Chapter:
    """A chapter of the guide, in the page's language or, where it is not translated, in bokmål."""

    title: str
    url: str
    language: str

    def at(self, anchor):
        """The same chapter with a link to one of its headings."""
        return dataclasses.replace(self, url=f"{self.url}#{anchor}") if anchor else self


def chapter_with_answer(wording):
    """The chapter, with its heading, that answers a question; None where no such chapter is published.

    ``wording`` is a dict with ``chapter`` (a slug) and perhaps ``anchor``, such as ``AttemptQuestion.wording``.
    """
    slug, anchor = wording["chapter"], wording.get("anchor")
    chapter = chapters_by_slug([slug]).get(slug)
    if chapter and anchor and chapter.language != settings.LANGUAGE_CODE:
        anchor = _translated_anchor(anchor, anchors(slug) or [], anchors(slug, chapter.language) or [])
    return chapter and chapter.at(anchor)


def _translated_anchor(anchor, originals, translated):
    """The anchor of the same heading in another language, by its position; empty if the numbers differ."""
    if anchor not in originals or len(originals) != len(translated):
        return ""
    return translated[originals.index(anchor)]


def chapters_by_slug(slugs):
    """The published chapters with these slugs: ``{slug: Chapter}``. One query."""
    language = get_language() or settings.LANGUAGE_CODE
    of_guide = Q(pk__in=[])
    for slug in set(slugs):
        of_guide |= Q(url_path__endswith=f"/veileder/{slug}/")
    pages = Page.objects.live().filter(of_guide, locale__language_code__in=[language, settings.LANGUAGE_CODE])
    found = {}
    rows = pages.order_by("path").values_list("slug", "title", "locale__language_code", "alias_of")
    for slug, title, code, borrowed in rows:
        if slug not in found or code == language:
            with translation.override(code):
                spoken = settings.LANGUAGE_CODE if borrowed else code
                found[slug] = Chapter(title, f"{context.language_prefix()}veileder/{slug}/", spoken)
    return found
