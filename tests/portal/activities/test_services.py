"""Logging, undoing, and what it adds up to."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.base_years import services as base_year_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import RULES_OF_2023, STATED
from portal.activities.models import Activity
from portal.activities.statements import services as statement_services
from portal.models import Event, EventDetails
from portal.supporters import services as supporters

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


@pytest.mark.slow
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


def test_bars_put_the_rest_together(bergen, liv, log):
    for kind, count in {"visit": 5, "course": 4, "phone": 3, "digital": 2, "other": 1}.items():
        for _one in range(count):
            log(bergen, liv.person, kind=kind)
    assert [row["value"] for row in activity_queries.bar_chart(2026)["rows"]] == [5, 4, 3, 3]
    assert activity_queries.bar_chart(2020)["rows"] == []


# Several days


def test_several_days_are_a_row_each_and_the_form_sent_again_makes_no_more(bergen, liv, log, at_noon):
    token, days = uuid.uuid4(), [datetime.date(2026, 3, day) for day in (2, 3, 9)]
    for _time in range(2):
        first = log(bergen, liv.person, token=token, led_by=liv, also_on=days[1:])
    assert activity_queries.days_of(first) == days
    total = activity_queries.totals(activity_queries.of_chapter(bergen, 2026), RULES_OF_2023)
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


# Years that are closed


# Sums


DAYS = [datetime.date(2026, 1, day) for day in (1, 2, 20)] + [datetime.date(2026, 12, 31)]


@pytest.fixture
def with_breaks(liv):
    """Liv on a break from 10 to 25 January 2026, with the year said."""
    for day, change in ((10, supporters.pause), (25, supporters.resume)):
        with clock.at(datetime.datetime(2026, 1, day, 12, tzinfo=clock.OSLO)):
            change(liv, by=liv.person, **({"until": None} if change is supporters.pause else {}))
    statement_services.state_year(2026, by=liv.person, in_person=True, in_norway=True, own_event=True)
    return liv


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_totals_are_always_the_sum_of_the_rows_behind_them(data, with_breaks, bergen):
    maybe = st.none() | st.booleans()
    rows = []
    for number in range(data.draw(st.integers(0, 6))):
        leader = data.draw(st.sampled_from(["", "supporter", "other"]))
        values = {
            "kind": data.draw(st.sampled_from(["visit", "conversation_group", "course", "phone"])),
            "day": data.draw(st.sampled_from(DAYS)),
            "participants": data.draw(st.none() | st.integers(0, 5)),
            "minutes": data.draw(st.sampled_from([None, 44, 45, 90])),
            **{name: data.draw(maybe) for name in STATED},
        }
        led_by = with_breaks if leader == "supporter" else None
        rows.append(
            Activity(
                pk=number + 1, chapter=bergen, logged_by=with_breaks.person, leader=leader, led_by=led_by, **values
            )
        )
    found = activity_queries.totals(rows, RULES_OF_2023)

    each = [(row, counting_queries.judge([row], RULES_OF_2023)[row.pk]) for row in rows]
    counting = [row for row, verdict in each if verdict.counts]
    assert (found.count, found.counting) == (len(rows), len(counting))
    assert found.participants == sum(row.participants or 0 for row in rows)
    assert found.activity_days == len({(row.kind, row.day, row.led_by_id) for row in counting})
    for kind, line in found.kinds.items():
        mine = [(row, verdict) for row, verdict in each if row.kind == kind]
        assert line.count == len(mine)
        assert line.counting == sum(verdict.counts for _row, verdict in mine)
        assert sum(line.reasons.values()) == sum(len(verdict.reasons) for _row, verdict in mine)
    for row in counting:  # as on the day: Liv was on a break on the 20th
        assert not (row.day == DAYS[2] and row.kind != "course")


def test_undoing_waits_for_whoever_sends_the_report(bergen, liv, log):
    """As logging and correcting do: the chapter is locked before anything of the activity is read."""
    activity = log(bergen, liv.person)
    with CaptureQueriesContext(connection) as found:
        activities.undo(activity, by=liv.person)
    first = next(query["sql"] for query in found if query["sql"].startswith("SELECT"))
    assert first.startswith('SELECT "chapters_chapter"')
