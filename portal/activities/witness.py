"""What the event log says of activities, and of what was said, corrected and answered of them. ``verify_events`` asks.

An activity is judged by going back: what was corrected is turned back, and what is left has to be as it was logged.
What is from before a column was witnessed is compared with what the event names in plain text, and no further.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import override

from portal import events, witness
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years.services import CLOSED_YEAR
from portal.activities.corrections import queries as correction_queries
from portal.activities.corrections.recording import CORRECTION
from portal.activities.counting.services import COUNTING_RULES
from portal.activities.counting.verdicts import STATED
from portal.activities.double_entries.services import DOUBLE_ENTRY
from portal.activities.models import (
    RULE_COLUMNS,
    Activity,
    ClosedYear,
    Correction,
    CountingRules,
    DoubleEntry,
    Presence,
    Statement,
)
from portal.activities.statements.services import STATEMENT
from portal.activities.verbs import Verb
from portal.events import Record, Standing
from portal.models import Event, Ref
from portal.unreadable import readable

# Events from before the columns were witnessed give the time of their transaction alone.
SAME_MOMENT = datetime.timedelta(minutes=1)
# What is turned back, in plain words.
ACTIVITY = {
    "chapter": "the chapter",
    "kind": "the kind",
    "day": "the day",
    "participants": "how many took part",
    "minutes": "how long it lasted",
    "supporters_present": "how many supporters were there",
    "leader": "who led it",
    "led_by": "the supporter who led it",
    "topics": "what it was about",
    "place": "the place",
    "note": "the note",
    "in_person": "whether people met in person",
    "in_norway": "whether it was in Norway",
    "own_event": "whether it was our own event",
    "unpaid": "whether whoever led it was unpaid",
    "also_led_by": "the supporters whose entries were the same",
    "present": "which supporters took part",
    "struck": "whether it is struck",
    "planned_as": "the gathering that it was logged from",
}
NOT_LOGGED: dict[str, object] = {"also_led_by": [], "present": [], "struck": False}  # what nothing is when it is logged
LOGGED_BY, LOGGED_AT, VERSION = "who logged it", "when it was logged", "the number of corrections"
UNDONE, SETTLED = "whether it was undone", "the verdicts that stand in the report"
TAKEN_BACK = "whether the answer was taken back"
CORRECTIONS = (
    Verb.ACTIVITY_CORRECT,
    Verb.ACTIVITY_MERGE,
    Verb.ACTIVITY_PUT_BACK,
    Verb.ACTIVITY_SAY,
    Verb.ACTIVITY_STRIKE,
)


def faults() -> list[str]:
    """Every difference between the tables and the log, as sentences in English."""
    with override("en"):
        return [
            *_faults_of_activities(),
            *_faults_of_double_entries(),
            *_faults_of_statements(),
            *_faults_of_closed_years(),
            *_faults_of_rules(),
            *witness.gone(Activity, Verb.ACTIVITY_LOG),
            *witness.gone(DoubleEntry, Verb.DOUBLE_ENTRY_ANSWER),
            *witness.gone(Statement, Verb.ACTIVITY_STATE_YEAR),
            *witness.gone(CountingRules, Verb.COUNTING_RULES_ADD),
            *witness.gone(ClosedYear, Verb.ACTIVITY_YEAR_CLOSE, Verb.ACTIVITY_YEAR_REOPEN),
            *witness.gone(ClosedYear, Verb.ACTIVITY_YEAR_FIND, Verb.ACTIVITY_YEAR_REOPEN),
        ]


def recorded_afterwards() -> int:
    """How many of the years that are closed were found so, and not seen to close."""
    found = events.believed(Event.objects.filter(verb=Verb.ACTIVITY_YEAR_FIND))
    return ClosedYear.objects.filter(ref__in=[one.subject for one in found]).count()


def _sentences(name: str, row: Ref, words: Iterable[object]) -> list[str]:
    return [f"the {name} in row {row.pk}: {one}" for one in words]


def _unreadable(name: str, keys: Iterable[int]) -> list[str]:
    return [f"the {name} in row {key} holds a value that cannot be read" for key in keys]


def _faults_of_activities() -> list[str]:
    found = []
    people = ("chapter", "led_by", "logged_by", "planned_as")
    for rows, unreadable in witness.in_turn(Activity.objects.select_related(*people)):
        found += _unreadable("activity", unreadable)
        corrections, odd = readable(Correction.objects.filter(activity__in=rows).select_related("by", "activity"))
        found += _unreadable("correction", odd)
        of_activity = defaultdict(list)
        for correction in corrections:
            of_activity[correction.activity_id].append(correction)
        verbs = (Verb.ACTIVITY_LOG, Verb.ACTIVITY_UNDO, *CORRECTIONS)
        about = events.records_about({row.ref for row in rows}, verbs)
        for row in _of_another_gathering(rows):
            found += _sentences("activity", row, [_called("planned_as")])
        for row in rows:
            records, own = about[row.ref], sorted(of_activity[row.pk], key=lambda one: one.version)
            told = [one for one in records if one.event.verb in CORRECTIONS and "correction" in one.details]
            for correction in own:
                words = _of_correction(correction, told)
                found += _sentences("correction", correction, words)
            known = {str(correction.ref) for correction in own}
            missing = [one.event.sequence for one in told if one.details["correction"] not in known]
            if odd:  # one of them may be the one that cannot be read
                continue
            found += _sentences("activity", row, [f"the correction of event {number} is gone" for number in missing])
            found += _sentences("activity", row, _of_activity(row, own, records))
    return found


def _of_another_gathering(rows: Sequence[Activity]) -> list[Activity]:
    """Those that name a gathering which no event says was logged as them, or as another day of their series."""
    planned = [row for row in rows if row.planned_as_id is not None]
    days = defaultdict(set)
    for series, ref in Activity.objects.filter(series__in={row.series for row in planned}).values_list("series", "ref"):
        days[series].add(str(ref))
    gatherings = {row.planned_as.ref for row in planned if row.planned_as}
    about = events.records_about(gatherings, [Verb.GATHERING_LOG])
    found = []
    for row in planned:
        records = about[row.planned_as.ref] if row.planned_as else []
        said = {one.details.get("activity") for one in records if one.standing is not Standing.CHANGED}
        if not said & {None, str(row.ref), *days[row.series]}:  # an event that was emptied does not say it
            found.append(row)
    return found


def _of_correction(row: Correction, records: Iterable[Record]) -> list[object]:
    record, finding = witness.only_record([one for one in records if one.details["correction"] == str(row.ref)])
    if record is not None:
        known = {
            "by": record.is_by(row.by),
            "activity": row.activity.ref == record.event.subject,
            "version": row.version == record.details.get("version"),
            "reason": row.reason == record.details.get("reason"),
            "at": abs(row.at - record.event.at) <= SAME_MOMENT,
        }
        finding.add(witness.compare(row, record, CORRECTION, known))
    return finding.differences


def _of_activity(row: Activity, corrections: list[Correction], records: list[Record]) -> list[object]:
    """What is not as it was logged, once the corrections are turned back, the last one first."""
    differs = [VERSION] if row.version != 1 + len(corrections) else []
    also_led = list(row.presences.filter(role=Presence.Role.LED).select_related("entry").order_by("pk"))
    values = {"also_led_by": [one.supporter_id for one in also_led], "struck": row.struck_at is not None}
    if any(one.entry and one.entry.led_by_id != one.supporter_id for one in also_led):
        differs.append(_called("also_led_by"))
    values |= correction_queries.written_values(row)
    for correction in reversed(corrections):
        for name, (before, after) in correction.changes.items():
            if name in values and values[name] != after:
                differs.append(_called(name))
            values[name] = before
    logged, finding = witness.only_record([one for one in records if one.event.verb == Verb.ACTIVITY_LOG])
    if logged is not None:
        differs += [_called(name) for name, value in values.items() if not _is_as_logged(name, value, logged)]
        if not logged.is_by(row.logged_by):
            differs.append(LOGGED_BY)
        if abs(row.logged_at - logged.event.at) > SAME_MOMENT:
            differs.append(LOGGED_AT)
    struck = [one.at for one in corrections if one.kind == Correction.Kind.STRIKE and row.struck_at]
    undone = [
        one.event.at for one in records if one.event.verb == Verb.ACTIVITY_UNDO and one.standing is not Standing.CHANGED
    ]
    if not (_is_moment(row.struck_at, struck) and _is_moment(row.undone_at, struck or undone)):
        differs.append(UNDONE)
    return [*finding.differences, *dict.fromkeys(differs)]


def _is_moment(stored: datetime.datetime | None, told: list[datetime.datetime]) -> bool:
    """Whether it is the last moment that is told of; none where there is none."""
    if stored is None or not told:
        return stored is None and not told
    return abs(stored - told[-1]) <= SAME_MOMENT


def _is_as_logged(name: str, value: object, logged: Record) -> bool:
    columns = logged.details.get("columns", {})
    if name in columns:
        return events.fingerprint(logged.salt, value) == columns[name]
    return logged.details.get(name, NOT_LOGGED.get(name, value)) == value


def _called(name: str) -> str:
    return ACTIVITY.get(name, name)


def _faults_of_double_entries() -> list[str]:
    found = []
    people = ("earlier", "later", "by")
    for rows, unreadable in witness.in_turn(DoubleEntry.objects.select_related(*people)):
        found += _unreadable("answer about two entries", unreadable)
        about = events.records_about({row.ref for row in rows}, [Verb.DOUBLE_ENTRY_ANSWER])
        put_back = events.records_about({row.struck.ref for row in rows}, [Verb.ACTIVITY_PUT_BACK])
        for row in rows:
            words = _of_double_entry(row, about[row.ref], put_back[row.struck.ref])
            found += _sentences("answer about two entries", row, words)
    return found


def _of_double_entry(row: DoubleEntry, records: list[Record], put_back: list[Record]) -> list[object]:
    record, finding = witness.only_record(records)
    if record is not None:
        known = {
            "earlier": str(row.earlier.ref) == record.details.get("earlier"),
            "later": str(row.later.ref) == record.details.get("later"),
            "answer": row.answer == record.details.get("answer"),
            "keeps_later": row.keeps_later == record.details.get("keeps_later", False),
            "by": record.is_by(row.by),
            "at": abs(row.at - record.event.at) <= SAME_MOMENT,
        }
        finding.add(witness.compare(row, record, DOUBLE_ENTRY, known))
        came_back = any(one.event.pk > record.event.pk for one in put_back if one.standing is not Standing.CHANGED)
        if (row.taken_back_at is not None) != (row.answer == DoubleEntry.Answer.SAME and came_back):
            finding.differences.append(TAKEN_BACK)
    return finding.differences


def _faults_of_statements() -> list[str]:
    found = []
    for rows, unreadable in witness.in_turn(Statement.objects.select_related("person")):
        found += _unreadable("statement", unreadable)
        about = events.records_about({row.ref for row in rows}, [Verb.ACTIVITY_STATE_YEAR])
        for row in rows:
            record, finding = witness.last_record(about[row.ref])
            if record is not None:
                said = {name: getattr(row, name) == _after(record.details, name) for name in STATED}
                known = {
                    "person": record.is_by(row.person),
                    "base_year": row.base_year == record.details.get("base_year"),
                    "said_at": abs(row.said_at - record.event.at) <= SAME_MOMENT,
                    **said,
                }
                finding.add(witness.compare(row, record, STATEMENT, known))
            found += _sentences("statement", row, finding.differences)
    return found


def _faults_of_rules() -> list[str]:
    """Every verdict of an open year follows from these."""
    rows, unreadable = readable(CountingRules.objects.select_related("added_by").order_by("pk"))
    found = _unreadable("counting rules", unreadable)
    about: dict[UUID, list[Record]] = events.records_about({row.ref for row in rows}, [Verb.COUNTING_RULES_ADD])
    for row in rows:
        record, finding = witness.only_record(about[row.ref])
        if record is not None:
            known = {
                name: getattr(row, name) == record.details[name] for name in RULE_COLUMNS if name in record.details
            }
            finding.add(witness.compare(row, record, COUNTING_RULES, known))
        found += _sentences("counting rules", row, finding.differences)
    return found


def _after(details: Mapping[str, Any], name: str) -> object:
    _before, after = details.get(name, [None, None])
    return after


def _faults_of_closed_years() -> list[str]:
    """The years that are closed, and the verdicts that were kept then. None stands in a year that is open."""
    rows, unreadable = readable(ClosedYear.objects.select_related("chapter").order_by("pk"))
    found = _unreadable("closed year", unreadable)
    about: dict[UUID, list[Record]] = events.records_about(
        {row.ref for row in rows}, [Verb.ACTIVITY_YEAR_CLOSE, Verb.ACTIVITY_YEAR_FIND]
    )
    for row in rows:
        record, finding = witness.only_record(about[row.ref])
        if record is not None:
            finding.add(witness.compare(row, record, CLOSED_YEAR))
            columns = record.details.get("columns", {})
            settled = base_year_queries.settled_in(row)
            if "settled" in columns and events.fingerprint(record.salt, settled) != columns["settled"]:
                finding.differences.append(SETTLED)
        found += _sentences("closed year", row, finding.differences)
    closed = {(row.chapter_id, row.base_year) for row in rows}
    kept = Activity.objects.filter(settled__isnull=False).order_by().values_list("chapter", "day__year").distinct()
    return found + [
        f"chapter in row {chapter}, {year}: {SETTLED}, though the year is open"
        for chapter, year in sorted(set(kept) - closed)
    ]
