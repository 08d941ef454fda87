"""Which reminder is due on which day."""

import datetime

import pytest

from portal.reports.models import ChapterDecision, ChapterReport
from portal.reports.years import schedule
from portal.reports.years.deadline import Dates
from tests.conftest import moment

OPENS, LAST = datetime.date(2027, 1, 2), datetime.date(2027, 5, 31)
MID_JUNE = ChapterDecision(kind="extension", last_day=datetime.date(2027, 6, 15))
DUE = [
    ("2027-01-01", None), ("2027-03-31", None), ("2027-04-01", "first"), ("2027-04-30", "first"),
    ("2027-05-01", "second"), ("2027-05-19", "second"), ("2027-05-20", "third"), ("2027-05-28", "third"),
    ("2027-05-29", "last"), ("2027-05-31", "last"), ("2027-06-01", "late"), ("2027-06-14", "late"),
    ("2027-06-15", None), ("2027-12-31", None),
]  # fmt: skip


@pytest.mark.parametrize(("day", "kind"), DUE)
def test_with_the_usual_dates(day, kind):
    assert schedule.due(Dates(OPENS, LAST), datetime.date.fromisoformat(day)) == kind


@pytest.mark.parametrize(
    ("day", "kind"), [("2027-04-15", None), ("2027-04-16", "first"), ("2027-06-01", "second"), ("2027-06-16", "late")]
)
def test_a_chapter_with_more_time_is_reminded_by_its_own_day(day, kind):
    assert schedule.due(Dates(OPENS, LAST, MID_JUNE), datetime.date.fromisoformat(day)) == kind


def test_nobody_is_reminded_before_the_reports_open():
    dates = Dates(datetime.date(2027, 5, 10), LAST)
    days = [datetime.date(2027, 5, 9), datetime.date(2027, 5, 10)]
    assert [schedule.due(dates, day) for day in days] == [None, "second"]


@pytest.mark.parametrize(
    ("day", "on_time", "is_due"),
    [
        ("2027-06-19", True, False),
        ("2027-06-20", True, True),
        ("2027-06-24", True, True),
        ("2027-06-25", True, False),
        ("2027-06-20", False, False),
    ],
)
def test_a_report_that_came_back_is_reminded_of_before_its_time_runs_out(day, on_time, is_due):
    report = ChapterReport(on_time=on_time, returned_at=moment("2027-06-10 09:00"))
    found = schedule.is_correction_due(Dates(OPENS, LAST), report, datetime.date.fromisoformat(day))
    assert found is is_due
