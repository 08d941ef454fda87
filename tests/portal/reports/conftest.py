import datetime
import time
import uuid

import pytest
from django.test import Client

from portal import clock
from portal.accounts.models import User
from portal.activities import services
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.supporters import services as supporters
from portal.supporters.models import Category

NOON = datetime.datetime(2026, 6, 10, 12, 0, tzinfo=clock.OSLO)


@pytest.fixture
def at_noon():
    with clock.at(NOON):
        yield NOON


def _person(given, family):
    return User.objects.create_user(f"{given.lower()}@example.no", given_name=given, family_name=family)


@pytest.fixture
def siri(db):
    person = _person("Siri", "Sekretær")
    chapters.give_office(person, Office.Kind.SECRETARIAT, by=person, starts=datetime.date(2020, 1, 1))
    return person


@pytest.fixture
def bergen(siri):
    return chapters.found("Bergen", "bergen", county="Vestland", municipality="Bergen", by=siri)


@pytest.fixture
def oslo(siri):
    return chapters.found("Oslo", "oslo", county="Oslo", municipality="Oslo", by=siri)


@pytest.fixture
def rolf(bergen, siri):
    person = _person("Rolf", "Leder")
    chapters.give_office(person, Office.Kind.CHAPTER_LEADER, bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return person


@pytest.fixture
def bodil(bergen, siri):
    person = _person("Bodil", "Styremedlem")
    chapters.give_office(person, Office.Kind.BOARD_MEMBER, bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return person


@pytest.fixture
def ola(db):
    return _person("Ola", "Utenfor")


@pytest.fixture
def kari(db):
    return _person("Kari", "Søker")


@pytest.fixture
def category(siri):
    nothing = {f"requires_{name}": False for name in ("membership", "course", "test", "declaration")}
    return supporters.set_category("visitor", by=siri, name={"nb": "Besøker"}, description={"nb": "Besøker"}, **nothing)


@pytest.fixture
def supporter_in(category, siri):
    def make(chapter, given="Liv", family="Likeperson"):
        with clock.at(datetime.datetime(2025, 1, 2, 12, tzinfo=clock.OSLO)):
            supporters.appoint(_person(given, family), Category.objects.get(pk=category.pk), chapter, by=siri)
        return User.objects.get(email=f"{given.lower()}@example.no").supporter

    return make


@pytest.fixture
def liv(supporter_in, bergen):
    """An active supporter in Bergen."""
    return supporter_in(bergen)


@pytest.fixture
def log():
    """Log an activity through the service; a group that counts unless said otherwise."""

    def make(chapter, by, **values):
        group = {"kind": "conversation_group", "day": datetime.date(2026, 3, 2), "participants": 5, "minutes": 60}
        return services.log(**{"token": uuid.uuid4(), "chapter": chapter, "by": by, **group, **values})

    return make


@pytest.fixture
def client_of():
    def sign_in(person):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["account_authentication_methods"] = [
            {"method": method, "at": time.time()} for method in ("code", "mfa")
        ]
        session.save()
        return client

    return sign_in
