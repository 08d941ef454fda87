from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import assume, example, given
from hypothesis import strategies as st

from home.helplines.hours import (
    HALF_DAYS,
    LOOK_AHEAD_DAYS,
    DayException,
    DayPlan,
    Holiday,
    HolidayRule,
    Hours,
    Season,
    Slot,
    State,
    Status,
    UpcomingHoliday,
    day_plan,
    holidays_of,
    is_open,
    next_opening,
    open_spans,
    status,
    upcoming_holidays,
)

OSLO = ZoneInfo("Europe/Oslo")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
CHECKED = date(2026, 6, 1)
JUNE = {"Mon": 8, "Tue": 9, "Wed": 10, "Sun": 7}  # 2026
ALL_DAY_LONG = tuple(Slot(weekday, time(10), time(14)) for weekday in range(7))

PEOPLE_WITH_MS = (Slot(MONDAY, time(11), time(15)), Slot(WEDNESDAY, time(17), time(21)))
RELATIVES = (Slot(TUESDAY, time(17), time(21)),)
LINE = Hours(slots=PEOPLE_WITH_MS + RELATIVES, checked=CHECKED)


def oslo(year, month, day, hour=0, minute=0, second=0, fold=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=OSLO, fold=fold)


def utc(year, month, day, hour=0, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


# The week


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("Mon", (9, 59), Status(State.CLOSED, opens_at=oslo(2026, 6, 8, 11))),
        ("Mon", (10, 0), Status(State.OPENS_SOON, opens_at=oslo(2026, 6, 8, 11), minutes=60)),
        ("Mon", (10, 59), Status(State.OPENS_SOON, opens_at=oslo(2026, 6, 8, 11), minutes=1)),
        ("Mon", (10, 59, 30), Status(State.OPENS_SOON, opens_at=oslo(2026, 6, 8, 11), minutes=1)),
        ("Mon", (11, 0), Status(State.OPEN, until=oslo(2026, 6, 8, 15))),
        ("Mon", (14, 44), Status(State.OPEN, until=oslo(2026, 6, 8, 15))),
        ("Mon", (14, 45), Status(State.CLOSES_SOON, until=oslo(2026, 6, 8, 15), minutes=15)),
        ("Mon", (14, 59), Status(State.CLOSES_SOON, until=oslo(2026, 6, 8, 15), minutes=1)),
        ("Mon", (14, 59, 30), Status(State.CLOSES_SOON, until=oslo(2026, 6, 8, 15), minutes=1)),
        ("Mon", (15, 0), Status(State.CLOSED, opens_at=oslo(2026, 6, 9, 17))),
        ("Tue", (18, 0), Status(State.OPEN, until=oslo(2026, 6, 9, 21))),
        ("Wed", (20, 50), Status(State.CLOSES_SOON, until=oslo(2026, 6, 10, 21), minutes=10)),
        ("Wed", (21, 0), Status(State.CLOSED, opens_at=oslo(2026, 6, 15, 11))),
        ("Sun", (23, 59), Status(State.CLOSED, opens_at=oslo(2026, 6, 8, 11))),
    ],
)
def test_status_follows_the_week(day, clock, expected):
    assert status(LINE, oslo(2026, 6, JUNE[day], *clock)) == expected


def test_status_is_judged_in_oslo_wherever_the_moment_comes_from():
    assert status(LINE, utc(2026, 6, 8, 9)) == Status(State.OPEN, until=oslo(2026, 6, 8, 15))


@pytest.mark.parametrize("question", [is_open, next_opening, status])
def test_a_moment_without_a_zone_is_refused(question):
    with pytest.raises(ValueError, match="time zone"):
        question(LINE, datetime(2026, 6, 8, 11))


def test_next_opening_is_later_than_the_moment_it_is_asked_for():
    moments = [oslo(2026, 6, 8, 10, 59, 59), oslo(2026, 6, 8, 11), oslo(2026, 6, 8, 13)]

    openings = [next_opening(LINE, moment) for moment in moments]

    assert openings == [oslo(2026, 6, 8, 11), oslo(2026, 6, 9, 17), oslo(2026, 6, 9, 17)]


