"""A day in Norway ends in Norway, to the last microsecond, winter and summer."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.reports.models import ReportingYear
from portal.reports.years import deadline

TICK = datetime.timedelta(microseconds=1)


def oslo(*parts):
    return datetime.datetime(*parts, tzinfo=clock.OSLO)


def moment_of(day):
    return deadline.dates(ReportingYear(base_year=2026, opens=day, deadline=day)).moment


def test_the_usual_days():
    assert deadline.default_dates(2026) == (datetime.date(2027, 1, 2), datetime.date(2027, 5, 31))
    assert moment_of(datetime.date(2027, 5, 31)).isoformat() == "2027-05-31T23:59:59+02:00"


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (oslo(2027, 5, 31, 23, 59, 58), True),
        (oslo(2027, 5, 31, 23, 59, 59), True),
        (oslo(2027, 5, 31, 23, 59, 59, 999_000), True),
        (oslo(2027, 5, 31, 23, 59, 59, 999_999), True),
        (oslo(2027, 6, 1, 0, 0, 0), False),
        (oslo(2027, 6, 1, 0, 0, 0, 1), False),
        (oslo(2027, 6, 1, 0, 0, 1), False),
        (datetime.datetime(2027, 5, 31, 21, 59, 59, 999_999, tzinfo=datetime.UTC), True),
        (datetime.datetime(2027, 5, 31, 22, 0, tzinfo=datetime.UTC), False),  # midnight in Oslo, in summer time
        (datetime.datetime(2027, 5, 31, 23, 30, tzinfo=datetime.UTC), False),  # a server that thinks in UTC
        (oslo(2027, 1, 2, 0, 0), True),
        (oslo(2028, 1, 1, 0, 0), False),
    ],
)
def test_the_last_second_of_may(received, expected):
    assert deadline.is_on_time(received, moment_of(datetime.date(2027, 5, 31))) is expected


@pytest.mark.parametrize(
    ("day", "last_in_utc"),
    [
        (datetime.date(2027, 3, 28), "2027-03-28T21:59:59"),  # clocks go forward that night
        (datetime.date(2027, 3, 27), "2027-03-27T22:59:59"),
        (datetime.date(2027, 10, 31), "2027-10-31T22:59:59"),  # clocks went back that night
        (datetime.date(2027, 10, 30), "2027-10-30T21:59:59"),
        (datetime.date(2028, 2, 29), "2028-02-29T22:59:59"),  # leap day
        (datetime.date(2027, 2, 28), "2027-02-28T22:59:59"),
        (datetime.date(2026, 12, 31), "2026-12-31T22:59:59"),
    ],
)
def test_other_last_days(day, last_in_utc):
    last = datetime.datetime.fromisoformat(last_in_utc).replace(tzinfo=datetime.UTC)
    assert moment_of(day).astimezone(datetime.UTC) == last
    end = last + datetime.timedelta(seconds=1)
    assert deadline.is_on_time(end - TICK, moment_of(day)) is True
    assert deadline.is_on_time(end, moment_of(day)) is False


@given(
    st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)),
    st.integers(min_value=-(10**13), max_value=10**13),
)
def test_in_time_exactly_when_the_norwegian_date_is_not_later(day, microseconds):
    received = moment_of(day).astimezone(datetime.UTC) + datetime.timedelta(microseconds=microseconds)
    assert deadline.is_on_time(received, moment_of(day)) is (clock.local(received).date() <= day)


def test_a_report_that_was_sent_back_has_fourteen_days():
    last_day = moment_of(datetime.date(2027, 5, 31))
    returned = oslo(2027, 6, 10, 9, 30)
    assert deadline.correct_by(returned) == datetime.date(2027, 6, 24)
    assert deadline.is_on_time(oslo(2027, 6, 24, 23, 59, 59, 999_999), last_day, returned) is True
    assert deadline.is_on_time(oslo(2027, 6, 25, 0, 0), last_day, returned) is False
    assert deadline.is_on_time(oslo(2027, 6, 24, 12, 0), last_day) is False


def test_one_that_was_sent_back_early_still_has_until_the_deadline():
    last_day = moment_of(datetime.date(2027, 5, 31))
    assert deadline.is_on_time(oslo(2027, 5, 31, 23, 0), last_day, oslo(2027, 2, 1, 12, 0)) is True


def test_fourteen_days_across_the_night_that_clocks_go_back():
    returned = oslo(2027, 10, 20, 23, 59)
    assert deadline.correct_by(returned) == datetime.date(2027, 11, 3)
    early = moment_of(datetime.date(2027, 5, 31))
    assert deadline.is_on_time(oslo(2027, 11, 3, 23, 59, 59), early, returned) is True
    assert deadline.is_on_time(oslo(2027, 11, 4, 0, 0), early, returned) is False
