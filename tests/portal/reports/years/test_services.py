"""Opening a reporting year."""

import datetime

import pytest

from portal.models import Event
from portal.reports.years import services as year_services

pytestmark = pytest.mark.django_db


def test_a_year_is_opened_once(siri, year):
    assert year_services.open_year(2026, by=siri) == year
    assert (year.opens, year.deadline) == (datetime.date(2027, 1, 2), datetime.date(2027, 5, 31))
    assert Event.objects.filter(verb="reporting_year.open").count() == 1
