"""Of several workers one does each chore, and another takes it over when that one is gone."""

import datetime

import pytest

from portal import clock, leases
from portal.models import Lease
from portal.operations.management.commands import worker
from tests.conftest import moment

START = moment("2030-06-01 12:00")
SECOND = datetime.timedelta(seconds=1)


def turn_at(seconds, name="chore", pause=300):
    with clock.at(START + seconds * SECOND), leases.turn(name, pause=pause) as is_ours:
        return is_ours


@pytest.mark.django_db
def test_a_chore_is_done_once_in_its_period_whoever_asks():
    turns = {seconds: turn_at(seconds) for seconds in (0, 1, 150, 269, 271, 400)}

    assert turns == {0: True, 1: False, 150: False, 269: False, 271: True, 400: False}
    assert turn_at(401, name="another")
    assert turn_at(402, pause=0)


@pytest.mark.django_db
def test_a_chore_that_is_being_done_is_left_alone_until_its_lease_is_over():
    Lease.objects.create(name="chore", holder="killed", until=START + leases.LEASE_TIME)

    assert [turn_at(seconds) for seconds in (0, 29, 31)] == [False, False, True]


@pytest.mark.django_db
def test_what_killed_workers_leave_is_swept_and_what_is_noted_stays():
    Lease.objects.create(name="paper", holder="killed", until=START)
    turn_at(0)
    leases.note("folder", "here")

    with clock.at(START + leases.LEASE_TIME):
        assert leases.forget_left() == 0
    with clock.at(START + 11 * leases.LEASE_TIME):
        assert leases.forget_left() == 1
    assert (leases.noted("folder"), leases.noted("other"), turn_at(1)) == ("here", "", False)


@pytest.mark.django_db
def test_a_clock_that_is_set_back_stops_no_chore():
    Lease.objects.create(name="chore", holder="killed", until=START + 3600 * SECOND, begun_at=START + 3600 * SECOND)

    assert turn_at(0)


@pytest.mark.django_db
def test_what_is_done_all_the_time_stays_with_one_worker_and_costs_few_writes(monkeypatch, django_assert_num_queries):
    assert turn_at(0, pause=1)
    with django_assert_num_queries(1):
        assert turn_at(1, pause=1)

    process = leases._process  # noqa: SLF001  nothing public does
    monkeypatch.setattr(leases, "_process", lambda pid: "another")
    assert [turn_at(seconds, pause=1) for seconds in (2, 29, 31)] == [False, False, True]
    monkeypatch.setattr(leases, "_process", process)
    assert not turn_at(32, pause=1)
    monkeypatch.setattr(leases, "_process", lambda pid: "another")
    leases.leave()
    monkeypatch.setattr(leases, "_process", process)
    assert turn_at(33, pause=1)


@pytest.mark.django_db
def test_a_chore_that_fails_gives_its_lease_back(caplog, monkeypatch):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is in a transaction

    def chore():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), leases.turn("chore", pause=1):
        raise ZeroDivisionError
    worker.Command().do(chore, pause=300)

    assert set(Lease.objects.exclude(name="chore").values_list("holder", "until")) == {("", None)}
    assert "chore failed: ZeroDivisionError" in caplog.text
