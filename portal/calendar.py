"""Writes iCalendar (``.ics``) files. The only module that imports icalendar.

The same events always give the same bytes, so calendars that fetch a file often can see that nothing has changed.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Timezone, vDuration
from icalendar import Event as CalendarEntry

from portal import clock

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH_INTERVAL = datetime.timedelta(hours=6)
# Norwegian time as it has been since the autumn of 1996, by rule: a list of dates ends some day, and calendars differ
# in what they do after it.
NORWEGIAN_TIME = """\
BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19970330T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Event:
    """One entry in a calendar. ``uid`` never changes; ``version`` grows with each change, so calendars take the newest.

    ``starts``, ``ends`` and ``changed_at`` are aware datetimes; the first two are written in Norwegian time.
    ``address`` is the full URL of the page about the event.
    """

    uid: str
    title: str
    starts: datetime.datetime
    ends: datetime.datetime
    changed_at: datetime.datetime
    version: int = 1
    place: str = ""
    text: str = ""
    address: str = ""
    is_cancelled: bool = False


def feed(name: str, events: Iterable[Event]) -> bytes:
    """Return the bytes of an ``.ics`` file with these ``Event`` objects; ``name`` is the title of the calendar."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//likeperson//NO")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH_INTERVAL), parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_ical(NORWEGIAN_TIME))
    for event in events:
        calendar.add_component(_entry(event))
    return calendar.to_ical()


def _entry(event: Event) -> CalendarEntry:
    entry = CalendarEntry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", event.changed_at.astimezone(datetime.UTC))
    entry.add("last-modified", event.changed_at.astimezone(datetime.UTC))
    entry.add("sequence", event.version)
    entry.add("summary", event.title)
    entry.add("dtstart", _norwegian_time(event.starts))
    entry.add("dtend", _norwegian_time(event.ends))
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    for name, value in (("location", event.place), ("description", event.text), ("url", event.address)):
        if value:
            entry.add(name, value)
    return entry


def _norwegian_time(moment: datetime.datetime) -> datetime.datetime:
    """The moment in Norwegian time. In October one hour comes twice: the second time it is written in UTC instead."""
    local = clock.local(moment)
    return moment.astimezone(datetime.UTC) if local.fold else local
