"""Eva and Nils are experts, Kåre is the coordinator, and the service is open."""

import datetime

import pytest

from portal import fragments
from portal.chapters import services as chapters
from portal.experts import services as experts
from portal.permissions import access_of
from tests.conftest import person
from tests.portal.experts.cast import make_expert
from tests.situations import situation


@situation
def eva(siri):
    """A nurse, who answers every topic."""
    return make_expert("Eva", "Eng", "Sykepleier", [], by=siri)


@situation
def nils(siri):
    """A lawyer, who answers about work."""
    return make_expert("Nils", "Nes", "Jurist", ["work"], by=siri)


@situation
def kare(siri):
    """The coordinator."""
    kare = person("kare@example.org", "Kåre", "Krag")
    chapters.give_office(kare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kare


@pytest.fixture
def is_open(eva, nils, siri):
    experts.open_service(by=siri)
    fragments.forget_cached()
    for one in (eva, nils, siri):  # as at the beginning of a request
        one.access = access_of(one)
