"""What the tests of signatures that lapse share."""

import datetime

import pytest

from portal import clock, organisation
from tests.conftest import make_supporter, moment, person

SIGNED = moment("2030-06-03 12:00")


def at_noon(day):
    return clock.at(datetime.datetime.combine(day, datetime.time(12), tzinfo=clock.OSLO))


def days(count):
    return datetime.timedelta(days=count)


def lasts(years, by):
    """A signature counts for so many years from now on; None: for good."""
    return organisation.change(declaration_years=years, version=organisation.current().version, by=by)


@pytest.fixture
def lapsing_guro(bergen, siri):
    """A supporter in Bergen whose signature of June 2030 lapses after a year."""
    organisation.install("ms")
    lasts(1, siri)
    with clock.at(SIGNED):
        guro = person("guro@example.org", "Guro", "Gran")
        make_supporter(guro, bergen, by=siri)
    return guro


@pytest.fixture
def guro_with_two_roles(lapsing_guro, bergen, siri):
    """She is a conversation supporter too."""
    with clock.at(SIGNED):
        make_supporter(lapsing_guro, bergen, by=siri, category="conversation_supporter")
    return lapsing_guro
