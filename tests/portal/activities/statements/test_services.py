"""What is said of a year, and of one activity, and what counts by it."""

import datetime
import json

import pytest

from portal.activities.base_years import services as base_year_services
from portal.activities.counting.verdicts import STATED
from portal.activities.models import Activity
from portal.activities.statements import services as statement_services
from portal.models import Event, EventDetails
from tests.portal.activities.judged import counts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DAY = datetime.date(2026, 3, 2)
UNSAID = dict.fromkeys(STATED)
SAID = dict.fromkeys(STATED, True)


def test_what_the_leader_says_of_the_year_comes_before_what_the_logger_says(bergen, liv, rolf, log):
    activity = log(bergen, rolf, led_by=liv, **UNSAID)
    assert len(counts(activity)) == 4
    statement_services.state_year(2026, by=rolf, **SAID)
    assert counts(activity) == ("unpaid_not_said",)  # nobody says that of somebody else
    statement_services.state_year(2026, by=liv.person, unpaid=True, in_norway=False)
    assert counts(activity) == ("abroad",)
    statement_services.say(activity, version=activity.version, by=rolf, led_by=liv, in_norway=True)
    assert counts(activity) is True
    statement_services.state_year(2026, by=liv.person, unpaid=False)
    assert counts(activity) == ("paid",)


def test_what_is_said_of_one_year_is_not_said_of_another(bergen, liv, log):
    statement_services.state_year(2025, by=liv.person, **SAID)
    assert len(counts(log(bergen, liv.person, led_by=liv, **UNSAID))) == 4
    assert counts(log(bergen, liv.person, led_by=liv, day=datetime.date(2025, 3, 2), **UNSAID)) is True
    with pytest.raises(base_year_services.YearNotOpen):
        statement_services.state_year(2024, by=liv.person, **SAID)


def test_saying_it_twice_is_one_event_with_before_and_after(bergen, liv, log):
    activity = log(bergen, liv.person, led_by=liv, **UNSAID)
    for _time in range(2):
        statement_services.say(activity, version=activity.version, by=liv.person, led_by_another=True, in_norway=True)
        statement_services.state_year(2026, by=liv.person, in_norway=True)
    events = EventDetails.objects.filter(event__verb__in=["activity.say", "activity.state_year"]).order_by("event")
    said, stated = [json.loads(one.text) for one in events]
    assert said["changes"] == {
        "in_norway": [None, True], "leader": ["supporter", "other"], "led_by": [str(liv.ref), None],
    }  # fmt: skip
    del stated["columns"]
    assert stated == {"base_year": 2026, **dict.fromkeys(STATED, [None, None]), "in_norway": [None, True]}


def test_who_led_what_was_logged_before_it_was_asked_is_not_said(bergen, liv, log):
    activity = log(bergen, liv.person, led_by=liv)
    Activity.objects.update(leader="")
    assert counts(activity) == ("leader_not_said",)
    statement_services.say(activity, version=activity.version, by=liv.person, led_by=liv, **SAID)
    assert counts(activity) is True


def test_whoever_logged_before_it_was_asked_says_once_that_they_led_it(bergen, oslo, liv, rolf, log):
    mine, last_year = (
        log(bergen, liv.person, led_by=liv),
        log(bergen, liv.person, led_by=liv, day=DAY.replace(year=2025)),
    )
    theirs, sent = log(bergen, rolf, led_by=liv), log(oslo, liv.person, led_by=liv)
    said = log(bergen, liv.person, led_by_another=True)
    Activity.objects.exclude(pk=said.pk).update(leader="")
    base_year_services.close_year(oslo, 2026, by=None)

    assert [statement_services.say_led(2026, by=liv.person) for _time in range(2)] == [1, 0]

    found = [Activity.objects.get(pk=one.pk).leader for one in (mine, last_year, theirs, sent, said)]
    assert found == ["supporter", "", "", "", "other"]
    assert Event.objects.filter(verb="activity.say").count() == 1