def test_spans_merge_what_overlaps_or_touches():
    hours = Hours(
        slots=(
            Slot(MONDAY, time(14), time(16)),
            Slot(MONDAY, time(9), time(11)),
            Slot(MONDAY, time(11), time(12)),
            Slot(MONDAY, time(15), time(15, 30)),
        )
    )

    assert open_spans(hours, date(2026, 6, 8), 7) == [
        (utc(2026, 6, 8, 7), utc(2026, 6, 8, 10)),
        (utc(2026, 6, 8, 12), utc(2026, 6, 8, 14)),
    ]


def test_status_names_the_end_of_slots_that_touch_not_the_seam():
    hours = Hours(slots=(Slot(MONDAY, time(9), time(11)), Slot(MONDAY, time(11), time(13))), checked=CHECKED)

    assert status(hours, oslo(2026, 6, 8, 10, 55)) == Status(State.OPEN, until=oslo(2026, 6, 8, 13))


def test_a_line_without_hours_is_closed_with_no_opening_in_sight():
    assert status(Hours(checked=CHECKED), oslo(2026, 6, 8, 12)) == Status(State.CLOSED)


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 10, 6), oslo(2026, 10, 6, 12)), (date(2026, 10, 7), None)])
def test_next_opening_looks_as_far_ahead_as_a_summer_is_long(day, expected):
    hours = Hours(exceptions=(DayException(day, closed=False, opens=time(12), closes=time(14)),))

    assert next_opening(hours, oslo(2026, 6, 8, 12)) == expected


def test_two_lines_that_share_a_number_answer_in_turn_and_together_make_its_week():
    people_with_ms = Hours(slots=PEOPLE_WITH_MS)
    relatives = Hours(slots=RELATIVES)
    evenings = [oslo(2026, 6, day, 18) for day in (8, 9, 10)]

    answers = [(is_open(people_with_ms, at), is_open(relatives, at), is_open(LINE, at)) for at in evenings]

    assert answers == [(False, False, False), (False, True, True), (True, False, True)]
    both = open_spans(people_with_ms, date(2026, 6, 8), 7) + open_spans(relatives, date(2026, 6, 8), 7)
    assert sorted(both) == open_spans(LINE, date(2026, 6, 8), 7)


# Past midnight


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (oslo(2026, 6, 12, 19, 59), Status(State.OPENS_SOON, opens_at=oslo(2026, 6, 12, 20), minutes=1)),
        (oslo(2026, 6, 12, 23, 59), Status(State.OPEN, until=oslo(2026, 6, 13, 2))),
        (oslo(2026, 6, 13, 0, 0), Status(State.OPEN, until=oslo(2026, 6, 13, 2))),
        (oslo(2026, 6, 13, 1, 59), Status(State.CLOSES_SOON, until=oslo(2026, 6, 13, 2), minutes=1)),
        (oslo(2026, 6, 13, 2, 0), Status(State.CLOSED, opens_at=oslo(2026, 6, 19, 20))),
        (oslo(2026, 6, 12, 1, 0), Status(State.CLOSED, opens_at=oslo(2026, 6, 12, 20))),
    ],
)
def test_hours_that_cross_midnight_belong_to_the_day_they_begin(at, expected):
    hours = Hours(slots=(Slot(FRIDAY, time(20), time(2)),), checked=CHECKED)

    assert status(hours, at) == expected


def test_hours_that_close_at_midnight_stop_there():
    hours = Hours(slots=(Slot(SUNDAY, time(18), time(0)),))

    assert [is_open(hours, oslo(2026, 6, 7, 23, 59, 59)), is_open(hours, oslo(2026, 6, 8))] == [True, False]


def test_a_closed_day_lets_the_evening_before_run_out():
    hours = Hours(slots=(Slot(FRIDAY, time(20), time(2)),), exceptions=(DayException(date(2026, 6, 13), closed=True),))

    assert [is_open(hours, oslo(2026, 6, 13, hour)) for hour in (1, 2)] == [True, False]


# Exceptions, pauses and hours that nobody has checked


def test_a_closed_day_overrides_the_week():
    hours = Hours(LINE.slots, (DayException(date(2026, 6, 8), closed=True, note="Course"),), checked=CHECKED)

    assert status(hours, oslo(2026, 6, 8, 12)) == Status(State.CLOSED, opens_at=oslo(2026, 6, 9, 17), note="Course")


