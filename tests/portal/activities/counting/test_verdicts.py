"""The rules of what counts (paragraphs 10 to 13), as a table and as properties that hold for every activity."""

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.choices import ACTIVITY_KINDS
from portal.activities.counting.verdicts import (
    NOT_SAID,
    RULES_OF_2023,
    STATED,
    Facts,
    KindRules,
    Rules,
    Verdict,
    verdict,
)
from portal.activities.counting.words import REASONS, WARNINGS, in_words
from portal.supporters.on_the_day import standing

DAY = datetime.date(2026, 3, 2)
SAID = dict.fromkeys(STATED, True)
VISIT = Facts("visit", DAY, participants=1, minutes=None, leader=(), **SAID)
GROUP = Facts("conversation_group", DAY, participants=3, minutes=45, leader=(), **SAID)
ACTIVITY = dataclasses.replace(GROUP, kind="activity_group")
COURSE = Facts("course", DAY, participants=8, minutes=90, leader=("leader_not_said",), **{**SAID, "unpaid": None})
UNSAID = dict.fromkeys(STATED)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("paragraph", "facts", "changes", "reasons"),
    [
        # Outreach: a talk in person between a supporter and one person; no minimum time.
        ("§ 11", VISIT, {}, ()),
        ("§ 11", VISIT, {"minutes": 1}, ()),
        ("§ 11", VISIT, {"participants": None}, ("no_participants",)),
        ("§ 11", VISIT, {"participants": 0}, ("too_few",)),
        ("§ 11", VISIT, {"minutes": None}, ()),
        ("§ 11", VISIT, {"participants": 2}, ()),
        ("§ 11", VISIT, {"leader": ("not_led",)}, ("not_led",)),
        ("§ 11", VISIT, {"leader": ("leader_not_said",)}, ("leader_not_said",)),
        ("§ 11", VISIT, {"in_person": False}, ("not_in_person",)),
        ("§ 11", VISIT, {"in_person": None}, ("in_person_not_said",)),
        ("§ 11", VISIT, {"in_norway": False}, ("abroad",)),
        ("§ 11", VISIT, {"in_norway": None}, ("in_norway_not_said",)),
        ("§§ 4, 11", VISIT, {"own_event": False}, ("not_own",)),
        ("§§ 4, 11", VISIT, {"own_event": None}, ("own_event_not_said",)),
        ("§ 10", VISIT, {"unpaid": False}, ("paid",)),
        ("§ 10", VISIT, {"unpaid": None}, ("unpaid_not_said",)),
        # Talk groups and activity groups: three or more besides the leader, 45 minutes, led by a supporter.
        ("§ 11", GROUP, {}, ()),
        ("§ 11", ACTIVITY, {}, ()),
        ("§ 11", GROUP, {"participants": 2}, ("too_few",)),
        ("§ 11", ACTIVITY, {"participants": 2}, ("too_few",)),
        ("§ 11", GROUP, {"participants": 0}, ("too_few",)),
        ("§ 11", GROUP, {"participants": None}, ("no_participants",)),
        ("§ 11", GROUP, {"minutes": 44}, ("too_short",)),
        ("§ 11", ACTIVITY, {"minutes": 44}, ("too_short",)),
        ("§ 11", GROUP, {"minutes": 45}, ()),
        ("§ 11", GROUP, {"minutes": 0}, ("too_short",)),
        ("§ 11", GROUP, {"minutes": None}, ("no_minutes",)),
        ("§ 11", ACTIVITY, {"participants": 0}, ("too_few",)),
        ("§ 11", ACTIVITY, {"participants": None}, ("no_participants",)),
        ("§ 11", ACTIVITY, {"participants": 3}, ()),
        ("§ 11", ACTIVITY, {"minutes": 45}, ()),
        ("§ 11", ACTIVITY, {"minutes": None}, ("no_minutes",)),
        ("§ 11", GROUP, {"leader": ("not_led",)}, ("not_led",)),
        ("§ 11", ACTIVITY, {"leader": ("not_led",)}, ("not_led",)),
        ("§ 11", GROUP, {"leader": ("not_led",), "unpaid": None}, ("not_led",)),  # nobody asks for the pay of others
        ("§ 11", GROUP, {"leader": ("leader_not_said",), "unpaid": None}, ("leader_not_said",)),
        ("§ 11", GROUP, {"in_person": False}, ("not_in_person",)),  # over video: not said in the text, so strict
        ("§ 11", GROUP, {"in_person": None}, ("in_person_not_said",)),
        ("§ 11", GROUP, {"in_norway": False}, ("abroad",)),
        ("§ 11", GROUP, {"in_norway": None}, ("in_norway_not_said",)),
        ("§§ 4, 11", GROUP, {"own_event": None}, ("own_event_not_said",)),
        ("§§ 4, 11", GROUP, {"own_event": False}, ("not_own",)),  # attending somebody else's
        ("§ 10", GROUP, {"unpaid": False}, ("paid",)),
        ("§ 10", GROUP, {"unpaid": None}, ("unpaid_not_said",)),
        ("§ 11", ACTIVITY, {"in_person": False}, ("not_in_person",)),
        ("§ 11", ACTIVITY, {"in_person": None}, ("in_person_not_said",)),
        ("§ 11", ACTIVITY, {"in_norway": False}, ("abroad",)),
        ("§ 11", ACTIVITY, {"in_norway": None}, ("in_norway_not_said",)),
        ("§§ 4, 11", ACTIVITY, {"own_event": False}, ("not_own",)),
        ("§§ 4, 11", ACTIVITY, {"own_event": None}, ("own_event_not_said",)),
        ("§ 10", ACTIVITY, {"unpaid": False}, ("paid",)),
        ("§ 10", ACTIVITY, {"unpaid": None}, ("unpaid_not_said",)),
        # Whoever led it is a supporter of that day: approved, appointed, signed, active, by an office assessed.
        ("§ 10", GROUP, {"leader": ("leader_not_appointed",)}, ("leader_not_appointed",)),
        ("§ 10", GROUP, {"leader": ("leader_not_signed",)}, ("leader_not_signed",)),
        ("§ 10", GROUP, {"leader": ("leader_not_active",)}, ("leader_not_active",)),
        ("§ 10", GROUP, {"leader": ("leader_not_assessed",)}, ("leader_not_assessed",)),
        # A course day: 2 x 45 minutes; no word on who leads, nor on their pay.
        ("§ 11", COURSE, {}, ()),
        ("§ 11", COURSE, {"leader": ("not_led",), "unpaid": False}, ()),
        ("§ 11", COURSE, {"unpaid": True}, ()),
        ("§ 11", COURSE, {"leader": ("leader_not_active",)}, ()),
        ("§ 11", COURSE, {"minutes": 90}, ()),
        ("§ 11", COURSE, {"minutes": 89}, ("too_short",)),
        ("§ 11", COURSE, {"minutes": None}, ("no_minutes",)),
        ("§ 11", COURSE, {"participants": None}, ("no_participants",)),
        ("§ 11", COURSE, {"participants": 0}, ()),  # only supporters, who are no participants here
        ("§ 11", COURSE, {"participants": 1}, ()),
        ("§ 11", COURSE, {"in_person": False}, ("not_in_person",)),
        ("§ 11", COURSE, {"in_norway": False}, ("abroad",)),
        ("§ 11", COURSE, {"in_person": None}, ("in_person_not_said",)),
        ("§ 11", COURSE, {"in_norway": None}, ("in_norway_not_said",)),
        ("§§ 4, 11", COURSE, {"own_event": False}, ("not_own",)),
        ("§§ 4, 11", COURSE, {"own_event": None}, ("own_event_not_said",)),
        # Phone, chat and the rest are no activity days, whatever else is so.
        ("§§ 12, 13", GROUP, {"kind": "phone"}, ("by_phone",)),
        ("§§ 12, 13", GROUP, {"kind": "digital"}, ("digital",)),
        ("§§ 12, 13", GROUP, {"kind": "digital", **UNSAID}, ("digital",)),
        ("§ 11", GROUP, {"kind": "other"}, ("no_kind",)),
        ("§ 11", GROUP, {"kind": "something new"}, ("no_kind",)),
        # Every reason at once, in this order.
        (
            "§§ 10, 11",
            GROUP,
            {"participants": None, "minutes": None, "leader": ("leader_not_signed",), **UNSAID},
            ("no_participants", "no_minutes", "leader_not_signed", "unpaid_not_said", "in_person_not_said",
             "in_norway_not_said", "own_event_not_said"),
        ),
    ],
)  # fmt: skip
def test_truth_table(paragraph, facts, changes, reasons):
    found = verdict(dataclasses.replace(facts, **changes), RULES_OF_2023)
    assert (found.counts, found.reasons) == (not reasons, reasons), paragraph


