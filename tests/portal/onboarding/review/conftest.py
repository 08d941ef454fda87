"""A second person who may answer applications."""

import datetime

from portal.chapters import services as chapters
from tests.conftest import person
from tests.situations import situation


@situation
def berit(bergen, siri):
    """On the board in Bergen."""
    berit = person("berit@example.org", "Berit", "Bakke")
    chapters.give_office(berit, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return berit