def test_the_word_to_the_reader_is_there_before_the_line_opens_and_while_it_is_open():
    day = DayException(date(2026, 6, 8), False, time(13), time(14), note="Short day")
    hours = Hours(LINE.slots, (day,), checked=CHECKED)

    assert [status(hours, oslo(2026, 6, 8, 12, minute)).note for minute in (30, 59)] == ["Short day"] * 2
    assert [status(hours, oslo(2026, 6, 8, 13, minute)).note for minute in (0, 50)] == ["Short day"] * 2
    assert status(hours, oslo(2026, 6, 9, 16, 30)).note == ""


def test_other_hours_override_the_week():
    hours = Hours(LINE.slots, (DayException(date(2026, 6, 8), False, time(13), time(14)),), checked=CHECKED)

    answers = [is_open(hours, oslo(2026, 6, 8, hour)) for hour in (11, 12, 13, 14)]

    assert answers == [False, False, True, False]


def test_a_date_may_have_several_openings():
    day = date(2026, 6, 13)
    hours = Hours(
        exceptions=(DayException(day, False, time(18), time(20)), DayException(day, False, time(9), time(10)))
    )

    assert open_spans(hours, day, 1) == [
        (utc(2026, 6, 13, 7), utc(2026, 6, 13, 8)),
        (utc(2026, 6, 13, 16), utc(2026, 6, 13, 18)),
    ]


def test_closed_wins_where_exceptions_disagree():
    day = date(2026, 6, 8)
    hours = Hours(exceptions=(DayException(day, False, time(9), time(10)), DayException(day, closed=True)))

    assert open_spans(hours, day, 1) == []


def test_an_exception_counts_for_its_date_only():
    hours = Hours(LINE.slots, (DayException(date(2026, 6, 8), closed=True),))

    assert [is_open(hours, oslo(2026, 6, day, 12)) for day in (1, 8, 15)] == [True, False, True]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (oslo(2026, 12, 1, 3), Status(State.ALWAYS, until=oslo(2026, 12, 24))),
        (oslo(2026, 12, 23, 3), Status(State.OPEN, until=oslo(2026, 12, 24))),
        (oslo(2026, 12, 23, 23, 50), Status(State.CLOSES_SOON, until=oslo(2026, 12, 24), minutes=10)),
        (oslo(2026, 12, 24, 12), Status(State.CLOSED, opens_at=oslo(2026, 12, 25), note="Staff meeting")),
        (oslo(2026, 12, 25), Status(State.ALWAYS)),
    ],
)
def test_an_exception_closes_even_a_line_that_is_always_open(at, expected):
    hours = Hours(
        exceptions=(DayException(date(2026, 12, 24), closed=True, note="Staff meeting"),),
        always=True,
        checked=date(2026, 12, 1),
    )

    assert status(hours, at) == expected


def test_a_line_that_is_always_open_takes_no_holidays():
    hours = Hours(LINE.slots, always=True, public_holidays=HolidayRule.CLOSED, checked=date(2026, 5, 1))

    assert status(hours, oslo(2026, 5, 25, 3)) == Status(State.ALWAYS)


def test_a_pause_closes_the_line_and_promises_nothing():
    hours = Hours(LINE.slots, paused_note="Back in August", checked=date(2020, 1, 1))
    at = oslo(2026, 6, 8, 12)

    answers = (status(hours, at), is_open(hours, at), next_opening(hours, at))

    assert answers == (Status(State.PAUSED, note="Back in August"), False, None)


@pytest.mark.parametrize(
    ("checked", "state"),
    [
        (date(2026, 6, 8) - timedelta(180), State.OPEN),
        (date(2026, 6, 8) - timedelta(181), State.UNKNOWN),
        (None, State.UNKNOWN),
    ],
)
def test_hours_unchecked_for_180_days_say_nothing(checked, state):
    assert status(Hours(LINE.slots, checked=checked), oslo(2026, 6, 8, 12)).state == state


