"""The file of 2026, in the autumn of 2027."""

import datetime
import uuid

import pytest

from forms import annual_report
from portal import clock
from portal.activities import services as activities
from portal.activities.counting.verdicts import STATED
from portal.reports import services as reports
from portal.reports.years import services as year_services
from tests.portal.reports.conftest import ANSWERS
from tests.portal.reports.conftest import bodil as bodil
from tests.portal.reports.conftest import liv as liv

NOON_IN_MAY = datetime.datetime(2027, 5, 10, 12, tzinfo=clock.OSLO)
WHOLE_BOARD = ANSWERS[annual_report.BOARD] | {"countable_members": 40, "own_finances": True}


@pytest.fixture
def answers():
    """Those of a chapter that counts."""
    return ANSWERS | {annual_report.BOARD: WHOLE_BOARD}


@pytest.fixture
def in_may():
    with clock.at(NOON_IN_MAY):
        yield NOON_IN_MAY


@pytest.fixture
def in_september(in_may):
    moment = datetime.datetime(2027, 9, 6, 12, tzinfo=clock.OSLO)
    with clock.at(moment):
        yield moment


@pytest.fixture
def log(in_may):
    """Log an activity of 2026 that counts, where nothing else is said."""

    def make(chapter, by, **values):
        group = {"kind": "conversation_group", "day": datetime.date(2026, 3, 2), "participants": 5, "minutes": 60}
        said = dict.fromkeys(STATED, True)
        with clock.at(NOON_IN_MAY):
            return activities.log(**{"token": uuid.uuid4(), "chapter": chapter, "by": by, **group, **said, **values})

    return make


@pytest.fixture
def send(in_may):
    """``send(chapter, by, answers)``: the chapter's report on 2026, sent in May."""

    def make(chapter, by, answers):
        with clock.at(NOON_IN_MAY):
            report = reports.prepare(chapter, year_services.open_year(2026, by=by), by=by)
            return reports.submit(report, answers, by=by, received_at=NOON_IN_MAY)

    return make
