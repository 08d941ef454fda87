"""What is kept of a supporter says how it was on a day, whatever happened afterwards."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.models import Category
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import standing_on
from tests.conftest import moment, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def category(siri):
    nothing = {"requires": [["appointment", []]], "minimum_age": 0}
    wording = {"nb": "Besøker"}
    return category_services.set_category("visitor", by=siri, name=wording, description=wording, **nothing)


@pytest.fixture
def liv(category, bergen, siri):
    """Active since 2 January 2026."""
    return make("Liv", category, bergen, siri)


def make(name, category, chapter, by, on="2026-01-02"):
    person = User.objects.create_user(f"{name}@example.org".lower(), given_name=name, family_name="Likeperson")
    with clock.at(moment(f"{on} 12:00")):
        appointment_services.appoint(person, category, chapter, by=by)
    return supporter_queries.supporter_of(person)


def against(supporter, day):
    return standing_on(datetime.date.fromisoformat(day), histories([supporter.pk])[supporter.pk])


def test_becoming_active_breaks_and_the_end_are_kept(liv):
    with clock.at(moment("2026-05-01 12:00")):
        supporters.pause(liv, until=None, by=liv.person)
    with clock.at(moment("2026-06-01 12:00")):
        supporters.resume(liv, by=liv.person)
    with clock.at(moment("2026-10-01 12:00")):
        supporters.end(liv, by=liv.person)
    days = ["2026-01-01", "2026-01-02", "2026-04-30", "2026-05-01", "2026-05-31", "2026-06-01", "2026-10-01"]
    no, paused = ("leader_not_appointed",), ("leader_not_active",)
    assert [against(liv, day) for day in days] == [no, (), (), paused, paused, (), no]


def test_a_signature_counts_on_the_days_on_which_it_did(category, bergen, siri):
    requires = [["declaration", []], ["appointment", []]]
    category_services.set_category(
        "visitor", by=siri, name={"nb": "Besøker"}, description={"nb": "Besøker"}, requires=requires, minimum_age=0
    )
    with clock.at(moment("2026-01-02 12:00")):
        liv = make("Liv", Category.objects.get(code="visitor"), bergen, siri)
    assert against(liv, "2026-01-02") == ("leader_not_signed", "leader_not_active")
    with clock.at(moment("2026-02-01 12:00")):
        signature = sign(liv.person)
    Signature.objects.filter(pk=signature.pk).update(lapses_on=datetime.date(2026, 8, 1))
    assert against(liv, "2026-01-31") == ("leader_not_signed", "leader_not_active")
    assert [against(liv, day) for day in ("2026-02-01", "2026-07-31")] == [(), ()]
    assert against(liv, "2026-08-01") == ("leader_not_signed",)
    with clock.at(moment("2026-04-01 12:00")):
        declarations.withdraw(signature, by=liv.person)
    assert against(liv, "2026-03-31") == ("leader_not_signed",)  # it was given by mistake


def test_a_leader_by_office_needs_an_assessment(bergen, siri):
    person = User.objects.create_user("mari@example.org", given_name="Mari", family_name="Moe")
    leaders = Category.objects.get(method="office")
    category_services.set_category(
        leaders.code, by=siri, name=leaders.name, description=leaders.description, requires=[["appointment", []]],
        minimum_age=0, method="office", office="chapter_leader",
    )  # fmt: skip
    chapters.give_office(person, "chapter_leader", bergen, by=siri, starts=datetime.date(2026, 1, 2))
    mari = supporter_queries.supporter_of(person)
    lacking = supporter_queries.by_office_without_assessment()
    assert mari in lacking
    today = clock.today()
    with pytest.raises(supporters.TooEarly):
        supporters.note_leader_assessment(mari, on=today + datetime.timedelta(days=1), by=siri)

    first = supporters.note_leader_assessment(mari, on=today, by=siri)

    assert supporters.note_leader_assessment(mari, on=today, by=siri) == first
    assert mari not in lacking.all()
    before = today - datetime.timedelta(days=1)
    assert against(mari, today.isoformat()) == ()
    assert "leader_not_assessed" in against(mari, before.isoformat())


@pytest.mark.slow
def test_a_leader_who_has_stepped_down_lacks_an_assessment_until_the_year_is_over(category, bergen, siri):
    """What they led in it does not count before they are assessed; whoever had the role otherwise too lacks nothing."""
    with clock.at(moment("2026-01-02 12:00")):
        leaders = Category.objects.get(method="office")
        both, alone = (
            User.objects.create_user(f"{name}@example.org", given_name=name, family_name="Moe")
            for name in ("Ada", "Bo")
        )
        appointment_services.appoint(both, category, bergen, by=siri)
        for person in (both, alone):
            appointment_services.appoint(person, leaders, bergen, by=siri)
    ada, bo = supporter_queries.supporter_of(both), supporter_queries.supporter_of(alone)
    with clock.at(moment("2026-05-02 12:00")):
        for supporter in (ada, bo):
            for appointment in supporter.appointments.filter(method="office"):
                appointment_services.end_appointment(appointment, by=siri)
    listed = []
    for day in ("2026-05-03", "2027-12-31", "2028-01-01"):
        with clock.at(moment(f"{day} 12:00")):
            listed.append(list(supporter_queries.by_office_without_assessment()))
    assert listed == [[bo], [bo], []]
    with clock.at(moment("2026-06-01 12:00")):
        supporters.note_leader_assessment(bo, on=datetime.date(2026, 1, 10), by=siri)
        assert not supporter_queries.by_office_without_assessment()


def test_as_many_queries_for_one_as_for_four(category, bergen, siri):
    made = [make(name, category, bergen, siri) for name in ("Liv", "Nina", "Per", "Tor")]
    numbers = []
    for some in (made[:1], made):
        with CaptureQueriesContext(connection) as found:
            histories([one.pk for one in some])
        numbers.append(len(found))
    assert numbers == [8, 8]
