"""What is read in a text: the one thing that was meant, or nothing."""

import datetime

import pytest

from forms import readers
from forms.days import read_days

TODAY = datetime.date(2026, 12, 10)
DAY, NEXT_DAY = datetime.date(2027, 5, 31), datetime.date(2026, 12, 11)  # a Monday, a Friday


def refused(read, *args, **how):
    """The kind of refusal; None if the text is read."""
    try:
        read(*args, **how)
    except readers.Unreadable as wrong:
        return type(wrong).__name__
    return None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("6", 6), ("06", 6), ("12.0", 12), ("12,00", 12), ("12.", 12), ("1 000", 1000), ("1.000", 1000),
        ("1,000", 1000), ("1\u00a0000", 1000), ("1\u202f000", 1000), ("1'000", 1000), ("1.000,00", 1000),
        ("1 234 567", 1234567), (" \u200b7 ", 7), ("6 personer", 6), ("6 stk.", 6),
    ],
)  # fmt: skip
def test_a_whole_number_is_read_as_people_write_it(typed, number):
    assert readers.read_whole_number(typed, readers.PEOPLE) == number


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("1.5", "NotWhole"), ("1,5", "NotWhole"), ("1.30", "NotWhole"), ("0.500", "NotWhole"),
        ("1 30", "Unreadable"), ("1.000.0000", "Unreadable"), ("1000.000", "Unreadable"), ("12.000.00", "Unreadable"),
        ("-1", "Unreadable"), ("6-7", "Unreadable"), ("seks", "Unreadable"), ("2 uker", "Unreadable"),
        ("1e3", "Unreadable"), ("٦", "Unreadable"), ("", "Unreadable"), ("9" * 16, "Unreadable"),
        ("1" + " 000" * 5, "Unreadable"), ("1" + " 000" * 2000, "Unreadable"), ("1." + "0" * 6000, "Unreadable"),
    ],
)  # fmt: skip
def test_what_could_be_another_number_is_refused(typed, kind):
    assert refused(readers.read_whole_number, typed, readers.DAYS) == kind


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90), ("90 min", 90), ("90 minutter.", 90), ("90m", 90), ("1 t 30", 90), ("1t30m", 90), ("1:30", 90),
        ("1,5 timer", 90), ("1.5 t", 90), ("1½ time", 90), ("1 1/2 time", 90), ("halvannen time", 90),
        ("halvannan time", 90), ("1 time og 30 minutter", 90), ("1 hour 30 min", 90), ("en og en halv time", 90),
        ("to timer", 120), ("2 h", 120), ("en halv time", 30), ("halvtime", 30), ("tre kvarter", 45), ("1 440", 1440),
    ],
)  # fmt: skip
def test_a_duration_is_read_in_minutes_and_in_hours(typed, minutes):
    assert readers.read_minutes(typed) == minutes


@pytest.mark.parametrize(
    "typed", ["1.5", "1,5", "1.30", "1.30 t", "1,5 t 30", "1 t 90", "90 min 30", "halvannen", "t", "1-2 timer", "lenge"]
)
def test_a_duration_that_could_be_another_is_refused(typed):
    assert refused(readers.read_minutes, typed) in ("NotWhole", "Unreadable")


@pytest.mark.parametrize(
    "typed",
    [
        "31.5.2027", "31.05.27", "31/5-2027", "31/5-27", "31/5 27", "31 5 2027", "31,5,2027", "31-5-2027",
        "2027-05-31", "2027.5.31", "31052027", "20270531", "31. mai 2027", "31.mai 27", "31 May 2027",
        "May 31st, 2027", "mandag 31.5.2027", "måndag den 31. mai 2027", "man. 31/5-2027", "31.5.2027 (mandag)",
        "den 31. mai 2027", "\u200b31.\u00a05.\u00a02027", "31.5.2027.",
    ],
)  # fmt: skip
def test_a_date_with_its_year_is_certain(typed):
    assert readers.read_date(typed, today=TODAY) == readers.ReadDate(DAY, is_certain=True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("mandag 31.5", DAY), ("31. mai", DAY), ("3105", DAY), ("310527", DAY), ("i dag", TODAY),
        ("i morgen", NEXT_DAY), ("i morgon", NEXT_DAY), ("fredag", NEXT_DAY), ("på fredag", NEXT_DAY),
        ("24.12", datetime.date(2026, 12, 24)), ("5.3", datetime.date(2027, 3, 5)),
        ("29.2", datetime.date(2028, 2, 29)),
        ("5/6/2027", datetime.date(2027, 6, 5)), ("27-05-31", datetime.date(2031, 5, 27)),
    ],
)  # fmt: skip
def test_what_is_guessed_of_a_plan_is_not_certain(typed, day):
    assert readers.read_date(typed, today=TODAY, is_upcoming=True) == readers.ReadDate(day, is_certain=False)