def with_kind(kind, **changes):
    """The rules of 2023 with other conditions for one kind."""
    asked = dataclasses.replace(RULES_OF_2023.kinds.get(kind, KindRules()), **changes)
    return dataclasses.replace(RULES_OF_2023, kinds={**RULES_OF_2023.kinds, kind: asked})


@pytest.mark.parametrize(
    ("facts", "changes", "rules", "reasons"),
    [
        (GROUP, {"participants": 2}, {"leader_counts_as_participant": True}, ()),
        (GROUP, {"participants": 1}, {"leader_counts_as_participant": True}, ("too_few",)),
        (GROUP, {"participants": 2, "leader": ("not_led",)}, {"leader_counts_as_participant": True},
         ("too_few", "not_led")),
        (VISIT, {"participants": 0}, {"leader_counts_as_participant": True}, ("too_few",)),  # nobody was visited
        (GROUP, {"in_norway": None}, {"in_norway": False}, ()),
        (GROUP, {"own_event": False}, {"own_event": False}, ()),
        (GROUP, {"unpaid": None}, {"unpaid": False}, ()),
        (GROUP, {}, {"kinds": {}}, ("no_kind",)),
    ],
)  # fmt: skip
def test_other_rules_for_all_kinds(facts, changes, rules, reasons):
    found = verdict(dataclasses.replace(facts, **changes), dataclasses.replace(RULES_OF_2023, **rules))
    assert (found.counts, found.reasons) == (not reasons, reasons)


