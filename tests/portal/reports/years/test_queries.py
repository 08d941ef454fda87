"""Which years there are, and where each chapter's report stands."""

import datetime

import pytest

from portal import clock
from portal.reports import services as reports
from portal.reports.models import ReportingYear
from portal.reports.years import queries as year_queries

pytestmark = pytest.mark.django_db


def test_overview(bergen, oslo, siri, rolf, year, begun, sent):
    assert [(line.chapter.name, line.status) for line in year_queries.overview(2026)] == [
        ("Bergen", "sent"),
        ("Oslo", "not_begun"),
    ]
    assert year_queries.sent_of(2026) == (1, 2)
    with clock.at(datetime.datetime(2027, 6, 1, 0, 0, tzinfo=clock.OSLO)):
        assert [line.status for line in year_queries.overview(2026)] == ["sent", "late"]
    reports.return_(sent, "Antallet i mars", by=siri)
    assert [line.status for line in year_queries.overview(2026)] == ["returned", "not_begun"]


def test_years_that_exist(in_may, year):
    assert [year_queries.reporting_year(base_year) is not None for base_year in (2025, 2026, 2027, 2028)] == [
        False,
        True,
        True,
        False,
    ]
    assert ReportingYear.objects.count() == 1
