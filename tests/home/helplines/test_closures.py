"""What the coordinator has confirmed in the portal is on the public page: nobody answers, the line is closed."""

import datetime

import pytest

from home.helplines import closures, hours
from home.helplines import lookup as helplines
from portal import clock
from portal.calls.models import Shift
from portal.calls.rota import services as rota_services
from tests.conftest import moment

MORNING, EVENING = (datetime.time(9), datetime.time(11)), (datetime.time(17), datetime.time(21))
WEDNESDAY = datetime.date(2026, 6, 17)
WEEK = hours.Hours(slots=(hours.Slot(2, *MORNING), hours.Slot(2, *EVENING)))


@pytest.mark.parametrize(
    ("timetable", "closed", "left"),
    [
        (WEEK, {datetime.time(17)}, (MORNING,)),
        (WEEK, {datetime.time(9), datetime.time(17)}, ()),
        (WEEK, {datetime.time(12)}, (MORNING, EVENING)),
        (
            hours.Hours(slots=WEEK.slots, exceptions=(hours.DayException(WEDNESDAY, True, note="Kurs."),)),
            {datetime.time(17)},
            (),
        ),
        (
            hours.Hours(slots=WEEK.slots, exceptions=(hours.DayException(WEDNESDAY, False, *EVENING),)),
            {datetime.time(17)},
            (),
        ),
    ],
)
def test_what_is_left_of_a_day(timetable, closed, left):
    found = closures.without_openings(timetable, {WEDNESDAY: closed})

    assert hours.day_plan(found, WEDNESDAY).times == left
    assert hours.day_plan(found, WEDNESDAY + 7 * hours.DAY).times == (MORNING, EVENING)


def test_an_editors_own_note_stays():
    noted = hours.Hours(slots=WEEK.slots, exceptions=(hours.DayException(WEDNESDAY, True, note="Kurs."),))

    found = closures.without_openings(noted, {WEDNESDAY: {datetime.time(17)}})

    assert hours.day_plan(found, WEDNESDAY).note == "Kurs."


@pytest.mark.django_db
def test_the_public_card_says_so_on_that_day(client, siri, django_capture_on_commit_callbacks):
    with clock.at(moment("2026-06-17 18:00")):
        shift = Shift.objects.create(line="ms-telefonen", day=WEDNESDAY, opens=EVENING[0], closes=EVENING[1])

        def now():
            return helplines.our_next_card().is_open

        assert now()
        with django_capture_on_commit_callbacks(execute=True):
            rota_services.close(shift, by=siri)
        assert not now()
        page = client.get("/hjelpetelefoner/").content.decode()
        assert "Vi har dessverre ingen som kan svare denne dagen." in page

        with django_capture_on_commit_callbacks(execute=True):
            rota_services.reopen(shift, by=siri)
        assert now()