@pytest.mark.parametrize(
    ("facts", "changes", "rules", "reasons"),
    [
        (GROUP, {}, with_kind("conversation_group", minutes=60), ("too_short",)),
        (ACTIVITY, {}, with_kind("conversation_group", minutes=60), ()),
        (GROUP, {"minutes": None}, with_kind("conversation_group", minutes=0), ()),
        (GROUP, {"participants": 2}, with_kind("conversation_group", participants=2), ()),
        (GROUP, {"in_person": False}, with_kind("conversation_group", in_person=False), ()),
        (COURSE, {}, with_kind("course", led_by_supporter=True), ("leader_not_said",)),
        (GROUP, {"kind": "digital", "in_person": False}, with_kind("digital"), ("not_in_person",)),
        (GROUP, {"kind": "digital", "in_person": False}, with_kind("digital", in_person=False), ()),
    ],
)
def test_other_rules_for_one_kind(facts, changes, rules, reasons):
    found = verdict(dataclasses.replace(facts, **changes), rules)
    assert (found.counts, found.reasons) == (not reasons, reasons)


def test_the_last_day_of_the_year_counts_with_a_warning():
    last = dataclasses.replace(GROUP, day=datetime.date(2026, 12, 31))
    assert verdict(last, RULES_OF_2023) == Verdict(True, (), ("last_day",))
    assert verdict(last, dataclasses.replace(RULES_OF_2023, warns_of_last_day=False)) == Verdict(True, ())
    assert verdict(dataclasses.replace(last, minutes=1), RULES_OF_2023) == Verdict(False, ("too_short",))


