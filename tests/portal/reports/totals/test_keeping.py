"""What the worker has counted is shown with the time; where it is silent, the page counts itself."""

import datetime
import itertools
import uuid

import pytest

from portal import clock, fragments
from portal.activities.corrections import services as correction_services
from portal.operations.management.commands.worker import PERIODIC_TASKS
from portal.reports.models import CountedYear
from portal.reports.totals import keeping
from portal.reports.totals import queries as total_queries
from portal.reports.totals import services as total_services
from portal.reports.totals.queries import COUNTIES
from tests.conftest import moment

pytestmark = pytest.mark.django_db
NOON = moment("2026-06-10 12:00")
PAGE = "/sekretariat/tall/2026/"


def later(seconds):
    return clock.at(NOON + datetime.timedelta(seconds=seconds))


def count_all():
    """The years that are counted until nothing is due."""
    return list(itertools.takewhile(bool, iter(total_services.count_due, object())))


def number(year=2026):
    fragments.forget_cached()
    return total_queries.totals(year, exact=True).total.count


def test_each_year_that_is_kept_is_counted_once_the_newest_first():
    with later(0):
        assert count_all() == [2026, 2025, 2024, 2023, 2022]
        assert count_all() == []
    with later(299):
        assert count_all() == []
    with later(300):
        assert sorted(count_all()) == [2022, 2023, 2024, 2025, 2026]
    with clock.at(moment("2027-01-01 00:00")):
        assert 2027 in count_all()
        assert sorted(CountedYear.objects.values_list("base_year", flat=True)) == [2023, 2024, 2025, 2026, 2027]


def test_after_an_event_the_two_newest_years_are_counted_within_a_minute(log, bergen, rolf):
    with later(0):
        count_all()
        row = log(bergen, rolf, led_by_another=True)
        assert count_all() == []
    with later(40):
        assert sorted(count_all()) == [2025, 2026]
        assert number() == 1
    with later(80):
        assert count_all() == []
        correction_services.strike(row, token=uuid.uuid4(), version=row.version, reason="not_held", by=rolf)
        assert sorted(count_all()) == [2025, 2026]
        assert number() == 0


def test_the_page_shows_what_was_counted_and_when(log, bergen, rolf, siri, client_of):
    with later(0):
        log(bergen, rolf, led_by_another=True)
        count_all()
    with later(9 * 60):
        log(bergen, rolf, led_by_another=True, day=datetime.date(2026, 5, 4))
        page = client_of(siri).get(PAGE)
    assert page.context["total"].count == 1
    assert "<p>Beregnet klokka 12.</p>" in page.content.decode()


def test_where_the_worker_is_silent_the_page_counts_itself(log, bergen, rolf, siri, client_of):
    with later(0):
        count_all()
    with later(10 * 60):
        log(bergen, rolf, led_by_another=True)
        fragments.forget_cached()
        page = client_of(siri).get(PAGE)
    assert page.context["total"].count == 1
    assert "<p>Beregnet klokka 12.10.</p>" in page.content.decode()


@pytest.mark.parametrize("odd", [{}, [1], {"cells": [[1]], "leaders": [], "listed": [], "unreadable": 0}])
def test_what_is_kept_and_cannot_be_read_is_counted_anew(log, bergen, rolf, odd):
    with later(0):
        log(bergen, rolf, led_by_another=True)
        count_all()
        CountedYear.objects.update(counted=odd)
        assert keeping.kept(2026) is None
        assert number() == 1
    with later(300):
        count_all()
        assert keeping.kept(2026) is not None


def test_what_was_counted_by_a_clock_that_was_ahead_is_counted_anew():
    with later(3600):
        count_all()
    with later(0):
        assert keeping.kept(2026) is None
        assert 2026 in count_all()
        assert keeping.kept(2026) is not None


def test_counties_are_those_of_now(log, bergen, rolf):
    """The chapter has moved to another county since: its numbers are the kept ones."""
    with later(0):
        log(bergen, rolf, led_by_another=True)
        count_all()
        type(bergen).objects.filter(pk=bergen.pk).update(county="Rogaland")
        fragments.forget_cached()
        table = total_queries.totals(2026, exact=True).table(COUNTIES)
    assert [(line.key, line.count) for line in table.lines] == [("Rogaland", 1)]


def test_the_worker_counts():
    assert total_services.count_due in [task for task, _seconds in PERIODIC_TASKS]
