"""Correcting, striking and putting back: what is kept, what counts, what is refused; two people at once."""

import datetime
import json
import uuid

import pytest

from portal import clock, events
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import queries as correction_queries
from portal.activities.corrections import services as correction_services
from portal.activities.models import Activity, Correction
from portal.activities.totals import queries as total_queries
from portal.models import Event, EventDetails
from portal.moves import IllegalMove, Stale
from portal.reports.years import services as year_services
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def correct(activity, by, *, version=None, **values):
    said = {"token": uuid.uuid4(), "reason": "mistake", **values}
    return correction_services.correct(activity, version=version or activity.version, by=by, **said)


def strike(activity, by, **values):
    said = {"token": uuid.uuid4(), "reason": "not_held", "version": activity.version, **values}
    return correction_services.strike(activity, by=by, **said)


def put_back(activity, by, **values):
    said = {"token": uuid.uuid4(), "reason": "struck_by_mistake", **values}
    return correction_services.put_back(activity, by=by, **said)


def in_lists(chapter):
    return [one.pk for one in activity_queries.of_chapter(chapter, 2026)]


def send_report(chapter, by, year=2026):
    """The chapter's report on the year is sent, which closes the year."""
    base_year_services.close_year(chapter, year, by=by)
    report = chapter.reports.create(year=year_services.open_year(year, by=by))
    type(report).objects.filter(pk=report.pk).update(state="sent")
    return report


EVERY_COLUMN = {
    "kind": "course", "day": datetime.date(2026, 4, 1), "participants": 9, "minutes": 120, "topics": ["newly"],
    "place": "Huset", "note": "Vi var ute", "supporters_present": 2, "leader": "other", "led_by": None,
    "in_person": False, "in_norway": False, "own_event": False, "unpaid": False,
}  # fmt: skip


def test_a_form_that_somebody_else_sent_or_that_was_about_another_changes_nothing(bergen, liv, rolf, log):
    one, other = log(bergen, liv.person, led_by=liv), log(bergen, liv.person, led_by=liv, kind="visit")
    token = uuid.uuid4()
    correct(one, rolf, token=token, minutes=90)

    for activity, by in ((one, liv.person), (other, rolf)):
        activity.refresh_from_db()
        for act in (lambda a, by: correct(a, by, token=token, minutes=70), lambda a, by: strike(a, by, token=token)):
            with pytest.raises(IllegalMove):
                act(activity, by)
    assert correct(one, rolf, token=token, minutes=45).minutes == 90


def test_every_answer_can_be_corrected_and_before_and_after_are_kept(bergen, oslo, liv, rolf, log):
    activity = log(bergen, liv.person, led_by=liv)
    values = {**EVERY_COLUMN, "chapter": oslo}
    before = {name: getattr(activity, name) for name in values}

    after = correct(activity, rolf, because="Rolf var der", **values)

    assert set(values) == set(correction_queries.CORRECTABLE)
    assert {name: getattr(Activity.objects.get(), name) for name in values} == values
    [row] = after.corrections.all()
    assert row.changes == {
        name: [correction_queries.written(before[name]), correction_queries.written(values[name])] for name in values
    }
    assert (row.kind, row.version, row.reason, row.because, row.by) == ("correct", 2, "mistake", "Rolf var der", rolf)


def test_only_what_is_changed_is_kept_as_changed(bergen, liv, log):
    activity = log(bergen, liv.person, led_by=liv)
    correct(activity, liv.person, participants=7, kind=activity.kind, day=activity.day, led_by=liv)
    assert Correction.objects.get().changes == {"participants": [5, 7]}


def test_the_same_answers_are_no_correction(bergen, liv, log):
    activity = log(bergen, liv.person)
    assert correct(activity, liv.person, participants=5).version == 1
    assert not Correction.objects.exists()


def test_the_same_form_twice_is_one_correction(bergen, liv, log):
    activity, token = log(bergen, liv.person), uuid.uuid4()
    for _time in range(2):
        after = correct(activity, liv.person, token=token, version=1, participants=7)
    assert (after.participants, after.version) == (7, 2)
    assert Correction.objects.count() == Event.objects.filter(verb="activity.correct").count() == 1