@pytest.mark.parametrize("state", State)
def test_three_states_mean_that_somebody_answers(state):
    assert Status(state).is_open == (state in {State.OPEN, State.CLOSES_SOON, State.ALWAYS})


# Public holidays


def red_days(year):
    """By a library that shares nothing with our own almanac."""
    return set(country_holidays("NO", years=year, include_sundays=False))


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2029, 4, 1), (2030, 4, 21)]
)
def test_easter_is_the_one_printed_in_the_almanac(year, month, day):
    assert Holiday.EASTER_SUNDAY in holidays_of(year)[date(year, month, day)]


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2026, 2101))
def test_public_holidays_are_those_of_the_law_and_no_ordinary_sundays(year):
    found = {day for day, names in holidays_of(year).items() if any(name.is_public for name in names)}

    assert found == red_days(year)


@pytest.mark.parametrize("year", range(2026, 2031))
def test_every_name_stands_once_in_a_year_and_half_days_stand_alone(year):
    names = [name for names in holidays_of(year).values() for name in names]

    assert sorted(names) == sorted(Holiday)
    assert HALF_DAYS.isdisjoint(name for names in holidays_of(year).values() if len(names) > 1 for name in names)


def test_the_days_have_their_names():
    assert holidays_of(2027)[date(2027, 5, 17)] == (Holiday.CONSTITUTION_DAY, Holiday.WHIT_MONDAY)
    assert [(day.month, day.day, *names) for day, names in holidays_of(2026).items()] == [
        (1, 1, Holiday.NEW_YEARS_DAY),
        (4, 1, Holiday.EASTER_WEDNESDAY),
        (4, 2, Holiday.MAUNDY_THURSDAY),
        (4, 3, Holiday.GOOD_FRIDAY),
        (4, 5, Holiday.EASTER_SUNDAY),
        (4, 6, Holiday.EASTER_MONDAY),
        (5, 1, Holiday.MAY_DAY),
        (5, 14, Holiday.ASCENSION_DAY),
        (5, 17, Holiday.CONSTITUTION_DAY),
        (5, 24, Holiday.WHIT_SUNDAY),
        (5, 25, Holiday.WHIT_MONDAY),
        (12, 24, Holiday.CHRISTMAS_EVE),
        (12, 25, Holiday.CHRISTMAS_DAY),
        (12, 26, Holiday.BOXING_DAY),
        (12, 31, Holiday.NEW_YEARS_EVE),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("year", range(2026, 2031))
def test_status_is_right_at_noon_on_every_day_of_the_year(year):
    days = [date(year, 1, 1) + timedelta(number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    red = red_days(year)

    def noon(rule):
        found = {}
        for day in days:
            now = status(Hours(ALL_DAY_LONG, public_holidays=rule, checked=day), oslo(day.year, day.month, day.day, 12))
            found[day] = now.state, now.holidays
        return found

    closed = {day: (State.CLOSED_HOLIDAY, holidays_of(year)[day]) if day in red else (State.OPEN, ()) for day in days}
    assert noon(HolidayRule.OPEN) == dict.fromkeys(days, (State.OPEN, ()))
    assert noon(HolidayRule.CLOSED) == closed
    assert noon(None) == closed  # nobody has decided


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (HolidayRule.OPEN, Status(State.OPEN, until=oslo(2026, 4, 6, 15))),
        (
            HolidayRule.CLOSED,
            Status(State.CLOSED_HOLIDAY, opens_at=oslo(2026, 4, 7, 17), holidays=(Holiday.EASTER_MONDAY,)),
        ),
    ],
)
def test_easter_monday_2026_follows_the_rule_of_the_line(rule, expected):
    assert status(Hours(LINE.slots, public_holidays=rule, checked=date(2026, 4, 1)), oslo(2026, 4, 6, 12)) == expected


def test_the_day_before_a_holiday_promises_no_opening_on_it():
    hours = Hours(LINE.slots, public_holidays=HolidayRule.CLOSED, checked=date(2026, 4, 1))

    assert status(hours, oslo(2026, 4, 5, 12)) == Status(State.CLOSED, opens_at=oslo(2026, 4, 7, 17))


def test_a_holiday_is_no_reason_on_a_weekday_without_hours():
    hours = Hours(LINE.slots, public_holidays=HolidayRule.CLOSED, checked=date(2026, 4, 1))

    assert status(hours, oslo(2026, 4, 3, 12)) == Status(State.CLOSED, opens_at=oslo(2026, 4, 7, 17))


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (DayException(date(2026, 4, 6), False, time(10), time(13)), Status(State.OPEN, until=oslo(2026, 4, 6, 13))),
        (DayException(date(2026, 4, 6), closed=False), Status(State.OPEN, until=oslo(2026, 4, 6, 15))),
        (DayException(date(2026, 4, 6), closed=True), Status(State.CLOSED, opens_at=oslo(2026, 4, 7, 17))),
    ],
)
def test_an_exception_overrides_the_holiday(exception, expected):
    hours = Hours(LINE.slots, (exception,), public_holidays=HolidayRule.CLOSED, checked=date(2026, 4, 1))

    assert status(hours, oslo(2026, 4, 6, 12)) == expected


