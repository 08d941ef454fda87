"""The demo is a year as it could have been: what happened stands in the log in the order of time."""

import pytest

from portal import events
from portal.desk import demo
from portal.models import Event

pytestmark = pytest.mark.django_db


def test_the_log_of_the_demo_year_verifies():
    Event.objects.all().delete()  # of the site on which the tests stand, which is founded now

    demo.Story("ms").tell()
    while events.seal_pending():
        pass

    verdict = events.verify()
    assert (verdict.faults, verdict.unsealed) == ([], 0)
    assert verdict.sealed == Event.objects.count() > 300
