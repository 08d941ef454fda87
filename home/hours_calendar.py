"""When does somebody answer, for a calendar that one can subscribe to?"""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.generic import View

from home import helplines, opening_hours, status_words
from portal import calendar, clock
from portal.context import prefix

DAYS = 26 * 7
A_QUARTER = 15 * 60


class HelplineHours(View):
    """The hours of one number for half a year ahead.

    Each opening stands by itself: holidays, half days, periods and special days are already in it.
    """

    def get(self, request, code):
        lines = [line for line in helplines.of_number(code) if not line.always]
        if not lines:
            raise Http404
        name = status_words.and_join([line.name for line in lines])
        address = f"{settings.SITE_ADDRESS}{prefix()}hjelpetelefoner/#{lines[0].code}"
        events = [event(line, start, stop, address) for line in lines for start, stop in openings(line)]
        response = HttpResponse(calendar.feed(name, events), content_type=calendar.CONTENT_TYPE)
        response["Content-Disposition"] = f'inline; filename="{code}.ics"'
        patch_cache_control(response, public=True, max_age=A_QUARTER)
        return response


def openings(line):
    """From today on; whole, also where one began yesterday or ends after the last day."""
    today = clock.today()
    end = today + DAYS * opening_hours.DAY
    found = opening_hours.spans(line.hours, today - opening_hours.DAY, DAYS + 2)
    local = [(clock.local(start), clock.local(stop)) for start, stop in found]
    return [(start, stop) for start, stop in local if stop.date() >= today and start.date() < end]


def event(line, start, stop, address):
    checked = line.checked or clock.today()
    return calendar.Event(
        uid=f"{line.code}-{start.astimezone(datetime.UTC):%Y%m%dT%H%MZ}@{urlsplit(settings.SITE_ADDRESS).hostname}",
        title=f"{line.name} {line.phone_in_words}",
        starts=start,
        ends=stop,
        changed_at=datetime.datetime.combine(checked, opening_hours.MIDNIGHT, tzinfo=clock.OSLO),
        text=_("Who answers: %(who)s") % {"who": line.who},
        address=address,
    )
