"""``verify_events`` tells when a count of talks is changed in the database."""

import datetime

import pytest

from portal.calls.models import Tally
from portal.calls.tally import services as tally_services
from portal.calls.tally import witness

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
OTHER_DAY = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)


@pytest.fixture
def tally(liv, mari):
    """Liv's of May, noted and then corrected."""
    for talks in (4, 6):
        noted = tally_services.note_talks(liv, datetime.date(2026, 5, 1), talks, ["new"], by=liv)
    return noted


def test_each_column_is_witnessed(tally):
    assert set(tally_services.TALLY) == {column.name for column in Tally._meta.concrete_fields}
    assert witness.faults() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("talks", 4), ("themes", ["work"]), ("month", datetime.date(2026, 4, 1)), ("noted_at", OTHER_DAY)],
)
def test_each_column_that_is_changed_is_told(tally, column, value):
    Tally.objects.filter(pk=tally.pk).update(**{column: value})
    assert witness.faults() == [f"the count of talks in row {tally.pk}: {tally_services.TALLY[column]}"]


def test_whose_it_is_is_told(tally, mari):
    Tally.objects.filter(pk=tally.pk).update(person=mari)
    assert witness.faults() == [f"the count of talks in row {tally.pk}: whose it is"]


def test_one_that_is_deleted_or_put_in_is_told(tally, mari):
    forged = Tally.objects.create(person=mari, month=datetime.date(2026, 5, 1), talks=90)
    assert witness.faults() == [f"the count of talks in row {forged.pk}: there is no record of it in the event log"]
    Tally.objects.all().delete()
    assert witness.faults() == ["event without a number (tally.note): the row that it is about is gone"] * 2