def test_without_a_duration_a_visit_counts_with_a_warning():
    """§ 13: the time or duration of each activity."""
    assert verdict(VISIT, RULES_OF_2023) == Verdict(True, (), ("no_duration",))
    assert verdict(dataclasses.replace(VISIT, minutes=20), RULES_OF_2023) == Verdict(True, ())
    assert verdict(dataclasses.replace(GROUP, minutes=None), RULES_OF_2023) == Verdict(False, ("no_minutes",))


@pytest.mark.parametrize(
    ("reasons", "missing", "against"),
    [
        ((), 0, 0),
        (("in_norway_not_said", "leader_not_said"), 2, 0),
        (("too_short", "in_norway_not_said"), 0, 1),  # saying it would not help
        (("report_sent",), 0, 1),
    ],
)
def test_what_is_missing_is_asked_for_only_where_it_helps(reasons, missing, against):
    found = in_words(Verdict(not reasons, reasons))
    assert (len(found["missing"]), len(found["reasons"]), found["counts"]) == (missing, against, not reasons)


maybe = st.none() | st.booleans()
LEADERS = [(), ("not_led",), ("leader_not_said",), (standing.NOT_SIGNED, standing.NOT_ACTIVE)]
facts = st.builds(
    Facts,
    kind=st.sampled_from([code for code, _name in ACTIVITY_KINDS] + ["", "VISIT"]),
    day=st.dates(datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)),
    participants=st.none() | st.integers(0, 2000),
    minutes=st.none() | st.integers(0, 1440),
    leader=st.sampled_from(LEADERS),
    in_person=maybe,
    in_norway=maybe,
    own_event=maybe,
    unpaid=maybe,
)
kind_rules = st.builds(
    KindRules,
    minutes=st.integers(0, 480),
    participants=st.integers(1, 20),
    led_by_supporter=st.booleans(),
    in_person=st.booleans(),
)
KINDS = ["visit", "activity_group", "conversation_group", "course"]
rules = st.builds(
    Rules,
    base_year=st.integers(2023, 2040),
    kinds=st.dictionaries(st.sampled_from(KINDS), kind_rules),
    leader_counts_as_participant=st.booleans(),
    in_norway=st.booleans(),
    own_event=st.booleans(),
    unpaid=st.booleans(),
    warns_of_last_day=st.booleans(),
)


@given(facts, rules)
def test_counts_exactly_when_there_is_no_reason_against(facts, rules):
    found = verdict(facts, rules)
    assert found.counts is (found.reasons == ())
    assert set(found.reasons) <= set(REASONS)
    assert set(found.warnings) <= set(WARNINGS)
    assert set(found.missing) <= NOT_SAID


@given(facts, rules)
def test_what_is_not_said_never_helps(facts, rules):
    """What counts while nobody has said something, counts whatever is said of it: also by the answer that is worst."""
    worst = {"participants": 0, "minutes": 0, "leader": ("not_led",), **dict.fromkeys(STATED, False)}
    for name, value in worst.items():
        unknown = ("leader_not_said",) if name == "leader" else None
        if verdict(dataclasses.replace(facts, **{name: unknown}), rules).counts:
            assert verdict(dataclasses.replace(facts, **{name: value}), rules).counts, name


@given(facts, rules)
def test_more_people_and_more_time_never_hurt(facts, rules):
    if verdict(facts, rules).counts:
        minutes = None if facts.minutes is None else facts.minutes + 15
        participants = facts.participants + 1
        more = dataclasses.replace(facts, participants=participants, minutes=minutes)
        assert verdict(more, rules).counts is True


@given(facts)
def test_phone_chat_and_other_kinds_are_never_activity_days(facts):
    if facts.kind not in KINDS:
        assert verdict(facts, RULES_OF_2023).counts is False


@given(facts)
def test_a_group_or_course_without_minutes_never_counts(facts):
    unknown = dataclasses.replace(facts, minutes=None)
    if unknown.kind != "visit":
        assert verdict(unknown, RULES_OF_2023).counts is False
    assert verdict(dataclasses.replace(facts, participants=None), RULES_OF_2023).counts is False
