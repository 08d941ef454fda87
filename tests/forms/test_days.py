"""Several days in one text."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.days import MOST_DAYS, DaysField
from tests.forms.cleaning import clean

TODAY = datetime.date(2026, 6, 10)


def field(near=TODAY):
    made = DaysField(required=False)
    made.near = near
    return made


def shown(days):
    return ", ".join(f"{day.day}.{day.month}.{day.year}" for day in days)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", ""),
        ("4.6.2026", "4.6.2026"),
        ("4.6.2026, 5.6.2026 og 9.6.2026", "4.6.2026, 5.6.2026, 9.6.2026"),
        ("9.6.2026 og 4.6.2026, 9.6.2026", "4.6.2026, 9.6.2026"),  # a day twice is once
        ("4.6.26 5.6.26", "4.6.2026, 5.6.2026"),
        ("4/6-26, 5/6-26", "4.6.2026, 5.6.2026"),
        ("4.6.2026\r\n5.6.2026\n\n9.6.2026", "4.6.2026, 5.6.2026, 9.6.2026"),
        ("4.–6. juni 2026", "4.6.2026, 5.6.2026, 6.6.2026"),
        ("fra 4. til 6. juni 2026", "4.6.2026, 5.6.2026, 6.6.2026"),
        ("30.5.2026 - 1.6.2026", "30.5.2026, 31.5.2026, 1.6.2026"),
        ("1., 3. og 5. juni 2026", "1.6.2026, 3.6.2026, 5.6.2026"),
        ("onsdag 3. juni 2026; torsdag den 4. juni 2026", "3.6.2026, 4.6.2026"),
        ("30.12.2025-2.1.2026", "30.12.2025, 31.12.2025, 1.1.2026, 2.1.2026"),
        ("2026-06-04 2026-06-05", "4.6.2026, 5.6.2026"),
    ],
)
def test_days_are_read_as_they_are_meant(text, meant):
    assert shown(clean(field(), text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4.6., 5.6. og 6.6.", "4.6.2026, 5.6.2026, 6.6.2026"),
        ("4/6 5/6", "4.6.2026, 5.6.2026"),
        ("4.-6. juni", "4.6.2026, 5.6.2026, 6.6.2026"),
        ("4/6-6/6", "4.6.2026, 5.6.2026, 6.6.2026"),
        ("30.5.-1.6.", "30.5.2026, 31.5.2026, 1.6.2026"),
        ("4, 5 og 6 juni", "4.6.2026, 5.6.2026, 6.6.2026"),
        ("12.6.", "12.6.2026"),  # the nearest, also where it has not been: the form refuses it
        ("lørdag 20.12., lørdag 3.1.", "20.12.2025, 3.1.2026"),
    ],
)
def test_days_without_a_year_are_certain_when_near_or_beside_their_weekday(text, meant):
    assert shown(clean(field(), text)) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20.12., 3.1.", "20.12.2025, 3.1.2026"),
        ("4.6., 3.1.", "3.1.2026, 4.6.2026"),
        ("2.-4. februar", "2.2.2026, 3.2.2026, 4.2.2026"),
    ],
)
def test_days_of_long_ago_without_a_year_are_shown_before_they_are_kept(text, meant):
    [question] = clean(field(), text)

    assert question.startswith("Vi leste dette som ")
    assert field().bound_data(text, None) == meant
    assert shown(clean(field(), meant)) == meant


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("4.6.2026 og hei", "hei"),
        ("4.6.2026, 31.6.2026, 5.6.2026", "31.6.2026"),
        ("29.2.", "29.2."),
        ("29.2.2026", "29.2.2026"),
        ("4.6.2026, 5.6.2026 kl. 18", "5.6.2026 kl. 18"),
        ("4. og 5.", "5."),
        ("6.-4. juni 2026", "6."),
        ("6.6.2026-4.6.2026", "6.6.2026 - 4.6.2026"),
        ("30., 1. og 2. juni 2026", "30."),
        ("4.6.5.6", "4.6.5.6"),
        (",", ","),
        ("juni", "juni"),
    ],
)
def test_a_part_that_cannot_be_read_is_named(text, part):
    assert clean(field(), text) == [f"Vi kunne ikke lese «{part}». Skriv dagene slik: 4.6.2026, 5.6.2026"]


def test_a_wrong_weekday_and_too_many_days_are_refused_with_a_sentence():
    [weekday] = clean(field(), "mandag 3.6.2026, 4.6.2026")
    assert "onsdag 3. juni 2026" in weekday
    for text in ("1.1.2026-30.4.2026", "4.6.2026, " * 400):
        assert clean(field(), text) == [f"Det er mer enn {MOST_DAYS} dager. Logg høyst {MOST_DAYS} om gangen"]


@given(
    st.lists(st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 12, 31)), min_size=1, max_size=12),
    st.sampled_from([", ", " og ", "\n", "; ", " "]),
    st.sampled_from(["{0.day}.{0.month}.{0.year}", "{0:%d.%m.%y}", "{0.day}/{0.month}-{0:%y}", "{0:%Y-%m-%d}"]),
)
def test_any_list_of_days_is_what_was_meant(days, between, way):
    assert clean(field(), between.join(way.format(day) for day in days)) == sorted(set(days))


@given(st.text(st.sampled_from("0123456789.-/, ogjunitlmars"), max_size=30))
def test_any_text_is_days_or_a_sentence(text):
    read = clean(field(), text)

    assert isinstance(read, list)
    assert all(isinstance(one, datetime.date) for one in read) or len(read) == 1
