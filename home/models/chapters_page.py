"""The page of local chapters. It shows the page of each chapter too."""

from itertools import groupby

from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.url_routing import RouteResult

from home.helplines import lookup as helplines
from home.models.base import ReadingPage
from portal import organisation
from portal.activities.gatherings.queries import public_gatherings
from portal.chapters.queries import merged_into, public_chapters
from portal.fragments import cached_one_minute
from portal.supporters.directory.queries import chapter_place, count_listed
from portal.unreadable import found
from portal.wording import translated

MAX_GATHERINGS = 12  # on the page of all chapters


def all_chapters():
    """The public chapters, as they were within the last minute."""
    return cached_one_minute("chapters", lambda: list(public_chapters()))


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
        if len(path_components) != 1 or not self.live:
            return super().route(request, path_components)
        chapter = next((one for one in all_chapters() if one.short_name == path_components[0]), None)
        new = merged_into(path_components[0]) if chapter is None else None
        if chapter is None and new is None:
            raise Http404
        return RouteResult(self, kwargs={"moved_to": new} if new else {"chapter": chapter})

    def serve(self, request, *args, moved_to=None, **kwargs):
        if moved_to:  # the chapter became part of this one
            return redirect(f"{self.address}{moved_to.short_name}/", permanent=True)
        return super().serve(request, *args, **kwargs)

    def get_template(self, request, *args, chapter=None, **kwargs):
        return "home/chapter_home.html" if chapter else super().get_template(request, *args, **kwargs)

    def get_context(self, request, *args, chapter=None, **kwargs):
        context = super().get_context(request, *args, **kwargs)
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
            "versions": [
                {**version, "location": f"{version['location']}{chapter.short_name}/"} for version in self.versions()
            ],
            "breadcrumb": [*above, {"title": capfirst(organisation.words()["chapter"]["many"]), "url": self.address}],
            "borrowed": False,  # nothing on it is the editors'
        }

    def get_sitemap_urls(self, request=None):
        urls = super().get_sitemap_urls(request)
        return urls + [
            {"location": f"{url['location']}{chapter.short_name}/"} for url in urls for chapter in all_chapters()
        ]
