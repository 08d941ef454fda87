"""The page of local chapters. It shows the page of each chapter too."""

import uuid
from itertools import groupby

from django.conf import settings
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.url_routing import RouteResult

from home.helplines import lookup as helplines
from home.models.base import ReadingPage
from portal import clock, organisation
from portal.activities.gatherings.queries import public_calendar, public_gatherings
from portal.chapters.queries import merged_into, public_chapters
from portal.context import language_prefix
from portal.fragments import cached_one_minute
from portal.supporters.directory.queries import chapter_place, count_listed
from portal.unreadable import found, get_or_404
from portal.wording import translated

MAX_GATHERINGS = 12  # on the page of all chapters


def all_chapters():
    """The public chapters, as they were within the last minute."""
    return cached_one_minute("chapters", lambda: list(public_chapters()))


def _public_gathering(chapter, ref):
    """Raises Http404 where there is none, or where it was over more than 90 days ago."""
    try:
        ref = uuid.UUID(ref)
    except ValueError:
        raise Http404 from None
    return get_or_404(public_calendar().filter(chapter=chapter, ref=ref))


class ChaptersPage(ReadingPage):
    """The list of chapters; each chapter's page is this page with one more part in its address."""

    lead = models.TextField(_("Two sentences under the title"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel("lead", help_text=_("Say what a chapter can offer, for example: Her møter du andre i samme båt."))
    ]
    changes_by_the_minute = True  # what is over is gone

    class Meta:
        verbose_name = _("Page of local chapters")

    def route(self, request, path_components):
        """``bergen/`` is a chapter, ``bergen/treff/<ref>/`` one of its public gatherings."""
        short_name, *rest = path_components or [""]
        of_gathering = rest[:1] == ["treff"] and len(rest) == 2
        if not short_name or not self.live or (rest and not of_gathering):
            return super().route(request, path_components)
        chapter = next((one for one in all_chapters() if one.short_name == short_name), None)
        new = merged_into(short_name) if chapter is None else None
        if chapter is None and new is None:
            raise Http404
        if new:
            return RouteResult(self, kwargs={"moved_to": "/".join([new.short_name, *rest])})
        gathering = _public_gathering(chapter, rest[1]) if of_gathering else None
        return RouteResult(self, kwargs={"chapter": chapter, "gathering": gathering})

    def serve(self, request, *args, moved_to=None, **kwargs):
        if moved_to:  # the chapter became part of another one
            return redirect(f"{self.address}{moved_to}/", permanent=True)
        return super().serve(request, *args, **kwargs)

    def get_template(self, request, *args, chapter=None, gathering=None, **kwargs):
        if gathering:
            return "home/gathering_page.html"
        return "home/chapter_home.html" if chapter else super().get_template(request, *args, **kwargs)

    def get_context(self, request, *args, chapter=None, gathering=None, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if gathering:
            return context | self._context_of_gathering(gathering, context["breadcrumb"])
        return context | (
            self._context_of_chapter(chapter, context["breadcrumb"]) if chapter else self._context_of_list()
        )

    def _context_of_list(self):
        counties = [
            {"name": county, "chapters": list(chapters)}
            for county, chapters in groupby(all_chapters(), key=lambda chapter: chapter.county)
        ]
        return {"counties": counties, "gatherings": found(public_gatherings())[:MAX_GATHERINGS]}

    def _context_of_chapter(self, chapter, above):
        here = f"{self.address}{chapter.short_name}/"
        return {
            "chapter": chapter,
            "about": translated(chapter.about),
            "gatherings": found(public_gatherings().filter(chapter=chapter)),
            "place": chapter_place(chapter.short_name),
            "listed": cached_one_minute(f"listed-in-{chapter.pk}", lambda: count_listed(chapter)),
            "ours": helplines.our_next_card(),
            "here": here,
            "head_title": chapter.name,
            "head_text": f"{chapter}, {chapter.municipality}, {chapter.county}",
            "versions": self._versions_of(f"{chapter.short_name}/"),
            "breadcrumb": [*above, {"title": capfirst(organisation.words()["chapter"]["many"]), "url": self.address}],
            "borrowed": False,  # nothing on it is the editors'
        }

    def _context_of_gathering(self, gathering, above):
        """Until 90 days after its end: whoever comes by an old link is told that it is over."""
        chapter = gathering.chapter
        here, bokmal = f"{chapter.short_name}/", format_html(' lang="{}"', settings.LANGUAGE_CODE)
        return {
            "gathering": gathering,
            "is_over": gathering.ends_at <= clock.now(),
            "head_title": gathering.title,
            "head_text": f"{chapter}, {gathering.when}",
            "versions": self._versions_of(f"{here}treff/{gathering.ref}/"),
            "breadcrumb": [
                *above,
                {"title": gettext("Gatherings"), "url": f"{language_prefix()}treff/"},
                {"title": chapter.name, "url": f"{self.address}{here}", "lang": bokmal},
            ],
            "borrowed": False,
        }

    def _versions_of(self, rest):
        return [{**version, "location": f"{version['location']}{rest}"} for version in self.versions()]

    def get_sitemap_urls(self, request=None):
        urls = super().get_sitemap_urls(request)
        return urls + [
            {"location": f"{url['location']}{chapter.short_name}/"} for url in urls for chapter in all_chapters()
        ]
