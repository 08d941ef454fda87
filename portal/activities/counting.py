"""Does this activity count as an activity day for the grant, and if not, why? Pure functions.

Source: forskrift om tilskudd til funksjonshemmedes organisasjoner (FOR-2023-01-01-122), paragraph 11, and paragraphs
10, 12 and 13 where they are named. What the text leaves open is read strictly; what is not known never counts.
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

GROUPS = frozenset({"activity_group", "conversation_group"})


@dataclass(frozen=True)
class Rules:
    """What a base year demands: minutes for groups and for a course day, participants in a group."""

    base_year: int
    group_minutes: int
    course_minutes: int
    group_participants: int
    leader_counts_as_participant: bool


# Paragraph 11: three or more participants, 45 minutes, a course day of 2 x 45. Whether the leader is one of the three
# is not said; the strict reading is three besides the leader.
FIRST = Rules(2023, group_minutes=45, course_minutes=90, group_participants=3, leader_counts_as_participant=False)


@dataclass(frozen=True)
class Facts:
    """``participants`` leaves out the supporters; None means that nobody said."""

    kind: str
    day: datetime.date
    participants: int | None
    minutes: int | None
    led_by_supporter: bool
    in_norway: bool


@dataclass(frozen=True)
class Verdict:
    counts: bool
    reasons: tuple  # why it does not count; empty when it does
    warnings: tuple = ()  # what the secretariat should look at although it counts


def verdict(facts, rules):
    """Whether the activity counts by these rules, with every reason against it. Counts only without a single one."""
    if facts.kind == "visit":
        reasons = _visit(facts)
    elif facts.kind in GROUPS:
        reasons = _group(facts, rules)
    elif facts.kind == "course":
        reasons = _course_day(facts, rules)
    else:
        reasons = _elsewhere(facts)
    if not facts.in_norway:  # paragraph 11: every kind takes place in Norway
        reasons.append(ABROAD)
    if reasons:
        return Verdict(False, tuple(reasons))
    return Verdict(True, (), _warnings(facts))


def _visit(facts):
    """Outreach is a talk in person between a supporter and somebody in the target group. No least time in the text."""
    return _met_somebody(facts) + _led(facts)


def _group(facts, rules):
    """Three or more participants, at least 45 minutes, led by a supporter."""
    leader = 1 if rules.leader_counts_as_participant and facts.led_by_supporter else 0
    if facts.participants is None:
        reasons = [NO_PARTICIPANTS]
    else:
        reasons = [TOO_FEW] if facts.participants + leader < rules.group_participants else []
    return reasons + _lasted(facts, rules.group_minutes) + _led(facts)


def _course_day(facts, rules):
    """Training of supporters, at least 2 x 45 minutes a day. The text does not say who leads it."""
    return _met_somebody(facts) + _lasted(facts, rules.course_minutes)


def _elsewhere(facts):
    """Phone and chat are told for the organisation as a whole (paragraphs 12 and 13), never as an activity day."""
    return [{"phone": BY_PHONE, "digital": DIGITAL}.get(facts.kind, NO_KIND)]


def _met_somebody(facts):
    if facts.participants is None:
        return [NO_PARTICIPANTS]
    return [] if facts.participants >= 1 else [TOO_FEW]


def _lasted(facts, least):
    if facts.minutes is None:
        return [NO_MINUTES]
    return [] if facts.minutes >= least else [TOO_SHORT]


def _led(facts):
    return [] if facts.led_by_supporter else [NOT_LED]


def _warnings(facts):
    """Paragraph 10 says before 31 December, paragraph 13 in the year: an activity on that very day is worth a look."""
    return (LAST_DAY,) if (facts.day.month, facts.day.day) == (12, 31) else ()
