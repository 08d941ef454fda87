"""The hours of a helpline as a calendar file."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar
from wagtail.models import Revision

from home.helplines import hours
from home.helplines import lookup as helplines
from home.models import Helpline
from portal import clock, fragments
from tests.conftest import moment
from tests.home.helplines.reading import MONDAY_NOON

pytestmark = pytest.mark.django_db


def calendar(address="/hjelpetelefoner/ms-telefonen.ics", at=MONDAY_NOON):
    fragments.forget_cached()
    with clock.at(moment(at)):
        response = Client().get(address)
    assert response.status_code == 200
    return response, Calendar.from_ical(response.content)


def test_the_calendar_of_a_number_holds_every_opening_of_half_a_year():
    response, found = calendar()
    events = [(event.start, event.end, str(event["summary"])) for event in found.walk("VEVENT")]
    with clock.at(moment(MONDAY_NOON)):
        lines = helplines.lines_sharing_number("ms-telefonen")
    begin, end = datetime.date(2026, 12, 7), datetime.date(2026, 12, 7) + datetime.timedelta(182)

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=900"
    for line in lines:
        mine = [event for event in events if event[2].startswith(line.name)]
        assert [(start, stop) for start, stop, _name in mine] == [
            (start, stop) for start, stop in hours.open_spans(line.hours, begin, 182)
        ]
        assert len(mine) > 20
    assert max(start.date() for start, _stop, _name in events) < end
    assert events[0][0].utcoffset() == datetime.timedelta(hours=1)
    assert events[0][0].astimezone(ZoneInfo("Europe/Oslo")).hour == 11


def test_a_holiday_is_not_in_the_calendar_and_the_zone_is():
    _response, found = calendar()
    days = {event.start.date() for event in found.walk("VEVENT")}

    assert datetime.date(2027, 3, 22) in days
    assert datetime.date(2027, 3, 29) not in days  # Easter Monday
    assert [str(zone["tzid"]) for zone in found.walk("VTIMEZONE")] == ["Europe/Oslo"]


@pytest.mark.slow
def test_the_calendar_is_the_same_until_what_it_says_changes():
    first, again = calendar()[0], calendar(at="2026-12-07 23:00")[0]
    Helpline.objects.filter(code="ms-telefonen").update(holidays="open")

    assert first.content == again.content
    assert dict(first.cookies) == {}
    assert calendar()[0].content != first.content


def test_an_entry_says_who_answers_and_leads_to_the_line():
    _response, found = calendar("/nn/hjelpetelefoner/parorendetelefonen.ics")
    tuesdays = [event for event in found.walk("VEVENT") if event.start.weekday() == 1]

    assert str(tuesdays[0]["summary"]) == "Pårørendetelefonen 22\xa042\xa045\xa045"
    assert str(tuesdays[0]["description"]) == "Kven svarar: ein frivillig som sjølv er pårørande"
    assert str(tuesdays[0]["url"]).endswith("/nn/hjelpetelefoner/#ms-telefonen")


def test_an_opening_keeps_its_name_from_day_to_day():
    names = [
        {event.start: str(event["uid"]) for event in calendar(at=at)[1].walk("VEVENT")}
        for at in (MONDAY_NOON, "2026-12-20 03:00")
    ]
    both = names[0].keys() & names[1].keys()

    assert len(both) > 60
    assert all(names[0][start] == names[1][start] for start in both)
    assert len(set(names[0].values())) == len(names[0])


@pytest.mark.slow
def test_both_short_names_of_a_number_lead_to_its_whole_week():
    counts = [
        len(calendar(f"{prefix}/hjelpetelefoner/{code}.ics")[1].walk("VEVENT"))
        for prefix in ("", "/nn", "/en")
        for code in ("ms-telefonen", "parorendetelefonen")
    ]

    assert len(set(counts)) == 1


def test_a_paused_line_has_an_empty_calendar():
    Helpline.objects.filter(kind="peer").update(paused_note="Vi har ferie.")

    assert calendar()[1].walk("VEVENT") == []


@pytest.mark.parametrize("code", ["kirkens-sos", "finnes-ikke"])
def test_there_is_no_calendar_of_a_line_without_hours(code):
    assert Client().get(f"/hjelpetelefoner/{code}.ics").status_code == 404


def versions(address="/hjelpetelefoner/ms-telefonen.ics", at=MONDAY_NOON):
    """``{uid: (sequence, time of the change)}`` of the openings of MS-telefonen."""
    mine = [entry for entry in calendar(address, at)[1].walk("VEVENT") if entry["uid"].startswith("ms-telefonen-")]
    assert all(entry["dtstamp"].dt == entry["last-modified"].dt for entry in mine)
    return {str(entry["uid"]): (int(entry["sequence"]), entry["dtstamp"].dt) for entry in mine}


@pytest.mark.slow
def test_a_changed_line_is_a_newer_version_of_each_of_its_openings(edit, line):
    found = [versions()]
    next_day = versions(at="2026-12-08 12:00")
    assert all(next_day[uid] == found[0][uid] for uid in next_day.keys() & found[0].keys())

    for saved, phone in (("2026-12-07 12:00", "22 00 00 00"), ("2026-12-07 12:01", "22 00 00 01")):
        assert edit(phone=phone).status_code == 302
        line.refresh_from_db()
        Revision.objects.filter(pk=line.latest_revision_id).update(created_at=moment(saved))
        found.append(versions())
        assert {at for _sequence, at in found[-1].values()} == {moment(saved)}

    first, second, third = found
    assert len(first) > 40
    assert first.keys() == second.keys() == third.keys()
    assert all(first[uid][0] < second[uid][0] < third[uid][0] for uid in first)


@pytest.mark.slow
def test_a_changed_translation_is_a_newer_version_in_its_language_alone(translated):
    addresses = ["/hjelpetelefoner/ms-telefonen.ics", "/nn/hjelpetelefoner/ms-telefonen.ics"]
    before = [versions(address) for address in addresses]

    translated("nn", who="ein annan")

    after = [versions(address) for address in addresses]
    assert after[0] == before[0]
    assert all(before[1][uid][0] < after[1][uid][0] for uid in before[1])
