"""What the worker counts of base years: when it is counted anew, and until when it is shown."""

import datetime

import pytest

from portal import clock, events, kept_counts
from portal.activities.models import CountedFacts
from portal.activities.verbs import Verb
from portal.operations.management.commands.worker import PERIODIC_TASKS
from tests.conftest import moment

pytestmark = pytest.mark.django_db
NOON = moment("2026-06-10 12:00")


def counted(*, minutes=0, seconds=0, years=(2025, 2026), changing=(2025, 2026)):
    """The years that the worker counts so long after noon."""
    found = []
    with clock.at(NOON + datetime.timedelta(minutes=minutes, seconds=seconds)):
        while year := kept_counts.count_due(CountedFacts, years, lambda year: [year, seconds], changing=changing):
            found.append(year)
    return found


def something_happens(siri):
    events.record(Verb.COUNTING_RULES_ADD, subject=siri, by=siri)


def test_each_year_is_counted_once_and_every_five_minutes():
    assert counted() == [2026, 2025]
    assert counted(seconds=290) == []
    assert counted(seconds=300) == [2026, 2025]


def test_within_a_minute_after_something_happened_the_years_that_change_are_counted(siri):
    counted()
    something_happens(siri)
    assert counted(seconds=39, changing=[2026]) == []
    assert counted(seconds=41, changing=[2026]) == [2026]
    assert counted(seconds=100, changing=[2026]) == []
    assert CountedFacts.objects.get(base_year=2026).counted == [2026, 41]


def test_what_happens_while_it_is_counted_is_counted_next_time(siri):
    with clock.at(NOON):
        kept_counts.count_due(CountedFacts, [2026], lambda _year: something_happens(siri) or [], changing=[2026])
    assert counted(seconds=60, years=[2026]) == [2026]


def test_a_year_that_is_no_longer_asked_for_is_removed():
    counted()
    assert counted(years=(2026, 2027)) == [2027]
    assert set(CountedFacts.objects.values_list("base_year", flat=True)) == {2026, 2027}


@pytest.mark.parametrize(("minutes", "is_shown"), [(-1, False), (0, True), (9, True), (10, False)])
def test_it_is_shown_for_ten_minutes(minutes, is_shown):
    counted()
    with clock.at(NOON + datetime.timedelta(minutes=minutes)):
        assert (kept_counts.kept(CountedFacts, 2026) is not None) == is_shown
        assert kept_counts.kept(CountedFacts, 2024) is None


def test_a_clock_that_was_ahead_stops_nothing():
    counted(minutes=60)
    assert counted() == [2026, 2025]


def test_the_worker_asks_every_quarter_of_a_minute():
    assert [seconds for task, seconds in PERIODIC_TASKS if task.__name__ == "count_due"][:1] == [15]
