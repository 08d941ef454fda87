"""``verify_events`` tells when the dates of a year, or a decision about a chapter, are changed in the database."""

import datetime

import pytest

from portal.reports.models import ChapterDecision, ReportingYear
from portal.reports.years import services as year_services
from portal.reports.years import witness
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
EXTENSION, MID_JUNE = ChapterDecision.Kind.EXTENSION, datetime.date(2027, 6, 15)


@pytest.fixture
def extended(bergen, year, siri):
    return year_services.decide(bergen, 2026, EXTENSION, last_day=MID_JUNE, reason="Flom i lokalet", by=siri)


def test_each_column_of_a_decision_is_witnessed(extended, year):
    assert set(year_services.DECISION) == {column.name for column in ChapterDecision._meta.concrete_fields}
    assert witness.faults() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("last_day", datetime.date(2027, 7, 1)), ("reason", "Annet"), ("at", moment("2027-05-01 12:00"))],
)
def test_a_decision_that_is_changed_in_the_database_is_told(extended, column, value):
    ChapterDecision.objects.update(**{column: value})
    words = year_services.DECISION[column]
    assert witness.faults() == [f"the decision about a report in row {extended.pk}: {words}"]


def test_dates_that_are_changed_or_decisions_that_are_put_in_are_told(bergen, siri, year):
    ReportingYear.objects.update(deadline=MID_JUNE)
    forged = ChapterDecision.objects.create(
        chapter=bergen, year=year, kind=EXTENSION, last_day=MID_JUNE, reason="Flom", by=siri
    )
    assert witness.faults() == [
        f"the reporting year in row {year.pk}: the deadline",
        f"the decision about a report in row {forged.pk}: there is no record of it in the event log",
    ]


def test_moved_dates_are_as_recorded_and_a_decision_that_is_gone_is_told(extended, year, siri):
    year_services.change_dates(2026, opens=year.opens, last_day=datetime.date(2027, 6, 7), by=siri)
    assert witness.faults() == []
    ChapterDecision.objects.all().delete()
    assert witness.faults() == ["event without a number (report.decide): the row that it is about is gone"]
