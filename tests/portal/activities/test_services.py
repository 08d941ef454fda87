"""Logging, undoing, and what it adds up to."""

import datetime
import uuid

import pytest

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.counting import RULES_OF_2023, Rules
from portal.activities.models import Activity
from portal.models import Event, EventDetails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DAY = datetime.date(2026, 3, 2)


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


def test_rules_fall_back_to_the_newest_earlier_year(siri):
    assert activity_queries.rules_for(2019) == RULES_OF_2023
    assert activity_queries.rules_for(2026) == RULES_OF_2023
    activities.add_rules(2027, by=siri, group_minutes=60)
    changed = Rules(2027, group_minutes=60, course_minutes=90, group_participants=3, leader_counts_as_participant=False)
    assert activity_queries.rules_for(2026) == RULES_OF_2023
    assert activity_queries.rules_for(2027) == changed
    assert activity_queries.rules_for(2031) == changed


def test_totals(bergen, oslo, liv, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, participants=4)  # the same day: two that count, one activity day
    log(bergen, liv.person, led_by=liv, participants=2)
    log(bergen, liv.person, led_by=liv, kind="visit", participants=1, minutes=None)
    log(bergen, liv.person, led_by=liv, kind="phone", participants=1, minutes=None)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2025, 3, 2))
    log(oslo, liv.person, led_by=liv)
    total = activity_queries.totals(activity_queries.of_chapter(bergen, 2026), RULES_OF_2023)
    assert (total.count, total.participants, total.counting, total.activity_days) == (5, 13, 3, 2)
    group = total.kinds["conversation_group"]
    assert (group.count, group.participants, group.counting, dict(group.reasons)) == (3, 11, 2, {"too_few": 1})
    assert dict(total.kinds["phone"].reasons) == {"by_phone": 1}
    assert total.kinds["course"].count == 0
    assert activity_queries.count_in(2026) == 6
    assert list(activity_queries.count_in_chapter(bergen, 2026)) == [5]


def test_supporters_without_an_activity_that_counts(bergen, oslo, supporter_in, log):
    liv, nina, per = (supporter_in(bergen, name, "Likeperson") for name in ("Liv", "Nina", "Per"))
    log(bergen, liv.person, led_by=liv)
    log(bergen, nina.person, led_by=nina, kind="digital")
    log(oslo, per.person, led_by=per)
    assert activity_queries.supporters_without_counting_activity(bergen, 2026) == [nina]
    assert activity_queries.supporters_without_counting_activity(bergen, 2025) == [liv, nina, per]


def test_likely_duplicate(bergen, liv, rolf, log):
    activity = log(bergen, liv.person, led_by=liv)
    same = {"kind": activity.kind, "day": activity.day, "participants": 5}
    new = uuid.uuid4()
    assert activity_queries.likely_duplicate(token=new, **same, led_by=liv, by=liv.person) == activity
    assert (
        activity_queries.likely_duplicate(token=new, **same, led_by=liv, by=rolf) == activity
    )  # the board logs it once more
    assert activity_queries.likely_duplicate(token=activity.token, **same, led_by=liv, by=liv.person) is None
    assert activity_queries.likely_duplicate(token=new, **same, led_by=None, by=rolf) is None
    assert (
        activity_queries.likely_duplicate(token=new, **{**same, "participants": 6}, led_by=liv, by=liv.person) is None
    )
    activities.undo(activity, by=liv.person)
    assert activity_queries.likely_duplicate(token=new, **same, led_by=liv, by=liv.person) is None


def test_of_person_is_what_they_logged_or_led(bergen, liv, rolf, log):
    led, logged = log(bergen, rolf, led_by=liv), log(bergen, liv.person, led_by=liv, participants=7)
    log(bergen, rolf)
    assert {one.pk for one in activity_queries.of_person(liv.person, 2026)} == {led.pk, logged.pk}
    assert activity_queries.years_of(liv.person) == [2026]


def test_bars_put_the_rest_together(bergen, liv, log):
    for kind, count in {"visit": 5, "course": 4, "phone": 3, "digital": 2, "other": 1}.items():
        for _one in range(count):
            log(bergen, liv.person, kind=kind)
    assert [row["value"] for row in activity_queries.bar_chart(2026)["rows"]] == [5, 4, 3, 3]
    assert activity_queries.bar_chart(2020)["rows"] == []
