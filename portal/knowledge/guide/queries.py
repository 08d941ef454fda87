"""The chapters of the guide that courses and questions lead to."""

import dataclasses
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import get_language
from wagtail.models import Page

from portal import context
from portal.knowledge.models import (
    Question,
)


def chapters_in_question_bank():
    """The guide's chapters that the test asks about."""
    return set(Question.objects.filter(is_active=True).order_by().values_list("chapter", flat=True).distinct())


def chapter_choices():
    """``[(slug, title)]`` of the guide's chapters in bokmål, by title; those that are not published yet as well."""
    pages = Page.objects.filter(url_path__contains="/veileder/", locale__language_code=settings.LANGUAGE_CODE)
    rows = pages.order_by("title").values_list("slug", "title", "url_path")
    return [(slug, title) for slug, title, path in rows if path.endswith(f"/veileder/{slug}/")]


def anchors(slug, language=settings.LANGUAGE_CODE):
    """What the headings of a chapter are called in its address; None where no such chapter is published."""
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
        """The same chapter from one of its headings on."""
        return dataclasses.replace(self, url=f"{self.url}#{anchor}") if anchor else self


def chapter_with_answer(wording):
    """Where in the guide the answer to a question is, for its wording as asked; None where no such chapter is open."""
    slug, anchor = wording["chapter"], wording.get("anchor")
    chapter = chapters_by_slug([slug]).get(slug)
    if chapter and anchor and chapter.language != settings.LANGUAGE_CODE:
        anchor = _in_translation(anchor, anchors(slug) or [], anchors(slug, chapter.language) or [])
    return chapter and chapter.at(anchor)


def _in_translation(anchor, originals, translated):
    """A heading is called something else in each language, and stands in the same place; empty where that is unsure."""
    if anchor not in originals or len(originals) != len(translated):
        return ""
    return translated[originals.index(anchor)]


def chapters_by_slug(slugs):
    """``{slug: Chapter}`` for those of these chapters that are published. One query."""
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
