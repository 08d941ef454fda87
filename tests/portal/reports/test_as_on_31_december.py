"""A report on a year shows supporters and board as they were on 31 December, whatever has happened since."""

import datetime

import pytest

from portal import clock
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.reports import queries as report_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.queries import supporter_of
from tests.conftest import moment

pytestmark = pytest.mark.django_db
NEW_YEARS_EVE = moment("2026-12-31 23:59")


def shown(chapter, year=2026):
    """``{name: (state, categories)}`` of the report's supporters."""
    found = report_queries.numbers(chapter, year)["supporters"]
    return {one["name"]: (one["state"], [name["nb"] for name in one["categories"]]) for one in found}


@pytest.fixture
def second_category(siri):
    wording = {"nb": "Turleder"}
    return category_services.set_category(
        "hiker", by=siri, name=wording, description=wording, requires=[["appointment", []]], minimum_age=0
    )


def appoint(name, category, chapter, by, when):
    """A supporter from that moment on."""
    user = User.objects.create_user(f"{name.lower()}@example.org", given_name=name, family_name="Likeperson")
    with clock.at(moment(when)):
        appointment_services.appoint(user, category, chapter, by=by)
    return supporter_of(user)


@pytest.mark.slow
def test_what_happens_in_january_changes_nothing(bergen, siri, liv, second_category):
    category = liv.appointments.get().category
    marit = appoint("Marit", category, bergen, siri, "2026-03-01 12:00")
    appoint("Nils", category, bergen, siri, "2027-01-03 12:00")
    with clock.at(NEW_YEARS_EVE):
        then = shown(bergen)
    with clock.at(moment("2027-01-02 12:00")):
        supporters.pause(liv, until=None, by=siri)
        supporters.end_role(marit, by=siri)
        appointment_services.appoint(liv.person, second_category, bergen, by=siri)

    with clock.at(moment("2027-05-10 12:00")):
        assert shown(bergen) == then
    assert then == {"Liv Likeperson": ("active", ["Besøker"]), "Marit Likeperson": ("active", ["Besøker"])}


def test_a_break_over_new_year_and_a_return_in_spring(bergen, siri, liv):
    with clock.at(moment("2026-11-01 12:00")):
        supporters.pause(liv, until=None, by=siri)
    with clock.at(moment("2027-02-01 12:00")):
        supporters.resume(liv, by=siri)
    assert shown(bergen) == {"Liv Likeperson": ("paused", ["Besøker"])}
    assert shown(bergen, 2027) == {"Liv Likeperson": ("active", ["Besøker"])}


def test_who_ended_and_came_back_was_a_supporter_all_of_last_year(bergen, siri, liv):
    category = liv.appointments.get().category
    with clock.at(moment("2027-01-10 12:00")):
        supporters.end_role(liv, by=siri)
    with clock.at(moment("2027-03-10 12:00")):
        appointment_services.appoint(liv.person, category, bergen, by=siri)
        [line] = report_queries.numbers(bergen, 2026)["supporters"]
    liv.refresh_from_db()
    assert liv.since == datetime.date(2027, 3, 10)
    assert (line["state"], line["since"]) == ("active", "2025-01-02")


def test_who_ended_in_the_year_is_shown_where_they_led_something(bergen, siri, liv, log):
    log(bergen, liv.person, led_by=liv)
    with clock.at(moment("2026-06-01 12:00")):
        supporters.end_role(liv, by=siri)
    assert shown(bergen) == {"Liv Likeperson": ("ended", [])}


def test_a_board_change_on_2_january_does_not_change_the_board_of_december(bergen, siri, rolf, bodil):
    with clock.at(moment("2027-01-02 09:00")):
        for office in Office.objects.filter(person=rolf, chapter=bergen):
            chapters.end_office(office, by=siri)
        berit = User.objects.create_user("berit@example.org", given_name="Berit", family_name="Bakke")
        chapters.give_office(berit, "chapter_leader", bergen, by=siri)
    with clock.at(moment("2027-05-10 12:00")):
        assert report_queries.known_for(bergen, 2026).values["members"] == "Rolf Rygg\nBodil Berg"
        assert report_queries.numbers(bergen, 2026)["board"] == [
            {"name": "Rolf Rygg", "office": "chapter_leader"},
            {"name": "Bodil Berg", "office": "board_member"},
        ]
