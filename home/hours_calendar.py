"""When does somebody answer, for a calendar that one can subscribe to?"""

import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.generic import View
from icalendar import Calendar, Event

from home import helplines, opening_hours, status_words
from portal import clock

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
        calendar = Calendar()
        calendar.add("prodid", "-//Likeperson//Opening hours//NO")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", status_words.and_join([line.name for line in lines]))
        calendar.add("refresh-interval", "PT12H", parameters={"VALUE": "DURATION"})
        for line in lines:
            for start, stop in openings(line):
                calendar.add_component(event(line, start, stop))
        calendar.add_missing_timezones()
        response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
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


def event(line, start, stop):
    event = Event()
    utc = start.astimezone(datetime.UTC)
    event.add("uid", f"{line.code}-{utc:%Y%m%dT%H%MZ}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", start)
    event.add("dtend", stop)
    event.add("summary", f"{line.name} {line.phone_in_words}")
    event.add("description", _("Who answers: %(who)s") % {"who": line.who})
    event.add("transp", "TRANSPARENT")
    return event
