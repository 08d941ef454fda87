"""Saying what is so of a year, or of one activity."""

from typing import Any

from django.db import transaction

from forms.correction import SAME
from portal import clock, events, moves, witness
from portal.accounts.models import User
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.base_years.services import YearClosed, YearNotOpen
from portal.activities.corrections import queries as correction_queries
from portal.activities.corrections import recording
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import STATED
from portal.activities.double_entries import merging
from portal.activities.models import Activity, Correction, Statement, leader_columns
from portal.activities.presences import services as presence_services
from portal.activities.statements import queries
from portal.activities.verbs import Verb
from portal.supporters.models import Supporter

STATEMENT = {
    "id": "the number of the row",
    "ref": "the reference of the statement",
    "person": "whose it is",
    "base_year": "the year",
    "in_person": "whether people meet in person",
    "in_norway": "whether it is in Norway",
    "own_event": "whether it is our own event",
    "unpaid": "whether the person is unpaid",
    "said_at": "when it was said",
}


@transaction.atomic
def say(
    activity: Activity,
    *,
    by: User,
    version: int | None,
    led_by: Supporter | None = None,
    led_by_another: bool = False,
    whole_series: bool = False,
    **stated: bool | None,
) -> Activity:
    """Say of one activity who led it, and what of ``verdicts.STATED`` is so; what is not given is not said of it.

    ``whole_series``: of all days of its series too, other than those that are struck, were moved to another chapter or
    stand in a report that is sent. The same once more changes nothing. Raises ``YearClosed`` when the report of the
    activity's own year is sent, ``YearNotOpen`` when that year is over, ``Stale`` when it was changed after ``version``
    was read, and ``IllegalMove`` when it is struck or undone.
    """
    base_year_services.lock(activity.chapter_id)
    stored = Activity.objects.select_for_update().get(pk=activity.pk)
    if stored.day.year not in base_year_queries.open_years():
        raise YearNotOpen(stored.day.year)
    if base_year_queries.is_closed(stored.chapter, stored.day.year):
        raise YearClosed(stored.day.year)
    if stored.undone_at:
        raise moves.IllegalMove("say something of what does not count")
    values = leader_columns(led_by, led_by_another) | {name: stated.get(name) for name in STATED}
    if stored.version != version and any(getattr(stored, name) != value for name, value in values.items()):
        raise moves.Stale(f"read at version {version}, stored {stored.version}")
    _say(stored, values, by)
    if whole_series and stored.series:
        same = Activity.objects.select_for_update().filter(series=stored.series, chapter=stored.chapter, undone_at=None)
        for row in same.exclude(pk=stored.pk).order_by("pk"):
            if row.day.year in base_year_queries.open_years() and not base_year_queries.is_closed(
                row.chapter_id, row.day.year
            ):
                _say(row, values, by)
    return stored


@transaction.atomic
def say_led(base_year: int, *, by: User) -> int:
    """Say that the person led all of ``queries.without_leader``; returns how many. A second time: 0."""
    rows = list(queries.without_leader(by, base_year).select_for_update(of=("self",)))
    for row in rows:
        _say(row, {"leader": Activity.Leader.SUPPORTER}, by)
    return len(rows)


def _say(activity: Activity, values: dict[str, Any], by: User) -> None:
    before = {name: getattr(activity, name) for name in values}
    changes = {
        name: [correction_queries.written(before[name]), correction_queries.written(value)]
        for name, value in values.items()
        if before[name] != value
    }
    for name in changes:
        setattr(activity, name, values[name])
    if values.get("unpaid") and "unpaid" not in changes and counting_queries.waits_for_leader(activity, by):
        changes["unpaid"] = [True, True]  # now they have said so themself
    if changes:
        changes |= presence_services.leave_out_leader(activity)
        recording.save(activity, Correction.Kind.SAY, changes, verb=Verb.ACTIVITY_SAY, by=by)
        if {"leader", "led_by"} & set(changes):
            merging.name_supporters(activity, reason=SAME, by=by)


@transaction.atomic
def state_year(base_year: int, *, by: User, **stated: bool | None) -> Statement:
    """Say once what is so of all that the person leads or logs in a base year: what of ``verdicts.STATED`` is given.

    What was said before is replaced; the same once more changes nothing. Years whose report is sent keep their
    verdicts. Raises ``YearNotOpen``.
    """
    if base_year not in base_year_queries.open_years():
        raise YearNotOpen(base_year)
    values = {name: stated.get(name) for name in STATED}
    statement, is_new = Statement.objects.select_for_update().get_or_create(
        person=by, base_year=base_year, defaults={**values, "said_at": clock.now()}
    )
    before = {name: None if is_new else getattr(statement, name) for name in STATED}
    if is_new or before != values:
        for name, value in values.items():
            setattr(statement, name, value)
        statement.said_at = clock.now()
        statement.save()
        details = {"base_year": base_year, **{name: [before[name], values[name]] for name in STATED}}
        columns = witness.values_of(statement, STATEMENT)
        events.record(Verb.ACTIVITY_STATE_YEAR, subject=statement, by=by, details=details, columns=columns)
    return statement
