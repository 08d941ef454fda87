"""Whether somebody counted as a supporter on a day: a row for each rule and edge."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.supporters.on_the_day.standing import Appointed, Days, History, Standings, standing_on, state_on

BEGAN, ENDED = datetime.date(2026, 2, 1), datetime.date(2026, 9, 1)
BEFORE, LAST, AFTER = datetime.date(2026, 1, 31), datetime.date(2026, 8, 31), datetime.date(2026, 9, 2)
MARCH, OCTOBER = datetime.date(2026, 3, 2), datetime.date(2026, 10, 1)
ALWAYS = Days(datetime.date(2020, 1, 1))
WHOLE = History((Appointed(ALWAYS, signed=(ALWAYS,)),), active=(ALWAYS,))


def appointed(**changes):
    return History((Appointed(**{"days": ALWAYS, "signed": (ALWAYS,), **changes}),), active=(ALWAYS,))


def active(*periods, **changes):
    return History(appointed(**changes).appointments, active=periods)


OFFICE = appointed(by_office=True)


@pytest.mark.parametrize(
    ("day", "history", "against"),
    [
        # Nothing is missing.
        (MARCH, WHOLE, ()),
        # Appointed: the first day counts, the day on which it ended does not.
        (MARCH, History(), ("leader_not_appointed",)),
        (BEFORE, appointed(days=Days(BEGAN)), ("leader_not_appointed",)),
        (BEGAN, appointed(days=Days(BEGAN)), ()),
        (LAST, appointed(days=Days(BEGAN, ENDED)), ()),
        (ENDED, appointed(days=Days(BEGAN, ENDED)), ("leader_not_appointed",)),
        (MARCH, appointed(days=Days(BEGAN, ENDED)), ()),  # has ended since, and counts for March
        # Signed: so that it counted that day.
        (MARCH, appointed(signed=()), ("leader_not_signed",)),
        (MARCH, appointed(signed=None), ()),  # the category asks for no declaration
        (BEFORE, appointed(signed=(Days(BEGAN),)), ("leader_not_signed",)),
        (BEGAN, appointed(signed=(Days(BEGAN),)), ()),
        (LAST, appointed(signed=(Days(BEGAN, ENDED),)), ()),
        (ENDED, appointed(signed=(Days(BEGAN, ENDED),)), ("leader_not_signed",)),  # lapsed that day
        (ENDED, appointed(signed=(Days(BEGAN, ENDED), Days(ENDED))), ()),  # and renewed
        (AFTER, appointed(signed=(Days(BEGAN, ENDED), Days(OCTOBER))), ("leader_not_signed",)),  # a hole between
        # Active: not on a break, and not before it began.
        (MARCH, active(), ("leader_not_active",)),
        (MARCH, active(Days(OCTOBER)), ("leader_not_active",)),  # became active in October
        (OCTOBER, active(Days(OCTOBER)), ()),
        (LAST, active(Days(BEGAN, ENDED)), ()),
        (ENDED, active(Days(BEGAN, ENDED)), ("leader_not_active",)),  # the break began that day
        (OCTOBER, active(Days(BEGAN, ENDED), Days(OCTOBER)), ()),
        (MARCH, active(Days(MARCH, MARCH)), ("leader_not_active",)),
        # A supporter from before this site was one before it was noted here, but not in a later break.
        (MARCH, active(Days(OCTOBER), is_transfer=True), ()),
        (MARCH, active(is_transfer=True), ("leader_not_active",)),  # never became active here
        (ENDED, active(Days(BEGAN, ENDED), Days(OCTOBER), is_transfer=True), ("leader_not_active",)),
        (BEFORE, active(Days(OCTOBER), days=Days(BEGAN), is_transfer=True), ("leader_not_appointed",)),
        # By an office: with an assessment of their own, made by that day.
        (MARCH, OFFICE, ("leader_not_assessed",)),
        (MARCH, History(OFFICE.appointments, OFFICE.active, (OCTOBER,)), ("leader_not_assessed",)),
        (MARCH, History(OFFICE.appointments, OFFICE.active, (BEGAN,)), ()),
        (BEGAN, History(OFFICE.appointments, OFFICE.active, (BEGAN,)), ()),
        (MARCH, History((*OFFICE.appointments, *WHOLE.appointments), (ALWAYS,)), ()),  # chosen as well
        # Every reason at once.
        (MARCH, History((Appointed(ALWAYS, (), by_office=True),)),
         ("leader_not_signed", "leader_not_active", "leader_not_assessed")),
    ],
)  # fmt: skip
def test_standing(day, history, against):
    assert standing_on(day, history) == against


@pytest.mark.parametrize(
    ("day", "history", "state"),
    [
        (MARCH, History(), "becoming"),
        (MARCH, WHOLE, "active"),
        (MARCH, active(), "becoming"),  # appointed, and not active yet
        (MARCH, active(Days(OCTOBER)), "becoming"),
        (ENDED, active(Days(BEGAN, ENDED)), "paused"),
        (OCTOBER, active(Days(BEGAN, ENDED), Days(OCTOBER)), "active"),
        (BEFORE, appointed(days=Days(BEGAN, ENDED)), "becoming"),
        (LAST, appointed(days=Days(BEGAN, ENDED)), "active"),
        (ENDED, appointed(days=Days(BEGAN, ENDED)), "ended"),
        (MARCH, active(Days(OCTOBER), is_transfer=True), "active"),  # a supporter before this site
    ],
)
def test_the_state_on_a_day(day, history, state):
    assert state_on(day, history) == state


day_of_two_weeks = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 14))
spans = st.builds(Days, day_of_two_weeks, st.none() | day_of_two_weeks)
some_spans = st.lists(spans, max_size=2).map(tuple)
appointments = st.builds(Appointed, spans, st.none() | some_spans, st.booleans(), st.booleans())
histories = st.builds(
    History,
    st.lists(appointments, max_size=2).map(tuple),
    some_spans,
    st.lists(day_of_two_weeks, max_size=2).map(tuple),
)


@given(histories)
def test_what_is_worked_out_once_is_so_on_each_of_its_days(history):
    standings = Standings({7: history})
    days = [datetime.date(2025, 12, 31) + datetime.timedelta(days=number) for number in range(17)]
    assert [standings.on(day, 7) for day in days] == [standing_on(day, history) for day in days]


@given(histories)
def test_the_parts_of_a_year_cover_each_of_its_days_once(history):
    first, last = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
    parts = Standings({7: history}).between(first, last, 7)
    days = [
        begins + datetime.timedelta(days=number)
        for begins, ends, _standing in parts
        for number in range((ends - begins).days + 1)
    ]

    assert days == [first + datetime.timedelta(days=number) for number in range(365)]
    assert all(standing == standing_on(day, history) for begins, ends, standing in parts for day in (begins, ends))
