"""Dates and times of day as people type them."""

import datetime
import zoneinfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from forms.dates import DateField, TimeField, UpcomingDateField, moment_in_utc
from tests.forms.cleaning import OTHER_DIGITS, clean

TODAY = datetime.date(2026, 6, 10)


def understood(field, typed):
    """The date that the field shows for this text and accepts then; without a guess, the date that it accepts."""
    field.today = TODAY
    return field.clean(field.bound_data(typed, None))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3.6", (2026, 6, 3)), ("3/6-26", (2026, 6, 3)), ("03.06.2026", (2026, 6, 3)), ("2026-06-03", (2026, 6, 3)),
        ("24.12", (2025, 12, 24)), (" 3. 6. 2026 ", (2026, 6, 3)), ("3.6.", (2026, 6, 3)), ("10.6", (2026, 6, 10)),
        ("i går", (2026, 6, 9)), ("onsdag 3. juni", (2026, 6, 3)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed, day):
    assert understood(DateField(), typed) == datetime.date(*day)


@pytest.mark.parametrize("typed", ["31.2.2026", "0.1", "i fjor", "2026-13-01", "99.99.9999", "3.6.0"])
def test_what_is_no_date_gets_a_sentence(typed):
    with pytest.raises(ValidationError):
        DateField().clean(typed)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Vi leste dette som torsdag 24. desember 2026."),
        ("nn", "Vi las dette som torsdag 24. desember 2026."),
        ("en", "We read this as Thursday 24 December 2026."),
    ],
)
def test_a_year_that_was_guessed_is_said_and_shown_before_the_date_is_accepted(language, sentence):
    field = UpcomingDateField()
    field.today = TODAY

    with translation.override(language), pytest.raises(ValidationError) as asked:
        field.clean("24.12")

    assert asked.value.messages[0].startswith(sentence)
    assert field.bound_data("24.12", None) == "24.12.2026"
    assert field.clean("24.12.2026") == datetime.date(2026, 12, 24)


def test_a_year_that_was_guessed_is_that_of_the_page():
    field = DateField()
    field.year = 2024

    assert understood(field, "24.12") == datetime.date(2024, 12, 24)


def test_a_weekday_that_contradicts_the_date_is_asked_about_and_what_was_typed_stays():
    field = DateField()
    field.today = TODAY

    assert clean(field, "mandag 3.6.2026") == [
        "Datoen faller på en annen ukedag: onsdag 3. juni 2026. Rett ukedagen eller datoen."
    ]
    assert field.bound_data("mandag 3.6.2026", None) == "mandag 3.6.2026"


@given(st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2031, 12, 31)))
def test_a_full_date_means_itself(day):
    for written in (f"{day.day}.{day.month}.{day.year}", day.isoformat()):
        assert understood(DateField(), written) == day


@given(st.integers(1, 28), st.integers(1, 12))
def test_a_date_without_a_year_has_been_within_the_last_year(day, month):
    read = understood(DateField(), f"{day}.{month}")

    assert (read.day, read.month) == (day, month)
    assert datetime.timedelta(0) <= TODAY - read < datetime.timedelta(days=366)


@given(st.text(OTHER_DIGITS + "./-: ", max_size=10))
def test_a_date_and_a_time_in_digits_of_another_script_are_read_or_refused(text):
    assert isinstance(clean(DateField(required=False), text), datetime.date | list | None)
    assert isinstance(clean(TimeField(required_message="Når?"), text), datetime.time | list)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("9.6", (2027, 6, 9)), ("10.6", (2026, 6, 10)), ("11.6", (2026, 6, 11)), ("9.6.2026", (2026, 6, 9)),
     ("1.1.31", (2031, 1, 1))],
)  # fmt: skip
def test_a_date_of_a_plan_is_the_next_such_date(typed, day):
    assert understood(UpcomingDateField(), typed) == datetime.date(*day)


@given(st.integers(1, 28), st.integers(1, 12))
def test_an_upcoming_date_without_a_year_is_within_the_next_year(day, month):
    read = understood(UpcomingDateField(), f"{day}.{month}")

    assert datetime.timedelta(0) <= read - TODAY < datetime.timedelta(days=366)


@pytest.mark.parametrize(
    ("typed", "is_fine"), [("1.1.1950", True), ("31.12.1949", False), ("31.12.2031", True), ("1.1.2032", False)]
)
def test_a_date_lies_in_years_that_the_forms_can_be_about(typed, is_fine):
    field = DateField()
    field.today = TODAY

    assert isinstance(clean(field, typed), datetime.date) is is_fine


def test_a_date_that_is_missing_is_none_or_an_error():
    assert DateField(required=False).clean(" \u200b") is None
    assert len(clean(DateField(), "")) == 1


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_a_time_of_day_means_itself_however_it_is_written(time):
    field = TimeField(required_message="Når?")

    for written in (f"{time:%H.%M}", f"{time:%H:%M}", f"{time:%H%M}", f"kl. {time:%H.%M}", f" Klokka {time:%H:%M} "):
        assert field.clean(written) == time


@pytest.mark.parametrize("typed", ["24", "18.60", "halv seks", "1.2.3", "123456", "18.3", ""])
def test_what_is_no_time_gets_one_sentence(typed):
    assert len(clean(TimeField(required_message="Når?"), typed)) == 1


OSLO = zoneinfo.ZoneInfo("Europe/Oslo")


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 1, 1)), st.times())
def test_a_moment_is_shown_in_its_zone_as_it_was_written_or_does_not_exist(day, time):
    try:
        moment = moment_in_utc(day, time, OSLO)
    except ValidationError:
        assert (day.month, time.hour) == (3, 2)  # the night in which the clocks go forward
    else:
        local = moment.astimezone(OSLO)
        assert (local.date(), local.time()) == (day, time)
