"""The demo is a year as it could have been: what happened stands in the log in the order of time."""

import datetime

import pytest
from django.core.management import call_command

from portal import clock, events
from portal.accounts.models import User
from portal.demo import story
from portal.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_log_of_the_demo_year_verifies():
    Event.objects.all().delete()  # of the site on which the tests stand, which is founded now

    story.Story("ms").run()
    while events.seal_pending():
        pass

    verdict = events.verify()
    assert (verdict.faults, verdict.unsealed) == ([], 0)
    assert verdict.sealed == Event.objects.count() > 300


@pytest.mark.slow
def test_nobody_of_the_demo_is_forgotten():
    story.Story("ms").run()
    before = set(people())

    with clock.at(clock.now() + datetime.timedelta(days=1000)):
        call_command("forget", verbosity=0)

    assert set(people()) == before


def people():
    return User.objects.filter(email__endswith="@example.org").values_list("email", flat=True)
