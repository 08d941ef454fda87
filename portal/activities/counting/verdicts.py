"""Decide whether an activity counts as an activity day for the grant, and give the reasons if not. Pure functions.

Source: forskrift om tilskudd til funksjonshemmedes organisasjoner (FOR-2023-01-01-122), paragraph 11, and paragraphs
10, 12 and 13 where they are named. Where the text is unclear, the strict reading is used. What nobody has said never
makes an activity count.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

NO_PARTICIPANTS = "no_participants"
TOO_FEW = "too_few"
NO_MINUTES = "no_minutes"
TOO_SHORT = "too_short"
NOT_LED = "not_led"
NOT_IN_PERSON = "not_in_person"
ABROAD = "abroad"
NOT_OWN = "not_own"
PAID = "paid"
BY_PHONE = "by_phone"
DIGITAL = "digital"
NO_KIND = "no_kind"
REPORT_SENT = "report_sent"
UNREADABLE = "unreadable"  # something that decides about it, and that somebody changed past every rule of the site
RULES_UNREADABLE = "rules_unreadable"  # the same of the rules of its year

# What nobody has said yet: it does not count before somebody does.
LEADER_NOT_SAID = "leader_not_said"
IN_PERSON_NOT_SAID = "in_person_not_said"
IN_NORWAY_NOT_SAID = "in_norway_not_said"
OWN_NOT_SAID = "own_event_not_said"
PAY_NOT_SAID = "unpaid_not_said"
NOT_SAID = frozenset({LEADER_NOT_SAID, IN_PERSON_NOT_SAID, IN_NORWAY_NOT_SAID, OWN_NOT_SAID, PAY_NOT_SAID})

LAST_DAY = "last_day"
NO_DURATION = "no_duration"

# What is said once for all that a person leads or logs in a base year, or of one activity.
STATED = ("in_person", "in_norway", "own_event", "unpaid")
DISTANT_KINDS = frozenset({"phone", "digital"})


@dataclass(frozen=True)
class KindRules:
    """What one kind of activity has to meet: at minimum so many minutes (0: no minimum) and participants."""

    minutes: int = 0
    participants: int = 1
    led_by_supporter: bool = True
    in_person: bool = True


@dataclass(frozen=True)
class Rules:
    """The requirements of a base year. A kind that is not in ``kinds`` is no activity day."""

    base_year: int
    kinds: Mapping[str, KindRules]
    leader_counts_as_participant: bool = False
    in_norway: bool = True
    own_event: bool = True
    unpaid: bool = True  # whoever leads what a supporter has to lead
    warns_of_last_day: bool = True


class UnreadableRules(Rules):
    """Stands where the rules of a year cannot be read: nothing counts. Earlier ones do not take their place."""


# Paragraph 11: three or more participants, 45 minutes, a course day of 2 x 45, and no word on who leads a course, nor
# on how many take part in it: those who are trained are supporters, and they are no participants here.
# Whether the leader is one of the three, and whether a group can meet over video, is not said; the strict reading is
# three besides the leader, in person.
RULES_OF_2023 = Rules(
    2023,
    {
        "activity_group": KindRules(minutes=45, participants=3),
        "visit": KindRules(),
        "conversation_group": KindRules(minutes=45, participants=3),
        "course": KindRules(minutes=90, participants=0, led_by_supporter=False),
    },
)


@dataclass(frozen=True)
class Leader:
    """A supporter who is said to have led an activity: the key, and what is known of them on that day.

    ``standing`` are the reasons of ``supporters.standing`` why they do not count; empty where they do.
    """

    key: int
    standing: tuple[str, ...]
    unpaid: bool | None


@dataclass(frozen=True)
class Facts:
    """What is known of one activity. ``participants`` does not include the supporters; None is what nobody has said.

    ``leader`` are the reasons why whoever led it does not count as a supporter: ``NOT_LED``, ``LEADER_NOT_SAID``, or
    those of ``supporters.standing`` on that day; empty where they do. ``leaders`` are all supporters who are said to
    have led it, also in entries that are the same. Whether the activity counts does not depend on the others.
    """

    kind: str
    day: datetime.date
    participants: int | None
    minutes: int | None
    leader: tuple[str, ...]
    in_person: bool | None
    in_norway: bool | None
    own_event: bool | None
    unpaid: bool | None
    leaders: tuple[Leader, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether an activity counts. ``reasons`` and ``warnings`` hold the codes above.

    ``supporters`` are the keys of those who led it and counted on that day themselves: it is an activity of theirs.
    ``asked`` is what the rules ask of its kind; of what a report has settled, it is not known.
    """

    counts: bool
    reasons: tuple  # why it does not count; empty when it does
    warnings: tuple = ()  # what the secretariat should look at although it counts
    supporters: tuple = field(default=(), compare=False)
    asked: KindRules | None = field(default=None, compare=False)

    @property
    def is_apart(self):
        """Whether it was logged after the report of its year was sent: it is not in that report."""
        return REPORT_SENT in self.reasons

    @property
    def missing(self):
        """What somebody has to say so that it counts; empty where it counts, or where that is not enough."""
        return self.reasons if NOT_SAID.issuperset(self.reasons) else ()


