"""Shifts on the MS line and the relatives' line from 10 June 2026 on."""

import datetime

import pytest

from portal import clock
from portal.calls.models import Shift
from portal.calls.rota import services as rota_services
from tests.portal.calls.conftest import MS


@pytest.fixture
def shifts(at_noon):
    """Those of the lines' own opening hours: the MS line has Mondays and Wednesdays, the relatives' Tuesdays."""
    rota_services.plan_shifts()
    return Shift.objects.all()


@pytest.fixture
def shift():
    """``shift(day, opens, closes, …)``: one of the MS line, unless the test says otherwise."""

    def make(day, opens="17:00", closes="21:00", **values):
        times = {"opens": datetime.time.fromisoformat(opens), "closes": datetime.time.fromisoformat(closes)}
        return Shift.objects.create(**{"line": MS, "day": datetime.date.fromisoformat(day), **times, **values})

    return make


@pytest.fixture
def at(at_noon):
    """``with at(hours=3):`` so long after noon on 10 June 2026."""
    return lambda **later: clock.at(at_noon + datetime.timedelta(**later))
