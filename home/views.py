"""The pages for reading that no editor writes: search, and the whole guide at once."""

import hashlib

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from home import booklet, helplines, searching
from home.models import GuidePage
from portal import calendar
from portal.activities.gatherings.queries import as_event, public_calendar
from portal.chapters.queries import public_chapters
from portal.context import prefix

LONGEST_QUERY = 200


class Search(TemplateView):
    template_name = "home/search.html"

    def get_context_data(self, **kwargs):
        query = searching.tidy(self.request.GET.get("q", "")[:LONGEST_QUERY])
        results = searching.search(query) if query else []
        found = {"query": query, "results": results}
        if query and not results:
            found |= {"ours": helplines.first_of_ours(), "crisis": helplines.crisis()}
        return super().get_context_data(**kwargs) | found

    def render_to_response(self, context, **kwargs):
        response = super().render_to_response(context, **kwargs)
        if context.get("ours"):  # whether a line is open changes by the minute
            patch_cache_control(response, no_cache=True)
        return response


class WholeGuide(TemplateView):
    """Every chapter on one page, to print or to read aloud; with ``?format=pdf`` a copy of that page as a file."""

    template_name = "home/whole_guide.html"

    def get_context_data(self, **kwargs):
        guide = get_object_or_404(GuidePage.objects.live(), locale__language_code=get_language())
        return super().get_context_data(**kwargs) | booklet.contents(guide)

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") != "pdf":
            return super().get(request, *args, **kwargs)
        response = HttpResponse(booklet.copy(self.get_context_data()), content_type="application/pdf")
        response["Content-Disposition"] = 'inline; filename="veileder.pdf"'
        return response


@require_safe
def chapter_calendar(request, short_name):
    """The public gatherings of a chapter, for a calendar to fetch now and then."""
    chapter = get_object_or_404(public_chapters(), short_name=short_name)
    name = _("Gatherings in %(chapter)s") % {"chapter": chapter}
    return _calendar(request, chapter, name, public_calendar(chapter))


@require_safe
def gathering_calendar(request, short_name, ref):
    """One of them, to put in one's own calendar."""
    chapter = get_object_or_404(public_chapters(), short_name=short_name)
    gathering = get_object_or_404(public_calendar(chapter), ref=ref)
    return _calendar(request, chapter, gathering.title, [gathering])


def _calendar(request, chapter, name, gatherings):
    page = f"{settings.SITE_ADDRESS}{prefix()}lokalforeninger/{chapter.short_name}/"
    made = calendar.feed(name, [as_event(one, f"{page}#treff-{one.ref}") for one in gatherings])
    response = HttpResponse(made, content_type=calendar.CONTENT_TYPE)
    patch_cache_control(response, public=True, no_cache=True)  # what is called off must not be an hour late
    response["ETag"] = f'"{hashlib.sha256(made).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
