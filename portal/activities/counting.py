"""Decide whether an activity counts as an activity day for the grant, and give the reasons if not. Pure functions.

Source: forskrift om tilskudd til funksjonshemmedes organisasjoner (FOR-2023-01-01-122), paragraph 11, and paragraphs
10, 12 and 13 where they are named. Where the text is unclear, the strict reading is used. Missing values never count.
"""

import datetime
from dataclasses import dataclass

NO_PARTICIPANTS = "no_participants"
TOO_FEW = "too_few"
NO_MINUTES = "no_minutes"
TOO_SHORT = "too_short"
NOT_LED = "not_led"
ABROAD = "abroad"
BY_PHONE = "by_phone"
DIGITAL = "digital"
NO_KIND = "no_kind"

LAST_DAY = "last_day"

GROUP_KINDS = frozenset({"activity_group", "conversation_group"})


@dataclass(frozen=True)
class Rules:
    """The requirements of a base year: minutes for groups and for a course day, participants in a group."""

    base_year: int
    group_minutes: int
    course_minutes: int
    group_participants: int
    leader_counts_as_participant: bool


# Paragraph 11: three or more participants, 45 minutes, a course day of 2 x 45. Whether the leader is one of the three
# is not said; the strict reading is three besides the leader.
RULES_OF_2023 = Rules(
    2023, group_minutes=45, course_minutes=90, group_participants=3, leader_counts_as_participant=False
)


@dataclass(frozen=True)
class Facts:
    """What is known of one activity. ``participants`` does not include the supporters; None means not stated."""

    kind: str
    day: datetime.date
    participants: int | None
    minutes: int | None
    led_by_supporter: bool
    in_norway: bool


@dataclass(frozen=True)
class Verdict:
    """Whether an activity counts. ``reasons`` and ``warnings`` hold the codes above."""

    counts: bool
    reasons: tuple  # why it does not count; empty when it does
    warnings: tuple = ()  # what the secretariat should look at although it counts


def verdict(facts, rules):
    """The ``Verdict`` by these rules, with every reason against the activity. It counts only when there is none."""
    if facts.kind == "visit":
        reasons = _visit_reasons(facts)
    elif facts.kind in GROUP_KINDS:
        reasons = _group_reasons(facts, rules)
    elif facts.kind == "course":
        reasons = _course_day_reasons(facts, rules)
    else:
        reasons = _not_an_activity_day(facts)
    if not facts.in_norway:  # paragraph 11: every kind takes place in Norway
        reasons.append(ABROAD)
    if reasons:
        return Verdict(False, tuple(reasons))
    return Verdict(True, (), _warnings(facts))


def _visit_reasons(facts):
    """Outreach: a talk in person between a supporter and somebody in the target group. There is no minimum time."""
    return _participant_reasons(facts) + _leader_reasons(facts)


def _group_reasons(facts, rules):
    """Three or more participants, at minimum 45 minutes, led by a supporter."""
    leader = 1 if rules.leader_counts_as_participant and facts.led_by_supporter else 0
    if facts.participants is None:
        reasons = [NO_PARTICIPANTS]
    else:
        reasons = [TOO_FEW] if facts.participants + leader < rules.group_participants else []
    return reasons + _duration_reasons(facts, rules.group_minutes) + _leader_reasons(facts)


def _course_day_reasons(facts, rules):
    """Training of supporters, at minimum 2 x 45 minutes a day. The text does not say who leads it."""
    return _participant_reasons(facts) + _duration_reasons(facts, rules.course_minutes)


def _not_an_activity_day(facts):
    """Phone and chat are reported for the whole organisation (paragraphs 12 and 13), never as activity days."""
    return [{"phone": BY_PHONE, "digital": DIGITAL}.get(facts.kind, NO_KIND)]


def _participant_reasons(facts):
    if facts.participants is None:
        return [NO_PARTICIPANTS]
    return [] if facts.participants >= 1 else [TOO_FEW]


def _duration_reasons(facts, minimum):
    if facts.minutes is None:
        return [NO_MINUTES]
    return [] if facts.minutes >= minimum else [TOO_SHORT]


def _leader_reasons(facts):
    return [] if facts.led_by_supporter else [NOT_LED]


def _warnings(facts):
    """Paragraph 10 says before 31 December, paragraph 13 in the year: activities on that day are checked by hand."""
    return (LAST_DAY,) if (facts.day.month, facts.day.day) == (12, 31) else ()
