"""A coordinator."""

import datetime

import pytest

from portal.chapters import services as chapters
from tests.conftest import person


@pytest.fixture
def kaare(siri):
    kaare = person("kaare@example.org", "Kåre", "Koordinator")
    chapters.give_office(kaare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kaare