@pytest.mark.parametrize(
    ("typed", "year", "day"),
    [
        ("torsdag", None, (2026, 12, 10)), ("10.10", None, (2026, 10, 10)), ("0312", None, (2026, 12, 3)),
        ("24.12", None, (2025, 12, 24)), ("5.3", None, (2026, 3, 5)), ("29.2", None, (2024, 2, 29)),
        ("24.12", 2026, (2026, 12, 24)), ("5.3", 2025, (2025, 3, 5)),
    ],
)  # fmt: skip
def test_what_is_guessed_of_what_has_been_is_past_or_in_the_year_of_the_page(typed, year, day):
    read = readers.read_date(typed, today=TODAY, year=year)

    assert read == readers.ReadDate(datetime.date(*day), is_certain=False)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("i dag", (2026, 12, 10)), ("i går", (2026, 12, 9)), ("i forgårs", (2026, 12, 8)),
        ("onsdag", (2026, 12, 9)), ("sist onsdag", (2026, 12, 9)), ("sist fredag", (2026, 12, 4)),
        ("24.11", (2026, 11, 24)), ("24/11", (2026, 11, 24)), ("24. november", (2026, 11, 24)), ("5/11", (2026, 11, 5)),
        ("11.10", (2026, 10, 11)), ("onsdag 25. november", (2026, 11, 25)), ("søndag 31. mai", (2026, 5, 31)),
    ],
)  # fmt: skip
def test_a_day_that_has_been_is_certain_by_its_weekday_or_when_it_is_not_long_ago(typed, day):
    assert readers.read_date(typed, today=TODAY) == readers.ReadDate(datetime.date(*day), is_certain=True)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("tirsdag 31.5.2027", DAY), ("31. mai 2027, tysdag", DAY), ("mandag 31.5", datetime.date(2026, 5, 31))],
)
def test_a_weekday_that_contradicts_the_date_is_refused_with_that_date(typed, day):
    with pytest.raises(readers.WrongWeekday) as wrong:
        readers.read_date(typed, today=TODAY)

    assert wrong.value.day == day


@pytest.mark.parametrize(
    "typed", ["", "31.2.2026", "31.5-1.6", "mai 2027", "3.62026", "99.99", "5/31/2027", "32. mai", "i fjor", "2027"]
)
def test_what_is_no_date_is_refused(typed):
    assert refused(readers.read_date, typed, today=TODAY) == "Unreadable"


@pytest.mark.parametrize(("typed", "year"), [("1.1.31", 2031), ("1.1.32", 2032), ("1.1.50", 1950), ("1.1.99", 1999)])
def test_two_digits_are_the_year_that_a_date_can_lie_in(typed, year):
    assert readers.read_date(typed, today=TODAY).day.year == year


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("18", "18:00"), ("18.30", "18:30"), ("18:30", "18:30"), ("1830", "18:30"), ("18,30", "18:30"),
        ("18 30", "18:30"),
        ("kl. 18", "18:00"), ("Klokka 18.30", "18:30"), ("06", "06:00"), ("0600", "06:00"), ("9", "09:00"),
        ("6 pm", "18:00"), ("6.30 p.m.", "18:30"), ("12 am", "00:00"), ("12pm", "12:00"), ("18:30:00", "18:30"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(typed, time):
    assert f"{readers.read_time(typed):%H:%M}" == time


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("6", "MorningOrEvening"), ("kl 6.30", "MorningOrEvening"), ("130", "MorningOrEvening"), ("24", "Unreadable"),
        ("18.3", "Unreadable"), ("18-20", "Unreadable"), ("halv seks", "Unreadable"), ("13 pm", "Unreadable"),
        ("18.60", "Unreadable"), ("", "Unreadable"),
    ],
)  # fmt: skip
def test_a_time_that_could_be_another_is_refused(typed, kind):
    assert refused(readers.read_time, typed) == kind


@pytest.mark.parametrize("typed", ["5003", "50 03", "N-5003", "NO 5003", "5003 Bergen", "5003, Bergen"])
def test_a_postcode_is_read_with_its_place(typed):
    assert readers.read_postcode(typed) == "5003"


@pytest.mark.parametrize("typed", ["500", "50031", "5-003", "50a03", "5003 2", "١٢٣٤", ""])
def test_what_is_no_postcode_is_refused(typed):
    assert refused(readers.read_postcode, typed) == "Unreadable"


LONG = ["9" * 6000, "1" + " 000" * 2000, "9." * 3000, "9:" * 3000, "9/" * 3000, "9 " * 3000, "1,5" + "0" * 6000]


@pytest.mark.slow
@pytest.mark.parametrize("typed", LONG, ids=lambda typed: typed[:6])
@pytest.mark.parametrize(
    "read",
    [
        readers.read_whole_number,
        readers.read_minutes,
        readers.read_postcode,
        readers.read_time,
        lambda typed: readers.read_date(typed, today=TODAY),
        lambda typed: read_days(typed, near=TODAY),
    ],
    ids=["number", "minutes", "postcode", "time", "date", "days"],
)
@pytest.mark.parametrize("unit", ["", " min", " timer", " 2027"])
def test_what_is_much_too_long_is_refused_and_nothing_breaks(read, typed, unit):
    assert refused(read, typed + unit)
