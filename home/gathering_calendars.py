"""Calendar files of the public gatherings: of all that somebody has narrowed down to, of a chapter, and of one."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.models.gatherings_page import GatheringFilters
from portal import calendar
from portal.activities.gatherings.queries import calendar_event, public_calendar
from portal.chapters.queries import merged_into, public_chapters
from portal.context import language_prefix
from portal.unreadable import found


@require_safe
def filtered_calendar(request):
    """The public gatherings that fit the filters in the address, for a calendar that fetches them now and then."""
    filters = GatheringFilters.from_query(request.GET)
    chosen = [str(choice["text"]) for choice in filters.removable()]
    name = ", ".join([_("Gatherings"), *chosen])
    return _calendar_response(request, name, filters.fitting(found(public_calendar())))


@require_safe
def chapter_calendar(request, short_name):
    """All the public gatherings of a chapter, for a calendar that fetches them now and then."""
    chapter = public_chapters().filter(short_name=short_name).first()
    if chapter is None:
        return _redirect_to_new(request, short_name)
    name = _("Gatherings in %(chapter)s") % {"chapter": chapter}
    return _calendar_response(request, name, found(public_calendar().filter(chapter=chapter)))


@require_safe
def gathering_calendar(request, short_name, ref):
    """One public gathering, to put in one's own calendar."""
    chapter = public_chapters().filter(short_name=short_name).first()
    if chapter is None:
        return _redirect_to_new(request, short_name)
    gatherings = found(public_calendar().filter(chapter=chapter, ref=ref))
    if not gatherings:
        raise Http404
    return _calendar_response(request, gatherings[0].title, gatherings)


def _redirect_to_new(request, short_name):
    """To the same file of the chapter that this one is part of now. Raises 404 where there is none."""
    chapter = merged_into(short_name)
    if chapter is None:
        raise Http404
    return redirect(request.path.replace(f"/{short_name}/", f"/{chapter.short_name}/", 1), permanent=True)


def _calendar_response(request, name, gatherings):
    chapters = f"{settings.SITE_ADDRESS}{language_prefix()}lokalforeninger/"
    content = calendar.feed(
        name, [calendar_event(one, f"{chapters}{one.chapter.short_name}/treff/{one.ref}/") for one in gatherings]
    )
    response = HttpResponse(content, content_type=calendar.CONTENT_TYPE)
    patch_cache_control(response, public=True, no_cache=True)  # what is called off must not be an hour late
    response["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
