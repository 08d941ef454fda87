"""Logging and undoing, and which activities are whose."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.base_years import services as base_year_services
from portal.activities.counting.verdicts import RULES_OF_2023
from portal.activities.models import Activity
from portal.activities.totals import queries as total_queries
from portal.models import Event, EventDetails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_the_same_token_twice_is_one_activity(bergen, liv, log):
    token = uuid.uuid4()
    first = log(bergen, liv.person, token=token, led_by=liv)
    again = log(bergen, liv.person, token=token, led_by=liv, participants=99)
    assert again == first
    assert Activity.objects.get().participants == 5
    assert Event.objects.filter(verb="activity.log").count() == 1


def test_a_day_that_has_not_been_is_refused(bergen, liv, log):
    with pytest.raises(activities.InTheFuture):
        log(bergen, liv.person, day=clock.today() + datetime.timedelta(days=1))
    assert log(bergen, liv.person, day=clock.today()).day == clock.today()


def test_the_event_holds_no_name_and_no_note(bergen, liv, log):
    log(bergen, liv.person, led_by=liv, note="Et rolig møte", place="Kafeen")
    text = EventDetails.objects.get(event__verb="activity.log").text
    for hidden in ("Liv", "rolig", "Kafeen"):
        assert hidden not in text


def test_undo_within_ten_minutes_and_not_after(bergen, liv, log, at_noon):
    quick, slow = log(bergen, liv.person), log(bergen, liv.person)
    with clock.at(at_noon + datetime.timedelta(minutes=10)):
        undone = activities.undo(quick, by=liv.person)
    assert undone.undone_at == at_noon + datetime.timedelta(minutes=10)
    with clock.at(at_noon + datetime.timedelta(minutes=10, microseconds=1)), pytest.raises(activities.TooLate):
        activities.undo(slow, by=liv.person)
    assert [one.pk for one in activity_queries.of_chapter(bergen, 2026)] == [slow.pk]


def test_undo_twice_is_once(bergen, liv, log, at_noon):
    activity = log(bergen, liv.person)
    activities.undo(activity, by=liv.person)
    with clock.at(at_noon + datetime.timedelta(hours=1)):
        assert activities.undo(activity, by=liv.person).undone_at == at_noon
    assert Event.objects.filter(verb="activity.undo").count() == 1


def test_the_form_sent_again_after_undo_logs_a_new_activity(bergen, liv, log):
    token = uuid.uuid4()
    undone = activities.undo(log(bergen, liv.person, token=token, led_by=liv), by=liv.person)

    again = log(bergen, liv.person, token=token, led_by=liv)

    assert log(bergen, liv.person, token=token, led_by=liv) == again != undone
    assert [one.pk for one in activity_queries.of_chapter(bergen, 2026)] == [again.pk]


def test_likely_duplicates(bergen, liv, rolf, log):
    activity = log(bergen, liv.person, led_by=liv)
    new = uuid.uuid4()

    def found(by=liv.person, token=new, participants=5):
        values = {"kind": activity.kind, "days": [activity.day], "participants": participants}
        return list(activity_queries.likely_duplicates(token=token, by=by, **values))

    assert found() == [activity]
    assert found(by=rolf) == []  # it is asked about after saving
    assert found(token=activity.token) == []
    assert found(participants=6) == []
    activities.undo(activity, by=liv.person)
    assert found() == []


def test_of_person_is_what_they_logged_or_led(bergen, liv, rolf, log):
    led, logged = log(bergen, rolf, led_by=liv), log(bergen, liv.person, led_by=liv, participants=7)
    log(bergen, rolf)
    assert {one.pk for one in activity_queries.of_person(liv.person, 2026)} == {led.pk, logged.pk}
    assert activity_queries.years_of(liv.person) == [2026]


def test_several_days_are_a_row_each_and_the_form_sent_again_makes_no_more(bergen, liv, log, at_noon):
    token, days = uuid.uuid4(), [datetime.date(2026, 3, day) for day in (2, 3, 9)]
    for _time in range(2):
        first = log(bergen, liv.person, token=token, led_by=liv, also_on=days[1:])
    assert activity_queries.days_of(first) == days
    total = total_queries.totals(activity_queries.of_chapter(bergen, 2026), RULES_OF_2023)
    assert (total.count, total.counting, total.activity_days) == (3, 3, 3)
    assert Event.objects.filter(verb="activity.log").count() == 3

    activities.undo(first, by=liv.person)

    assert activity_queries.of_chapter(bergen, 2026).count() == 0
    assert log(bergen, liv.person, token=token, led_by=liv, also_on=days[1:]) != first
    assert activity_queries.of_chapter(bergen, 2026).count() == 3


def test_no_day_of_several_is_in_the_future_or_in_a_year_that_is_over(bergen, liv, log):
    with pytest.raises(activities.InTheFuture):
        log(bergen, liv.person, day=clock.today(), also_on=[clock.today() + datetime.timedelta(days=1)])
    with pytest.raises(base_year_services.YearNotOpen):
        log(bergen, liv.person, also_on=[datetime.date(2024, 12, 31)])
    assert not Activity.objects.exists()


def test_undoing_waits_for_whoever_sends_the_report(bergen, liv, log):
    """As logging and correcting do: the chapter is locked before anything of the activity is read."""
    activity = log(bergen, liv.person)
    with CaptureQueriesContext(connection) as found:
        activities.undo(activity, by=liv.person)
    first = next(query["sql"] for query in found if query["sql"].startswith("SELECT"))
    assert first.startswith('SELECT "chapters_chapter"')