def test_an_evening_before_a_holiday_runs_out_past_midnight():
    hours = Hours(
        (Slot(THURSDAY, time(20), time(2)), Slot(FRIDAY, time(20), time(2))), public_holidays=HolidayRule.CLOSED
    )

    answers = [is_open(hours, at) for at in (oslo(2026, 5, 1, 1), oslo(2026, 5, 1, 21), oslo(2026, 5, 2, 1))]

    assert answers == [True, False, False]


# Other hours, half days, and what nobody has decided

ON_EASTER_MONDAY = date(2026, 4, 6)


def test_other_hours_hold_on_a_holiday_where_the_line_would_else_be_open():
    hours = Hours(
        LINE.slots, public_holidays=HolidayRule.OTHER, other_hours=(time(12), time(13)), checked=date(2026, 4, 1)
    )

    assert day_plan(hours, ON_EASTER_MONDAY) == DayPlan(((time(12), time(13)),), (Holiday.EASTER_MONDAY,))
    assert day_plan(hours, date(2026, 4, 3)) == DayPlan(())  # a Friday, on which the line has no hours
    assert status(hours, oslo(2026, 4, 6, 12)) == Status(
        State.OPEN, until=oslo(2026, 4, 6, 13), holidays=(Holiday.EASTER_MONDAY,)
    )
    assert status(hours, oslo(2026, 4, 6, 14)) == Status(
        State.CLOSED, opens_at=oslo(2026, 4, 7, 17), holidays=(Holiday.EASTER_MONDAY,)
    )


def test_the_rule_of_other_hours_without_hours_is_closed():
    assert day_plan(Hours(LINE.slots, public_holidays=HolidayRule.OTHER), ON_EASTER_MONDAY).times == ()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("easter_wednesday", date(2026, 4, 1)),
        ("christmas_eve", date(2026, 12, 24)),
        ("new_years_eve", date(2026, 12, 31)),
    ],
)
def test_each_half_day_has_its_own_rule_and_the_usual_hours_until_it_is_decided(name, day):
    noon = oslo(day.year, day.month, day.day, 12)
    usual = Status(State.OPEN, until=oslo(day.year, day.month, day.day, 14))

    def at_noon(**rules):
        return status(Hours(ALL_DAY_LONG, other_hours=(time(10), time(13)), checked=day, **rules), noon)

    assert at_noon() == usual
    assert at_noon(public_holidays=HolidayRule.CLOSED) == usual
    assert at_noon(**{name: HolidayRule.OPEN}) == usual
    assert at_noon(**{name: HolidayRule.OTHER}) == Status(
        State.OPEN, until=oslo(day.year, day.month, day.day, 13), holidays=(Holiday(name),)
    )
    closed = at_noon(**{name: HolidayRule.CLOSED})
    assert (closed.state, closed.holidays) == (State.CLOSED, (Holiday(name),))


def test_an_evening_that_runs_into_a_closed_day_is_not_explained_by_that_day():
    hours = Hours((Slot(WEDNESDAY, time(20), time(2)), Slot(THURSDAY, time(20), time(2))), checked=date(2026, 4, 1))

    assert status(hours, oslo(2026, 4, 2, 1)) == Status(State.OPEN, until=oslo(2026, 4, 2, 2))
    assert status(hours, oslo(2026, 4, 2, 21)).state == State.CLOSED_HOLIDAY