def test_of_two_who_correct_at_once_the_second_is_told(bergen, liv, rolf, log):
    mine, theirs = log(bergen, liv.person), Activity.objects.get()
    correct(mine, liv.person, participants=7)
    with pytest.raises(Stale):
        correct(theirs, rolf, minutes=90)
    with pytest.raises(Stale):
        strike(theirs, rolf)
    stored = Activity.objects.get()
    assert (stored.participants, stored.minutes, stored.struck_at, stored.corrections.count()) == (7, 60, None, 1)


def test_two_who_correct_to_the_same_are_one_correction(bergen, liv, rolf, log):
    mine, theirs = log(bergen, liv.person), Activity.objects.get()
    correct(mine, liv.person, participants=7)
    assert correct(theirs, rolf, participants=7).version == 2


def test_what_it_was_at_an_earlier_version_is_known(bergen, liv, log):
    activity = log(bergen, liv.person, participants=5)
    for number in (6, 7, 8):
        correct(Activity.objects.get(), liv.person, participants=number)
    found = [correction_queries.values_at(Activity.objects.get(), one)["participants"] for one in (1, 2, 3, 4)]
    assert found == [5, 6, 7, 8]
    assert correction_queries.values_at(activity, 0)["participants"] == 5


def test_a_day_that_has_not_been_is_refused(bergen, liv, log):
    activity = log(bergen, liv.person)
    with pytest.raises(activities.InTheFuture):
        correct(activity, liv.person, day=clock.today() + datetime.timedelta(days=1))
    assert not Correction.objects.exists()


def test_what_is_struck_counts_nowhere_and_can_be_put_back(bergen, liv, log):
    struck, kept = log(bergen, liv.person, led_by=liv), log(bergen, liv.person, led_by=liv)

    strike(struck, liv.person)

    assert in_lists(bergen) == [kept.pk]
    assert [one.pk for one in activity_queries.of_person(liv.person, 2026)] == [kept.pk]
    assert list(total_queries.logged_by(liv, 2026)) == [(1, 5, 1)]
    assert list(correction_queries.struck_of_person(liv.person, 2026)) == [struck]
    assert list(correction_queries.struck_in_chapter(bergen, 2026)) == [struck]
    put_back(struck, liv.person)
    assert sorted(in_lists(bergen)) == [struck.pk, kept.pk]
    assert not correction_queries.struck().exists()


def test_striking_and_putting_back_twice_is_once(bergen, liv, rolf, log):
    activity = log(bergen, liv.person)
    for by in (liv.person, rolf):
        strike(activity, by)
    for by in (liv.person, rolf):
        put_back(activity, by)
    assert [(row.kind, row.by) for row in Correction.objects.all()] == [
        ("strike", liv.person),
        ("put_back", liv.person),
    ]


def test_what_is_struck_or_undone_is_not_corrected(bergen, liv, log):
    struck, undone = log(bergen, liv.person), log(bergen, liv.person)
    strike(struck, liv.person)
    activities.undo(undone, by=liv.person)
    for activity in (struck, undone):
        with pytest.raises(IllegalMove):
            correct(activity, liv.person, version=2, participants=9)
    with pytest.raises(IllegalMove):
        strike(undone, liv.person)
    assert put_back(undone, liv.person).undone_at is not None


def test_the_form_that_logged_it_does_not_bring_back_what_is_struck(bergen, liv, log):
    token = uuid.uuid4()
    strike(log(bergen, liv.person, token=token), liv.person)
    assert log(bergen, liv.person, token=token).struck_at is not None
    assert in_lists(bergen) == []


def test_undo_still_works_after_a_correction(bergen, liv, log):
    activity = correct(log(bergen, liv.person), liv.person, participants=7)
    assert activities.undo(activity, by=liv.person).undone_at is not None