APART = Verdict(False, (REPORT_SENT,))


def verdict(facts, rules):
    """The ``Verdict`` by these rules, with every reason against the activity. It counts only when there is none."""
    if isinstance(rules, UnreadableRules):
        return Verdict(False, (RULES_UNREADABLE,))
    asked = rules.kinds.get(facts.kind)
    if asked is None:
        return Verdict(False, (_not_an_activity_day(facts.kind),))
    reasons = (
        *_participant_reasons(facts, asked, rules),
        *_duration_reasons(facts, asked),
        *_leader_reasons(facts, asked, rules),
        *(_said(facts.in_person, NOT_IN_PERSON, IN_PERSON_NOT_SAID) if asked.in_person else ()),
        *(_said(facts.in_norway, ABROAD, IN_NORWAY_NOT_SAID) if rules.in_norway else ()),
        *(_said(facts.own_event, NOT_OWN, OWN_NOT_SAID) if rules.own_event else ()),
    )
    if reasons:
        return Verdict(False, reasons, asked=asked)
    supporters = tuple(one.key for one in facts.leaders if not _against_leader(one.standing, one.unpaid, rules))
    return Verdict(True, (), _warnings(facts, rules), supporters, asked)


def _not_an_activity_day(kind):
    """Phone and chat are reported for the whole organisation (paragraphs 12 and 13), never as activity days."""
    return {"phone": BY_PHONE, "digital": DIGITAL}.get(kind, NO_KIND)


def _participant_reasons(facts, asked, rules):
    if facts.participants is None:
        return (NO_PARTICIPANTS,)
    leader = 1 if rules.leader_counts_as_participant and not facts.leader and asked.participants > 1 else 0
    return (TOO_FEW,) if facts.participants + leader < asked.participants else ()


def _duration_reasons(facts, asked):
    if not asked.minutes:
        return ()
    if facts.minutes is None:
        return (NO_MINUTES,)
    return (TOO_SHORT,) if facts.minutes < asked.minutes else ()


def _leader_reasons(facts, asked, rules):
    """Led by a supporter who is not paid for it (paragraphs 10 and 11)."""
    if not asked.led_by_supporter:
        return ()
    if {NOT_LED, LEADER_NOT_SAID} & set(facts.leader):
        return facts.leader
    return _against_leader(facts.leader, facts.unpaid, rules)


def _against_leader(standing, unpaid, rules):
    """Why somebody who led does not count (paragraph 10). Of a course too, though anybody may lead it."""
    return (*standing, *(_said(unpaid, PAID, PAY_NOT_SAID) if rules.unpaid else ()))


def _said(value, no, not_said):
    """The reasons that follow from what was said: yes, no, or nothing."""
    return () if value else (not_said,) if value is None else (no,)


def _warnings(facts, rules):
    """Paragraph 10 says before 31 December, paragraph 13 in the year: activities on that day are checked by hand.

    Paragraph 13 asks for the time or duration of each activity, also of a visit, which may be short.
    """
    is_last = rules.warns_of_last_day and (facts.day.month, facts.day.day) == (12, 31)
    return (*((LAST_DAY,) if is_last else ()), *((NO_DURATION,) if facts.minutes is None else ()))
