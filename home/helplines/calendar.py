"""The hours of a helpline as a calendar file that one can subscribe to."""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.generic import View

from home.helplines import hours
from home.helplines.lookup import lines_sharing_number
from home.helplines.words import join_with_and
from portal import calendar, clock
from portal.context import language_prefix

DAYS_AHEAD = 26 * 7
FIRST_CONTENT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)  # when a line that nobody has edited was changed
CACHE_SECONDS = 15 * 60


class HelplineCalendar(View):
    """The hours of one number for half a year ahead.

    Each opening stands by itself: holidays, half days, periods and special days are already in it.
    """

    def get(self, request, code):
        lines = [line for line in lines_sharing_number(code) if not line.always]
        if not lines:
            raise Http404
        name = join_with_and([line.name for line in lines])
        address = f"{settings.SITE_ADDRESS}{language_prefix()}hjelpetelefoner/#{lines[0].code}"
        events = [event(line, start, stop, address) for line in lines for start, stop in openings(line)]
        response = HttpResponse(calendar.feed(name, events), content_type=calendar.CONTENT_TYPE)
        response["Content-Disposition"] = f'inline; filename="{code}.ics"'
        patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
        return response


def openings(line):
    """``[(start, stop)]`` from today on. An opening that began yesterday or ends after the last day is not cut."""
    today = clock.today()
    end = today + DAYS_AHEAD * hours.DAY
    found = hours.open_spans(line.hours, today - hours.DAY, DAYS_AHEAD + 2)
    local = [(clock.local(start), clock.local(stop)) for start, stop in found]
    return [(start, stop) for start, stop in local if stop.date() >= today and start.date() < end]


def event(line, start, stop, address):
    """An opening as an event. Its version is a time, since a line has no number for its changes: the seconds since
    the first content, so it grows with each change."""
    changed_at = line.changed_at or FIRST_CONTENT
    return calendar.Event(
        uid=f"{line.code}-{start.astimezone(datetime.UTC):%Y%m%dT%H%MZ}@{urlsplit(settings.SITE_ADDRESS).hostname}",
        title=f"{line.name} {line.phone_in_words}",
        starts=start,
        ends=stop,
        changed_at=changed_at,
        version=1 + int((changed_at - FIRST_CONTENT).total_seconds()),
        text=_("Who answers: %(who)s") % {"who": line.who},
        address=address,
    )
