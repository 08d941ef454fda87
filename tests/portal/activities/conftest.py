"""Activities in June 2026, and a supporter whose category requires nothing but the appointment."""

import datetime
import uuid

import pytest

from portal import clock
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.counting.verdicts import STATED
from portal.activities.gatherings import services as gathering_services
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.queries import supporter_of
from tests.conftest import moment
from tests.situations import situation


@pytest.fixture
def at_noon():
    noon = datetime.datetime(2026, 6, 10, 12, tzinfo=clock.OSLO)
    with clock.at(noon):
        yield noon


@situation
def visitors(siri):
    """A kind of supporter that requires nothing but to be appointed."""
    nothing = {"requires": [["appointment", []]], "minimum_age": 0}
    wording = {"nb": "Besøker"}
    return category_services.set_category("visitor", by=siri, name=wording, description=wording, **nothing)


def appointed(category, chapter, given, family, *, by):
    person = User.objects.create_user(f"{given.lower()}@example.org", given_name=given, family_name=family)
    with clock.at(datetime.datetime(2025, 1, 2, 12, tzinfo=clock.OSLO)):
        appointment_services.appoint(person, category, chapter, by=by)
    return supporter_of(person)


@pytest.fixture
def supporter_in(visitors, siri):
    """``supporter_in(chapter, given, family)``: an active supporter since January 2025."""

    def make(chapter, given="Liv", family="Likeperson"):
        return appointed(visitors, chapter, given, family, by=siri)

    return make


@situation
def liv(visitors, bergen, siri):
    return appointed(visitors, bergen, "Liv", "Likeperson", by=siri)


@pytest.fixture
def log():
    """Log an activity through the service; a group that counts, unless the test says otherwise."""

    def make(chapter, by, **values):
        group = {"kind": "conversation_group", "day": datetime.date(2026, 3, 2), "participants": 5, "minutes": 60}
        said = dict.fromkeys(STATED, True)
        return activities.log(**{"token": uuid.uuid4(), "chapter": chapter, "by": by, **group, **said, **values})

    return make


@pytest.fixture
def plan():
    """``plan(chapter, by, …)``: a public café on 17 June from 18 to 20, unless the test says otherwise."""

    def make(chapter, by, **values):
        starts = values.get("starts_at", moment("2026-06-17 18:00"))
        cafe = {
            "token": uuid.uuid4(), "title": "Kafé for nye", "kind": "conversation_group", "starts_at": starts,
            "ends_at": starts + datetime.timedelta(hours=2), "place": "Biblioteket", "audience": "public",
        }  # fmt: skip
        return gathering_services.plan_gathering(chapter, by=by, **{**cafe, **values})

    return make


@pytest.fixture
def sign_up():
    """``sign_up(gathering, name)``: a visitor on the list of a public gathering."""

    def make(gathering, name="Mette", **values):
        email = f"{name.lower().replace(' ', '.')}@example.org"
        contact = {"token": uuid.uuid4(), "email": email, "phone": ""}
        return gathering_services.sign_up(gathering, name=name, **{**contact, **values})

    return make