def test_the_coming_days_are_those_that_change_the_week_of_the_line():
    hours = Hours(LINE.slots, easter_wednesday=HolidayRule.OTHER, other_hours=(time(12), time(13)))

    assert upcoming_holidays(hours, date(2026, 3, 1), 90) == [
        UpcomingHoliday(date(2026, 4, 1), (Holiday.EASTER_WEDNESDAY,), ((time(12), time(13)),), decided=True),
        UpcomingHoliday(date(2026, 4, 6), (Holiday.EASTER_MONDAY,), (), decided=False),
        UpcomingHoliday(date(2026, 5, 25), (Holiday.WHIT_MONDAY,), (), decided=False),
    ]
    assert upcoming_holidays(Hours(always=True), date(2026, 3, 1), 90) == []


def test_an_exception_decides_one_day():
    hours = Hours(LINE.slots, (DayException(ON_EASTER_MONDAY, closed=False, opens=time(10), closes=time(11)),))

    assert upcoming_holidays(hours, date(2026, 4, 2), 7) == [
        UpcomingHoliday(ON_EASTER_MONDAY, (Holiday.EASTER_MONDAY,), ((time(10), time(11)),), decided=True)
    ]


# Seasons

SUMMER = (date(2026, 6, 22), date(2026, 8, 9))  # Monday to Sunday


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (oslo(2026, 6, 15, 12), Status(State.OPEN, until=oslo(2026, 6, 15, 15))),
        (oslo(2026, 6, 21, 12), Status(State.CLOSED, opens_at=oslo(2026, 8, 10, 11))),
        (oslo(2026, 6, 22, 12), Status(State.CLOSED, opens_at=oslo(2026, 8, 10, 11), note="Holiday")),
        (oslo(2026, 8, 9, 23, 59), Status(State.CLOSED, opens_at=oslo(2026, 8, 10, 11), note="Holiday")),
        (oslo(2026, 8, 10, 11), Status(State.OPEN, until=oslo(2026, 8, 10, 15))),
    ],
)
def test_a_season_without_hours_closes_the_line_from_its_first_day_to_its_last(at, expected):
    assert status(Hours(LINE.slots, seasons=(Season(*SUMMER, note="Holiday"),), checked=CHECKED), at) == expected


def test_the_hours_of_a_season_stand_in_for_the_week():
    shorter = (Slot(THURSDAY, time(11), time(13)),)
    hours = Hours(LINE.slots, seasons=(Season(*SUMMER, shorter),))

    assert open_spans(hours, date(2026, 6, 15), 14) == [
        (utc(2026, 6, 15, 9), utc(2026, 6, 15, 13)),
        (utc(2026, 6, 16, 15), utc(2026, 6, 16, 19)),
        (utc(2026, 6, 17, 15), utc(2026, 6, 17, 19)),
        (utc(2026, 6, 25, 9), utc(2026, 6, 25, 11)),
    ]


def test_an_exception_opens_a_day_in_a_closed_season():
    extra = DayException(date(2026, 7, 1), closed=False, opens=time(9), closes=time(10))
    hours = Hours(LINE.slots, (extra,), (Season(*SUMMER),))

    assert next_opening(hours, oslo(2026, 6, 22)) == oslo(2026, 7, 1, 9)


def test_a_holiday_takes_away_the_hours_of_a_season_but_not_what_is_closed_anyway():
    easter_week = Season(date(2026, 3, 30), date(2026, 4, 6), (Slot(FRIDAY, time(10), time(12)),))
    hours = Hours(LINE.slots, seasons=(easter_week,), public_holidays=HolidayRule.CLOSED)

    assert day_plan(hours, date(2026, 4, 3)) == DayPlan((), (Holiday.GOOD_FRIDAY,))
    assert day_plan(hours, ON_EASTER_MONDAY) == DayPlan(())


def test_a_line_that_is_always_open_knows_no_season():
    hours = Hours(seasons=(Season(*SUMMER, note="Holiday"),), always=True, checked=CHECKED)

    assert status(hours, oslo(2026, 7, 1, 3)) == Status(State.ALWAYS)


