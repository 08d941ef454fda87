"""Two who answer: Vigdis the MS line, Roar the relatives'. Both are active supporters in Bergen, on 10 June 2026."""

import datetime
import uuid

import pytest

from portal import clock
from portal.accounts.models import User
from portal.calls import services as calls
from portal.chapters import services as chapters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from tests.conftest import moment, person
from tests.situations import situation

MS, RELATIVES = "ms-telefonen", "parorendetelefonen"


@pytest.fixture
def at_noon():
    noon = moment("2026-06-10 12:00")
    with clock.at(noon):
        yield noon


@situation
def phone_category(siri):
    nothing = {"requires": [["appointment", []]], "minimum_age": 0}
    wording = {"nb": "Svarer på telefonen"}
    return category_services.set_category("answers", by=siri, name=wording, description=wording, **nothing)


def answering(line, given, family, category, chapter, *, by):
    found = User.objects.create_user(f"{given.lower()}@example.org", given_name=given, family_name=family)
    with clock.at(moment("2025-01-02 12:00")):
        appointment_services.appoint(found, category, chapter, by=by)
        if line:
            calls.add_volunteer(found, line, by=by)
    return found


@situation
def vigdis(phone_category, bergen, siri):
    return answering(MS, "Vigdis", "Vakt", phone_category, bergen, by=siri)


@situation
def mari(phone_category, bergen, siri):
    """She answers the MS line too."""
    return answering(MS, "Mari", "Moe", phone_category, bergen, by=siri)


@situation
def roar(phone_category, bergen, siri):
    return answering(RELATIVES, "Roar", "Rud", phone_category, bergen, by=siri)


@situation
def liv(phone_category, bergen, siri):
    """A supporter who answers no line."""
    return answering("", "Liv", "Likeperson", phone_category, bergen, by=siri)


@situation
def kaare(siri):
    kaare = person("kaare@example.org", "Kåre", "Koordinator")
    chapters.give_office(kaare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kaare


@pytest.fixture
def log():
    """``log(by, …)``: a call on the MS line today, unless the test says otherwise."""

    def make(by, **values):
        return calls.log_call(**{"token": uuid.uuid4(), "line": MS, "day": clock.today(), "by": by, **values})

    return make
