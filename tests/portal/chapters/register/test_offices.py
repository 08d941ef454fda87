"""Offices from one day to another: in the past, ahead, with a last day to come, and corrected."""

import datetime

import pytest

from portal import clock
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.chapters.register import services as register_services
from portal.models import Event
from portal.moves import IllegalMove, Stale
from portal.supporters.models import Appointment

pytestmark = pytest.mark.django_db
NEW, DAY = "/sekretariat/register/verv/", datetime.timedelta(days=1)
VALUES = {
    "email": "ola@example.org", "given_name": "Ola", "family_name": "Olsen", "kind": "chapter_leader",
    "chapter": "bergen",
}  # fmt: skip


def later(number):
    return clock.at(clock.now() + number * DAY)


def written(day):
    return f"{day.day}.{day.month}.{day.year}"


def verbs(office):
    return list(Event.objects.filter(subject=office.ref).order_by("pk").values_list("verb", flat=True))


def test_an_office_of_the_past_gives_nothing_and_is_told_to_nobody(siri, ola, bergen, client_of, mailoutbox):
    starts, ends = datetime.date(2021, 3, 1), datetime.date(2023, 2, 28)
    values = {**VALUES, "starts": written(starts), "ends": written(ends), "seen": str(ola.ref)}

    assert [client_of(siri).post(NEW, values).status_code for _time in range(2)] == [302, 302]

    office = ola.offices.get()
    assert (office.starts, office.ends, office.follow_up_on) == (starts, ends, None)
    assert (verbs(office), Appointment.objects.count()) == (["office.give"], 0)
    assert chapter_queries.board_of(bergen, datetime.date(2022, 1, 1)) == [office]
    assert chapter_queries.board_of(bergen) == []


def test_one_that_begins_later_begins_on_its_day(siri, ola, bergen):
    office = chapters.give_office(ola, "chapter_leader", bergen, by=siri, starts=clock.today() + 5 * DAY)
    assert (Appointment.objects.count(), chapter_queries.board_of(bergen)) == (0, [])

    with later(5):
        assert [register_services.carry_out_due(), register_services.carry_out_due()] == [1, 0]
        assert chapter_queries.board_of(bergen) == [office]

    assert (verbs(office), Appointment.objects.count()) == (["office.give", "office.begin"], 1)


def test_a_last_day_to_come_takes_nothing_before_it(siri, rolf, bergen, client_of):
    office, last_day = rolf.offices.get(), clock.today() + 5 * DAY

    client_of(siri).post(f"{NEW}{office.ref}/", {"last_day": written(last_day)})

    office.refresh_from_db()
    assert (office.ends, verbs(office)[-1]) == (last_day, "office.plan_end")
    assert (chapter_queries.leaders_of(bergen), Appointment.objects.get().ended_on) == ([rolf], None)
    with later(6):
        register_services.carry_out_due()
    assert (verbs(office)[-1], Appointment.objects.get().ended_on) == ("office.end", last_day)


@pytest.mark.parametrize(
    ("starts", "ends", "wrong"),
    [
        ("1.1.1950", "", "starts"),
        ("1.1.2031", "", "starts"),
        ("1.1.2026", "1.1.2025", "ends"),
        ("i fjor en gang", "", "starts"),
        ("1.1.2026", "1.1.2099", "ends"),
    ],
)
def test_days_that_cannot_be_are_said_beside_the_field(siri, bergen, client_of, starts, ends, wrong):
    page = client_of(siri).post(NEW, {**VALUES, "starts": starts, "ends": ends})

    assert list(page.context["form"].errors) == [wrong]


def test_days_typed_wrongly_are_corrected_and_the_log_says_what_they_were(siri, rolf, client_of):
    office, client = rolf.offices.get(), client_of(siri)
    address = f"{NEW}{office.ref}/rett/"
    seen = client.get(address).context["version"]

    assert client.post(address, {"starts": "1.2.2021", "ends": "", "version": seen}).status_code == 302

    office.refresh_from_db()
    assert office.starts == datetime.date(2021, 2, 1)
    late = client.post(address, {"starts": "1.3.2021", "ends": "", "version": seen})
    assert (late.status_code, late.context["version"]) == (409, "2021-02-01/")
    assert verbs(office) == ["office.give", "office.correct"]


def test_one_that_is_over_is_not_held_again_by_a_correction(siri, rolf, bergen):
    office = chapters.end_office(rolf.offices.get(), by=siri)
    days = (office.starts, office.ends)

    with pytest.raises(IllegalMove):
        chapters.correct_office(office, starts=office.starts, ends=None, seen=days, by=siri)
    with pytest.raises(Stale):
        chapters.correct_office(office, starts=office.starts, ends=office.starts, seen=(office.starts, None), by=siri)


def test_a_correction_that_ends_it_takes_what_came_with_it(siri, rolf):
    office = rolf.offices.get()

    register_services.correct_office(
        office, starts=office.starts, ends=clock.today() - 30 * DAY, seen=(office.starts, None), by=siri
    )

    assert not Office.objects.get(pk=office.pk).ends > clock.today()
    assert Appointment.objects.get().ended_on == clock.today() - 30 * DAY
