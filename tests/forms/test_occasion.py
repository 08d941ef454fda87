"""When something is held."""

import datetime

import pytest

from forms.occasion import OccasionForm
from tests.conftest import moment

NOON = moment("2026-06-10 12:00")


def form_of(now=NOON, **changes):
    form = OccasionForm({"day": "17.6.2026", "begins": "18", "ends": "20"} | changes, now=now)
    form.full_clean()
    return form


@pytest.mark.parametrize(("written", "day"), [("17.6", "17.6.2026"), ("9.6", "9.6.2027"), ("10.6", "10.6.2026")])
def test_a_date_without_a_year_lies_in_the_future_and_is_shown_first(written, day):
    form = form_of(day=written)

    assert (list(form.errors), form["day"].value()) == (["day"], day)


def test_a_date_with_its_year_can_lie_in_the_past():
    assert form_of(day="1.2.2026").cleaned_data["day"] == datetime.date(2026, 2, 1)


@pytest.mark.parametrize(
    ("day", "begins", "in_utc"),
    [
        ("17.6.2026", "18", "2026-06-17T16:00:00+00:00"),
        ("17.12.2026", "18", "2026-12-17T17:00:00+00:00"),
        ("25.10.2026", "02.30", "2026-10-25T00:30:00+00:00"),  # comes twice that night: the first
    ],
)
def test_a_time_is_norwegian_time(day, begins, in_utc):
    form = form_of(day=day, begins=begins)

    assert form.moment("begins", form.cleaned_data["day"]).isoformat() == in_utc


def test_a_time_that_does_not_exist_is_an_error_of_its_field():
    form = form_of(day="28.3.2027", begins="02.30")

    assert form.moment("begins", form.cleaned_data["day"]) is None
    assert list(form.errors) == ["begins"]


@pytest.mark.parametrize("changes", [{"day": "31.6"}, {"begins": "25"}, {"begins": ""}])
def test_of_a_day_or_time_that_is_wrong_there_is_no_moment(changes):
    form = form_of(**changes)
    errors = dict(form.errors)

    assert form.moment("begins", form.cleaned_data.get("day")) is None
    assert form.errors == errors


@pytest.mark.parametrize(("places", "is_fine"), [("", True), ("1", True), ("500", True), ("0", False), ("501", False)])
def test_places(places, is_fine):
    assert form_of(places=places).is_valid() is is_fine
