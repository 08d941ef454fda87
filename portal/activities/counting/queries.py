"""The rules of a base year, and whether an activity counts by them: what is known of it is read here and judged."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from portal import organisation
from portal.activities.counting.verdicts import (
    APART,
    DISTANT_KINDS,
    LEADER_NOT_SAID,
    NOT_LED,
    RULES_OF_2023,
    STATED,
    UNREADABLE,
    Facts,
    Leader,
    UnreadableRules,
    Verdict,
    verdict,
)
from portal.activities.counting.words import REASONS, WARNINGS
from portal.activities.models import Activity, ClosedYear, Correction, CountingRules, Presence, Statement
from portal.read_together import read_together
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import Standings
from portal.unreadable import Found, readable
from portal.unreadable import found as readable_rows


def rules_for(year):
    """The ``verdicts.Rules`` of a base year: its own newest row, else the newest earlier one, else those of 2023."""
    return rules_in(stored_rules(), year)


@dataclass(frozen=True)
class UnreadableRow:
    """Stands in the place of a row of rules that cannot be read. ``base_year`` is None where that cannot either."""

    pk: int
    base_year: int | None

    @property
    def values(self):
        return UnreadableRules(self.base_year, {})


def stored_rules():
    """The rules that the secretariat has added for this organisation's preset, as rows, by base year.

    One that cannot be read, or names no preset, is an ``UnreadableRow``: earlier rules do not silently take its place.
    """
    sound, odd = readable(CountingRules.objects.all())
    ours = organisation.current_cached().preset
    rows = [row for row in sound if row.preset == ours]
    if not odd:
        return rows
    columns = CountingRules.objects.filter(pk__in=odd).values_list("pk", "preset", "base_year")
    others = {*organisation.PRESETS} - {ours}
    rows += [
        UnreadableRow(pk, year if isinstance(year, int) else None)
        for pk, preset, year in columns
        if preset not in others
    ]
    return sorted(rows, key=lambda row: (row.base_year or 0, row.pk))


def rules_in(rows, year):
    """The same among these rows or ``verdicts.Rules``, the later of two for one year last."""
    if any(row.base_year is None for row in rows):  # they may be those of this year
        return UnreadableRules(year, {})
    before = [row for row in rows if row.base_year <= year]
    if not before:
        return RULES_OF_2023
    newest = sorted(before, key=lambda row: row.base_year)[-1]
    return getattr(newest, "values", newest)


# What is read of an activity to judge it.
JUDGED = (
    "pk", "chapter_id", "kind", "day", "participants", "minutes", "leader", "led_by_id", "logged_by_id", "settled",
    *STATED,
)  # fmt: skip


def with_verdicts(activities, rules):
    """``[(activity, verdict)]`` by the rules of the year, as things were on the day, as ``unreadable.Found``.

    As many queries for any number.

    An activity that stands in a report that is sent has the verdict of then, one that was logged after it stands apart.
    """
    rows = activities if isinstance(activities, list) else readable_rows(activities)
    verdicts = judge(rows, rules)
    return Found([(row, verdicts[row.pk]) for row in rows], getattr(rows, "unreadable", 0))


def with_verdicts_of_years(activities):
    """``with_verdicts`` of activities of several years, each by the rules of its own; in the order given."""
    stored, found = stored_rules(), {}
    for year in {row.day.year for row in activities}:
        found |= judge([row for row in activities if row.day.year == year], rules_in(stored, year))
    return [(row, found[row.pk]) for row in activities]


def judge(activities, rules, *, as_if_open=False, statements=()):
    """The ``verdicts.Verdict`` of each of these activities: ``{id: verdict}``.

    ``as_if_open``: also of those in a year that is closed. ``statements`` are not saved, and count as if they were.
    """
    if not activities:
        return {}
    closed, others = _closed_years(activities), _also_led(activities)
    read_together(closed, others)
    known = set() if as_if_open else set(closed)
    verdicts = {row.pk: _verdict_of(row) for row in activities if (row.chapter_id, row.day.year) in known}
    rest = [row for row in activities if row.pk not in verdicts]
    facts = _facts_of(rest, others, statements)
    return verdicts | {pk: verdict(one, rules) if one else UNREADABLE_FACTS for pk, one in facts.items()}


UNREADABLE_FACTS = Verdict(False, (UNREADABLE,))


def settled_as(found):
    """What an activity keeps of its verdict when the report is sent."""
    values = ("counts", "reasons", "warnings", "supporters")
    return {name: getattr(found, name) for name in values}


def _verdict_of(row):
    """The verdict that an activity of a closed year has in the report. What is no verdict is not in it."""
    settled = row.settled
    try:
        counts, reasons, warnings = settled["counts"], tuple(settled["reasons"]), tuple(settled["warnings"])
        # What was sent before each leader was judged by themself has none.
        own = [row.led_by_id] if counts and row.leader == Activity.Leader.SUPPORTER else []
        supporters = tuple(settled.get("supporters", own))
        is_known = REASONS.keys() >= set(reasons) and WARNINGS.keys() >= set(warnings)
    except (AttributeError, KeyError, TypeError):
        return APART
    is_whole = is_known and counts is (not reasons) and {type(key) for key in supporters} <= {int}
    return Verdict(counts, reasons, warnings, supporters) if is_whole else APART


def _closed_years(activities):
    chapters = {row.chapter_id for row in activities}
    return ClosedYear.objects.filter(chapter__in=chapters).values_list("chapter", "base_year")


def _also_led(activities):
    """Who led these activities by entries that were the same; others of their chapters and days may be among them."""
    chapters, days = {row.chapter_id for row in activities}, [row.day for row in activities]
    there = Q(activity__chapter__in=chapters - {None})
    if None in chapters:
        there |= Q(activity__chapter__isnull=True)
    rows = Presence.objects.filter(there, role=Presence.Role.LED, activity__day__range=(min(days), max(days)))
    return rows.order_by("pk").values_list(
        "activity", "supporter", "entry", "entry__logged_by", "entry__unpaid", named=True
    )


def _is_sound_presence(row):
    """Whether a row of ``_also_led`` names a supporter and an entry that there is. Of other rows nobody led it."""
    keys = (row.supporter, row.entry, row.entry__logged_by)
    return all(isinstance(key, int) for key in keys) and isinstance(row.entry__unpaid, bool | None)


@dataclass(frozen=True)
class Led:
    """An entry says that a supporter led an activity. ``unpaid`` is what it says of their pay, ``of_year`` what they
    have said of the year themselves. ``said_by`` says it in a correction that is not saved yet.
    """

    supporter: int
    person: int
    entry: int
    logged_by: int
    unpaid: bool | None
    of_year: bool | None
    said_by: int | None = None


def _facts_of(activities, others, statements):
    """The ``verdicts.Facts`` of each of these activities, as things were on its day: ``{id: Facts}``.

    ``others`` are ``_also_led``; ``statements`` count besides those that are saved. As many queries for any number of
    activities. None where what was said of its year, or whoever led it, cannot be read.
    """
    if not activities:
        return {}
    days = {row.pk: row.day for row in activities}
    led = [
        (row.pk, row.led_by_id, row.pk, row.logged_by_id, row.unpaid, getattr(row, "unpaid_said_by", None))
        for row in activities
        if row.leader == Activity.Leader.SUPPORTER
    ]
    led += [
        (row.activity, row.supporter, row.entry, row.entry__logged_by, row.entry__unpaid, None)
        for row in others
        if row.activity in days and _is_sound_presence(row)
    ]
    standings = Standings(histories({supporter for _pk, supporter, *_entry in led}))
    person_of = {pk: one.person for pk, one in standings.histories.items()}
    said = statements_of({*person_of.values(), *(row.logged_by_id for row in activities)})
    said |= {(row.person_id, row.base_year): row for row in statements}
    several = defaultdict(list)
    for pk, supporter, *entry, said_by in led:
        person = person_of.get(supporter)
        of_year = getattr(said.get((person, days[pk].year)), "unpaid", None)
        several[pk].append(Led(supporter, person, *entry, of_year, said_by))
    of_others = unpaid_by_others(one for several_of_one in several.values() for one in several_of_one)
    found = {}
    for row in activities:
        year, own = row.day.year, None
        leaders = tuple(
            Leader(one.supporter, standings.on(row.day, one.supporter), unpaid_of(one, of_others))
            for one in several[row.pk]
            if one.person is not None and said.get((one.person, year)) is not CANNOT_BE_READ
        )
        if row.leader == Activity.Leader.SUPPORTER:
            person = person_of.get(row.led_by_id)
            own = CANNOT_BE_READ if person is None else said.get((person, year))
        found[row.pk] = facts_from(row, leaders, own, said.get((row.logged_by_id, year)))
    return found


def unpaid_of(one, of_others):
    """Whether the supporter of ``Led`` was not paid; None where nobody has said it. ``of_others``: see below."""
    return one.of_year if one.unpaid is None else one.unpaid and (one.entry, one.supporter) not in of_others


def unpaid_by_others(several):
    """``{(entry, supporter)}`` of those ``Led`` who said that they are paid in that year, where another person has said
    that they were not paid for this: that is theirs to say as well. One query, or none.
    """
    against = [one for one in several if one.unpaid and one.of_year is False]
    who = {one.entry: one.logged_by for one in against}  # who was the last to say it
    if who:
        rows = Correction.objects.filter(activity__in=who).order_by("activity", "version")
        for pk, by, changes in rows.values_list("activity", "by", "changes"):
            if not isinstance(changes, dict):
                who[pk] = None  # it cannot be read: another may have said it
            elif "unpaid" in changes:
                who[pk] = by
    return {(one.entry, one.supporter) for one in against if (one.said_by or who[one.entry]) != one.person}


def statements_of(people):
    """``{(person id, base year): Statement}`` of these person ids; what cannot be read of one is ``CANNOT_BE_READ``."""
    columns = ("person_id", "base_year", *STATED)
    rows = Statement.objects.filter(person__in=people).values_list(*columns, named=True)
    return {
        (row.person_id, row.base_year): row
        if all(isinstance(value, bool | None) for value in row[2:])
        else CANNOT_BE_READ
        for row in rows
    }


CANNOT_BE_READ = object()


def waits_for_leader(activity, person):
    """Whether others say that it was unpaid, and this person, who led it, has said that they are paid in that year."""
    if not (activity.unpaid and activity.led_by and activity.led_by.person_id == person.pk):
        return False
    of_year = getattr(statements_of({person.pk}).get((person.pk, activity.day.year)), "unpaid", None)
    own = Led(activity.led_by_id, person.pk, activity.pk, activity.logged_by_id, activity.unpaid, of_year)
    return bool(unpaid_by_others([own]))


def facts_from(row, leaders, own, logger):
    """The ``Facts`` of one activity.

    ``leaders`` are the ``verdicts.Leader`` of all who led it, its own first; ``own`` is what that one has said of the
    year, and ``logger`` what whoever logged it has; each is None where there is none. Where one of these is
    ``CANNOT_BE_READ``, there are no facts: None.
    """
    if CANNOT_BE_READ in (own, logger):
        return None
    unpaid, statements = row.unpaid, [logger]
    if row.leader == Activity.Leader.SUPPORTER:
        leader, unpaid, statements = leaders[0].standing, leaders[0].unpaid, [own, logger]
    else:
        leader, statements = (NOT_LED,) if row.leader == Activity.Leader.OTHER else (LEADER_NOT_SAID,), [logger]
    return Facts(
        kind=row.kind,
        day=row.day,
        participants=row.participants,
        minutes=row.minutes,
        leader=leader,
        in_person=_in_person(row, statements),
        in_norway=_first_said(row, statements, "in_norway"),
        own_event=_first_said(row, statements, "own_event"),
        unpaid=unpaid,
        leaders=leaders,
    )


def _in_person(row, statements):
    """The name of a kind says that it is, or that it is not; of other kinds somebody has to say it.

    That a visit was not in person is said of that visit. What is said of a year is about groups and courses.
    """
    if row.kind in DISTANT_KINDS:
        return False
    if row.kind == "visit":
        return row.in_person is not False
    return _first_said(row, statements, "in_person")


def _first_said(row, statements, name):
    """What was said of the activity, else of the year by the first of these who said something; None: nothing."""
    values = [getattr(one, name) for one in (row, *statements) if one is not None]
    return next((value for value in values if value is not None), None)
