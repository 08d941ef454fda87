"""What goes into somebody's calendar? The only module that names icalendar.

A file is the same, byte for byte, until what it says changes, so calendars that fetch it often learn so cheaply.
"""

import datetime
from dataclasses import dataclass

from icalendar import Calendar, Timezone, vDuration
from icalendar import Event as Entry

from portal import clock

CONTENT_TYPE = "text/calendar; charset=utf-8"
ASK_AGAIN_AFTER = datetime.timedelta(hours=6)
# The days on which summer time begins and ends are written out for these years.
FIRST, LAST = datetime.date(2020, 1, 1), datetime.date(2045, 1, 1)


@dataclass(frozen=True)
class Event:
    """One entry. ``uid`` never changes; ``version`` grows with each change, so that calendars take the newest.

    ``starts`` and ``ends`` are moments; they are written as Norwegian wall-clock time.
    ``address`` is the page about it.
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


def feed(name, events):
    """A calendar of events as the bytes of an ``.ics`` file; ``name`` is what the calendar is called."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//likeperson//NO")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(ASK_AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_tzinfo(clock.OSLO, first_date=FIRST, last_date=LAST))
    for event in events:
        calendar.add_component(_entry(event))
    return calendar.to_ical()


def _entry(event):
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", event.changed_at.astimezone(datetime.UTC))
    entry.add("last-modified", event.changed_at.astimezone(datetime.UTC))
    entry.add("sequence", event.version)
    entry.add("summary", event.title)
    entry.add("dtstart", _on_the_wall(event.starts))
    entry.add("dtend", _on_the_wall(event.ends))
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    for name, value in (("location", event.place), ("description", event.text), ("url", event.address)):
        if value:
            entry.add(name, value)
    return entry


def _on_the_wall(moment):
    """Norwegian time; the hour that comes twice in October can only be told apart in UTC the second time."""
    local = clock.local(moment)
    return moment.astimezone(datetime.UTC) if local.fold else local