# The nights when the clock is moved: 25 October 2026 (three becomes two) and Easter night, 28 March 2027 (two becomes
# three)


@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "expected"),
    [
        # across the whole night: an hour more
        (SATURDAY, time(22), time(6), [(utc(2026, 10, 24, 20), utc(2026, 10, 25, 5))]),
        # to a time that comes twice: the first
        (SATURDAY, time(22), time(2, 30), [(utc(2026, 10, 24, 20), utc(2026, 10, 25, 0, 30))]),
        # from a time that comes twice: the first, and so through both
        (SUNDAY, time(2, 30), time(4), [(utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 3))]),
        # within the hour that comes twice: the first time only
        (SUNDAY, time(2, 15), time(2, 45), [(utc(2026, 10, 25, 0, 15), utc(2026, 10, 25, 0, 45))]),
        # after it
        (SUNDAY, time(11), time(15), [(utc(2026, 10, 25, 10), utc(2026, 10, 25, 14))]),
    ],
)
def test_slots_on_the_night_that_gains_an_hour(weekday, opens, closes, expected):
    assert open_spans(Hours((Slot(weekday, opens, closes),)), date(2026, 10, 24), 2) == expected


@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "expected"),
    [
        # across the whole night: an hour less
        (SATURDAY, time(22), time(6), [(utc(2027, 3, 27, 21), utc(2027, 3, 28, 4))]),
        # to a time that is skipped: as if the clock had not been moved
        (SATURDAY, time(22), time(2, 30), [(utc(2027, 3, 27, 21), utc(2027, 3, 28, 1, 30))]),
        # from a time that is skipped
        (SUNDAY, time(2, 30), time(6), [(utc(2027, 3, 28, 1, 30), utc(2027, 3, 28, 4))]),
        # nothing but the hour that is skipped
        (SUNDAY, time(2), time(3), []),
        # after it
        (SUNDAY, time(11), time(15), [(utc(2027, 3, 28, 9), utc(2027, 3, 28, 13))]),
    ],
)
def test_slots_on_the_night_that_loses_an_hour(weekday, opens, closes, expected):
    assert (
        open_spans(Hours((Slot(weekday, opens, closes),), public_holidays=HolidayRule.OPEN), date(2027, 3, 27), 2)
        == expected
    )


def test_status_counts_real_minutes_when_the_hour_comes_twice():
    hours = Hours((Slot(SATURDAY, time(22), time(3)),), checked=date(2026, 10, 1))

    first, second = (status(hours, oslo(2026, 10, 25, 2, 50, fold=fold)) for fold in (0, 1))

    assert first == Status(State.OPEN, until=oslo(2026, 10, 25, 3))
    assert second == Status(State.CLOSES_SOON, until=oslo(2026, 10, 25, 3), minutes=10)


def test_status_counts_real_minutes_when_the_hour_is_skipped():
    hours = Hours((Slot(SUNDAY, time(3, 10), time(6)),), public_holidays=HolidayRule.OPEN, checked=date(2027, 3, 1))

    now = status(hours, oslo(2027, 3, 28, 1, 55))

    assert now == Status(State.OPENS_SOON, opens_at=oslo(2027, 3, 28, 3, 10), minutes=15)


@pytest.mark.parametrize("night", [oslo(2026, 10, 24, 12), oslo(2027, 3, 27, 12)])
@pytest.mark.slow
def test_a_line_that_is_always_open_has_no_gap_on_the_nights_the_clock_is_moved(night):
    hours = Hours(always=True, checked=night.date())
    moments = [night.astimezone(UTC) + timedelta(minutes=number) for number in range(24 * 60)]

    assert {status(hours, at) for at in moments} == {Status(State.ALWAYS)}


# Whatever the rows: times on the quarter hour, so that a walk by quarters misses nothing

