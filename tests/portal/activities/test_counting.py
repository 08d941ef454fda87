"""The rules of what counts, as a table and as properties that hold for every activity."""

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.choices import ACTIVITY_KINDS
from portal.activities import counting
from portal.activities.counting import RULES_OF_2023, Facts, Verdict, verdict
from portal.activities.words import REASONS, WARNINGS

DAY = datetime.date(2026, 3, 2)
VISIT = Facts("visit", DAY, participants=1, minutes=None, led_by_supporter=True, in_norway=True)
GROUP = Facts("conversation_group", DAY, participants=3, minutes=45, led_by_supporter=True, in_norway=True)
COURSE = Facts("course", DAY, participants=8, minutes=90, led_by_supporter=False, in_norway=True)


@pytest.mark.parametrize(
    ("facts", "changes", "reasons"),
    [
        (VISIT, {}, ()),
        (VISIT, {"led_by_supporter": False}, ("not_led",)),
        (VISIT, {"in_norway": False}, ("abroad",)),
        (VISIT, {"participants": None}, ("no_participants",)),
        (VISIT, {"participants": 0}, ("too_few",)),
        (GROUP, {}, ()),
        (GROUP, {"kind": "activity_group"}, ()),
        (GROUP, {"participants": 2}, ("too_few",)),
        (GROUP, {"participants": None}, ("no_participants",)),
        (GROUP, {"minutes": 44}, ("too_short",)),
        (GROUP, {"minutes": None}, ("no_minutes",)),
        (GROUP, {"led_by_supporter": False}, ("not_led",)),
        (GROUP, {"in_norway": False}, ("abroad",)),
        (
            GROUP,
            {"participants": None, "minutes": None, "led_by_supporter": False, "in_norway": False},
            ("no_participants", "no_minutes", "not_led", "abroad"),
        ),
        (COURSE, {}, ()),
        (COURSE, {"minutes": 89}, ("too_short",)),
        (COURSE, {"minutes": None}, ("no_minutes",)),
        (COURSE, {"participants": None}, ("no_participants",)),
        (COURSE, {"in_norway": False}, ("abroad",)),
        (GROUP, {"kind": "phone"}, ("by_phone",)),
        (GROUP, {"kind": "digital"}, ("digital",)),
        (GROUP, {"kind": "other"}, ("no_kind",)),
        (GROUP, {"kind": "something new"}, ("no_kind",)),
    ],
)
def test_truth_table(facts, changes, reasons):
    assert verdict(dataclasses.replace(facts, **changes), RULES_OF_2023) == Verdict(not reasons, reasons)


def test_the_leader_is_one_of_three_only_where_a_year_says_so():
    two = dataclasses.replace(GROUP, participants=2)
    milder = dataclasses.replace(RULES_OF_2023, leader_counts_as_participant=True)
    assert verdict(two, milder) == Verdict(True, ())
    assert verdict(dataclasses.replace(two, led_by_supporter=False), milder) == Verdict(False, ("too_few", "not_led"))


def test_the_last_day_of_the_year_counts_with_a_warning():
    last = dataclasses.replace(GROUP, day=datetime.date(2026, 12, 31))
    assert verdict(last, RULES_OF_2023) == Verdict(True, (), ("last_day",))
    assert verdict(dataclasses.replace(last, minutes=1), RULES_OF_2023) == Verdict(False, ("too_short",))


facts = st.builds(
    Facts,
    kind=st.sampled_from([code for code, _name in ACTIVITY_KINDS] + ["", "VISIT"]),
    day=st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)),
    participants=st.none() | st.integers(0, 2000),
    minutes=st.none() | st.integers(0, 1440),
    led_by_supporter=st.booleans(),
    in_norway=st.booleans(),
)
rules = st.builds(
    counting.Rules,
    base_year=st.integers(2023, 2040),
    group_minutes=st.integers(1, 240),
    course_minutes=st.integers(1, 480),
    group_participants=st.integers(1, 20),
    leader_counts_as_participant=st.booleans(),
)


@given(facts, rules)
def test_counts_exactly_when_there_is_no_reason_against(facts, rules):
    found = verdict(facts, rules)
    assert found.counts is (found.reasons == ())
    assert set(found.reasons) <= set(REASONS)
    assert set(found.warnings) <= set(WARNINGS)


@given(facts, rules)
def test_what_is_not_known_never_helps(facts, rules):
    for less in ({"participants": None}, {"minutes": None}, {"led_by_supporter": False}, {"in_norway": False}):
        if verdict(dataclasses.replace(facts, **less), rules).counts:
            assert verdict(facts, rules).counts is True


@given(facts, rules)
def test_more_people_and_more_time_never_hurt(facts, rules):
    if verdict(facts, rules).counts:
        minutes = None if facts.minutes is None else facts.minutes + 15
        more = dataclasses.replace(facts, participants=facts.participants + 1, minutes=minutes)
        assert verdict(more, rules).counts is True


@given(facts, rules)
def test_phone_chat_and_other_kinds_are_never_activity_days(facts, rules):
    if facts.kind not in {"visit", "activity_group", "conversation_group", "course"}:
        assert verdict(facts, rules).counts is False


@given(facts, rules)
def test_a_group_or_course_without_minutes_never_counts(facts, rules):
    unknown = dataclasses.replace(facts, minutes=None)
    if unknown.kind != "visit":
        assert verdict(unknown, rules).counts is False
    assert verdict(dataclasses.replace(facts, participants=None), rules).counts is False