@pytest.mark.parametrize("state", ["sent", "approved"])
def test_nothing_changes_in_a_year_whose_report_is_sent(bergen, liv, siri, log, state):
    activity, struck = log(bergen, liv.person), log(bergen, liv.person)
    strike(struck, liv.person)
    report = send_report(bergen, siri)
    type(report).objects.update(state=state)

    for act in (
        lambda: correct(activity, liv.person, participants=7),
        lambda: strike(activity, liv.person),
        lambda: put_back(struck, liv.person),
    ):
        with pytest.raises(base_year_services.YearClosed):
            act()
    assert in_lists(bergen) == [activity.pk]
    assert Correction.objects.count() == 1


def test_a_report_that_came_back_or_is_only_begun_freezes_nothing(bergen, liv, siri, log):
    activity = log(bergen, liv.person)
    report = send_report(bergen, siri)
    base_year_services.reopen_year(bergen, 2026, by=siri)
    for number, state in enumerate(("preparing", "returned")):
        type(report).objects.update(state=state)
        assert correct(Activity.objects.get(), liv.person, participants=8 + number).participants == 8 + number
    assert activity.pk in in_lists(bergen)


def test_an_activity_does_not_move_to_where_the_report_is_sent(bergen, oslo, liv, siri, log):
    activity = log(bergen, liv.person)
    send_report(bergen, siri, 2025)
    send_report(oslo, siri)
    with pytest.raises(base_year_services.YearClosed):
        correct(activity, liv.person, day=datetime.date(2025, 12, 31))
    with pytest.raises(base_year_services.YearClosed):
        correct(activity, liv.person, chapter=oslo)
    assert (Activity.objects.get().day.year, Activity.objects.get().chapter) == (2026, bergen)


def test_the_events_say_what_was_changed_but_neither_name_nor_note(bergen, liv, log):
    activity = log(bergen, liv.person, led_by=liv, note="Et rolig møte")
    correct(activity, liv.person, participants=7, note="Hos Hansen", leader="", led_by=None, because="Hansen ringte")
    strike(Activity.objects.get(), liv.person, because="Hansen ringte")
    put_back(activity, liv.person)

    texts = EventDetails.objects.filter(event__subject=activity.ref).values_list("event__verb", "text")
    found = {verb: json.loads(text) for verb, text in texts}
    changed = found["activity.correct"]
    assert changed["changes"] == {
        "participants": [5, 7], "leader": ["supporter", ""], "led_by": [str(liv.ref), None],
    }  # fmt: skip
    assert (changed["also"], changed["reason"], changed["version"]) == (["note"], "mistake", 2)
    assert not any(hidden in text for _verb, text in texts for hidden in ("Hansen", "rolig", "Liv"))
    assert {"activity.strike", "activity.put_back"} <= set(found)


def test_the_history_is_as_it_was_written_or_the_event_tells(bergen, liv, log):
    correct(log(bergen, liv.person), liv.person, participants=7)
    row = Correction.objects.get()
    details = EventDetails.objects.get(event__verb="activity.correct")
    kept = json.loads(details.text)["columns"]["changes"]
    assert kept == events.fingerprint(details.salt, row.changes)
    assert kept != events.fingerprint(details.salt, {"participants": [4, 7]})


def test_correcting_later_than_ten_minutes(bergen, liv, log):
    activity = log(bergen, liv.person)
    with clock.at(moment("2026-09-01 12:00")):
        assert correct(activity, liv.person, participants=7).participants == 7


def test_a_day_before_the_years_that_are_open_is_refused(bergen, liv, log):
    activity = log(bergen, liv.person)
    with pytest.raises(base_year_services.YearNotOpen):
        correct(activity, liv.person, day=datetime.date(2024, 12, 31))
    assert not Correction.objects.exists()


def test_nothing_changes_in_a_year_that_was_never_reported_and_is_no_longer_open(bergen, liv, log):
    kept, struck = log(bergen, liv.person), log(bergen, liv.person)
    strike(struck, liv.person)
    with clock.at(moment("2028-01-01 12:00")):
        for change in (
            lambda: correct(kept, liv.person, participants=7),
            lambda: strike(kept, liv.person),
            lambda: put_back(struck, liv.person),
        ):
            with pytest.raises(base_year_services.YearNotOpen):
                change()
    with clock.at(moment("2027-12-31 12:00")):
        assert correct(kept, liv.person, participants=7).participants == 7
