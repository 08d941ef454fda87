"""Calendar files, read back with another's eyes: times at both changes of the clock, versions, hostile text."""

import datetime
import io

import pytest
from dateutil import tz
from icalendar import Calendar

from portal import calendar, clock
from tests.conftest import moment

CHANGED = moment("2026-06-01 12:00")


def event(starts, ends, **values):
    return calendar.Event(
        **{"uid": "a@b", "title": "Kafé", "starts": starts, "ends": ends, "changed_at": CHANGED, **values}
    )


def read(*events):
    return Calendar.from_ical(calendar.feed("Treff", events)).walk("VEVENT")


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def test_moments_come_back_as_they_were_over_both_changes_of_the_clock():
    nights = [
        (utc("2026-03-28 20:00"), utc("2026-03-29 10:00")),
        (utc("2026-03-29 00:59"), utc("2026-03-29 01:00")),
        (utc("2026-10-24 22:00"), utc("2026-10-25 00:30")),
        (utc("2026-10-25 00:30"), utc("2026-10-25 01:30")),  # 02:30 twice on the wall
        (utc("2026-10-25 01:30"), utc("2026-10-25 11:00")),
    ]

    found = read(*(event(*night) for night in nights))

    assert [
        (one["dtstart"].dt.astimezone(datetime.UTC), one["dtend"].dt.astimezone(datetime.UTC)) for one in found
    ] == nights


def test_times_are_norwegian_and_the_zone_comes_with_the_file():
    made = calendar.feed("Treff", [event(utc("2026-07-01 16:00"), utc("2026-07-01 18:00"))])

    assert b"DTSTART;TZID=Europe/Oslo:20260701T180000\r\n" in made
    assert [str(zone["tzid"]) for zone in Calendar.from_ical(made).walk("VTIMEZONE")] == ["Europe/Oslo"]


def test_a_change_and_a_cancellation_are_told():
    starts, ends = utc("2026-07-01 16:00"), utc("2026-07-01 18:00")

    first, second = read(event(starts, ends), event(starts, ends, version=2, is_cancelled=True))

    assert [(str(one["uid"]), one["sequence"], str(one["status"])) for one in (first, second)] == [
        ("a@b", 1, "CONFIRMED"),
        ("a@b", 2, "CANCELLED"),
    ]


def test_text_breaks_out_of_nothing_and_comes_back_whole():
    hostile = "Kafé; med, komma\nBEGIN:VEVENT\r\nSUMMARY:Falsk \\ đŋ 🎉" + "x" * 200
    starts, ends = utc("2026-07-01 16:00"), utc("2026-07-01 18:00")

    found = read(event(starts, ends, title="A\nEND:VCALENDAR", text=hostile, place="Đ;,"))

    assert len(found) == 1
    assert str(found[0]["summary"]) == "A\nEND:VCALENDAR"
    assert str(found[0]["description"]) == hostile.replace("\r\n", "\n")
    assert str(found[0]["location"]) == "Đ;,"


def test_the_same_events_are_the_same_bytes():
    starts, ends = utc("2026-07-01 16:00"), utc("2026-07-01 18:00")

    assert calendar.feed("Treff", [event(starts, ends)]) == calendar.feed("Treff", [event(starts, ends)])
    assert max(len(line) for line in calendar.feed("Treff", [event(starts, ends, text="å" * 300)]).split(b"\r\n")) <= 75


def test_an_empty_calendar_is_a_calendar():
    assert Calendar.from_ical(calendar.feed("Treff i Bergen", []))["x-wr-calname"] == "Treff i Bergen"


@pytest.mark.slow
def test_the_zone_is_a_rule_that_two_readers_understand_long_after_any_list_of_dates():
    [zone] = Calendar.from_ical(calendar.feed("Treff", [])).walk("VTIMEZONE")
    nights = [
        datetime.datetime(year, month, day, hour, tzinfo=datetime.UTC)
        for year in range(2020, 2100)
        for month, days in ((1, [1]), (3, range(22, 32)), (7, [1]), (10, range(22, 32)))
        for day in days
        for hour in (0, 1, 12)
    ]
    by_dateutil = tz.tzical(io.StringIO(zone.to_ical().decode())).get()

    wrong = [night for night in nights if night.astimezone(by_dateutil).utcoffset() != clock.local(night).utcoffset()]

    assert wrong == []
    assert [(part.name, list(part["rrule"]["byday"])) for part in zone.subcomponents] == [
        ("STANDARD", ["-1SU"]),
        ("DAYLIGHT", ["-1SU"]),
    ]
    assert b"RDATE" not in zone.to_ical()