QUARTER = timedelta(minutes=15)
quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
weeks = st.lists(st.builds(Slot, st.integers(0, 6), quarters, quarters), max_size=6).map(tuple)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
# Easter with its holidays and the night that loses an hour, and the weeks around the night that gains one
near_a_short_or_long_night = st.one_of(
    st.dates(date(2027, 3, 20), date(2027, 4, 3)), st.dates(date(2026, 10, 18), date(2026, 10, 31))
)
moments_near_it = st.one_of(
    st.datetimes(datetime(2027, 3, 20), datetime(2027, 4, 3), timezones=st.just(UTC)),
    st.datetimes(datetime(2026, 10, 18), datetime(2026, 10, 31), timezones=st.just(UTC)),
)
exceptions = st.one_of(
    st.builds(DayException, near_a_short_or_long_night, st.just(True)),
    st.builds(DayException, near_a_short_or_long_night, st.just(False), quarters, quarters),
)
seasons = st.builds(
    lambda first, days, slots: Season(first, first + timedelta(days), slots),
    near_a_short_or_long_night,
    st.integers(0, 9),
    weeks,
)
rules = st.sampled_from([None, *HolidayRule])
lines = st.builds(
    Hours,
    slots=weeks,
    exceptions=st.lists(exceptions, max_size=3).map(tuple),
    seasons=st.lists(seasons, max_size=1).map(tuple),
    easter_wednesday=rules,
    other_hours=st.tuples(quarters, quarters),
    always=st.sampled_from([False, False, False, True]),
    public_holidays=rules,
    checked=st.just(date(2030, 12, 31)),
)


def open_by_the_clock_on_the_wall(slots, wall):
    yesterday = (wall.weekday() - 1) % 7
    for slot in slots:
        over_midnight = slot.closes <= slot.opens
        if (
            slot.weekday == wall.weekday()
            and slot.opens <= wall.time()
            and (over_midnight or wall.time() < slot.closes)
        ):
            return True
        if slot.weekday == yesterday and over_midnight and wall.time() < slot.closes:
            return True
    return False


@given(weeks, moments)
def test_is_open_agrees_with_the_clock_on_the_wall(slots, at):
    wall = at.astimezone(OSLO).replace(tzinfo=None)
    assume(not (wall.month in (3, 10) and wall.day > 24 and wall.weekday() == SUNDAY and 1 <= wall.hour < 4))

    assert is_open(Hours(slots, public_holidays=HolidayRule.OPEN), at) == open_by_the_clock_on_the_wall(slots, wall)


@pytest.mark.slow
@given(lines, moments_near_it)
@example(LINE, utc(2027, 3, 21, 10, 0))
@example(
    Hours((Slot(SUNDAY, time(2, 30), time(3, 15)), Slot(SUNDAY, time(3), time(4))), public_holidays=HolidayRule.OPEN),
    utc(2027, 3, 28),
)
@example(Hours((Slot(SUNDAY, time(2, 30), time(2, 45)), Slot(SUNDAY, time(2), time(3)))), utc(2026, 10, 24, 23, 50))
def test_next_opening_is_the_first_moment_at_which_open_becomes_true(hours, at):
    end = (
        at.astimezone(OSLO).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(LOOK_AHEAD_DAYS + 1)
    ).astimezone(UTC)
    step = at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
    first = None
    was_open = is_open(hours, at)
    while first is None and (step := step + QUARTER) < end:
        now_open = is_open(hours, step)
        if now_open and not was_open:
            first = step
        was_open = now_open

    found = next_opening(hours, at)

    assert (found and found.astimezone(UTC)) == first


@given(lines, moments_near_it)
def test_status_says_open_exactly_when_the_line_is(hours, at):
    now = status(hours, at)

    assert now.is_open == is_open(hours, at)
    if now.opens_at:
        assert (now.is_open, status(hours, now.opens_at).is_open) == (False, True)
    if now.until:
        last = now.until.astimezone(UTC) - timedelta(microseconds=1)
        assert (status(hours, last).is_open, status(hours, now.until).is_open) == (True, False)


@given(lines, moments_near_it, st.integers(1, 20))
def test_spans_are_in_order_and_apart_and_lie_within_their_days(hours, at, days):
    begin = at.replace(tzinfo=OSLO, hour=0, minute=0, second=0, microsecond=0)
    end = begin + timedelta(days)  # Python adds days to the clock face: midnight again

    edges = [edge for span in open_spans(hours, begin.date(), days) for edge in span]

    assert edges == sorted(set(edges))
    assert [edge for edge in edges if not begin <= edge <= end] == []
