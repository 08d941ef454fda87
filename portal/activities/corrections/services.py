"""Correcting, striking and putting back activities."""

import uuid
from typing import Any

from django.db import transaction

from forms.correction import SAME
from portal import clock
from portal.accounts.models import User
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.base_years.services import YearNotOpen
from portal.activities.corrections import queries, recording, striking
from portal.activities.double_entries import merging
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.gatherings import services as gathering_services
from portal.activities.models import Activity, Correction
from portal.activities.presences import queries as presence_queries
from portal.activities.presences import services as presence_services
from portal.activities.services import InTheFuture
from portal.activities.verbs import Verb
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale

Kind = Correction.Kind


@transaction.atomic
def correct(
    activity: Activity,
    *,
    token: uuid.UUID,
    version: int | None,
    reason: str,
    by: User,
    because: str = "",
    **values: Any,
) -> Activity:
    """Give the activity new values of ``queries.CORRECTABLE``, and of ``present``, and return it. What is as it was is
    no change.

    A second call with the same ``token`` changes nothing, and neither does one with the values that it has. Of what
    lasted several days, this day alone is corrected. Raises ``Stale`` when it was changed after ``version`` was read,
    ``YearClosed`` when the year of the old or the new day is, ``IllegalMove`` when it is struck or undone,
    ``InTheFuture``, ``YearNotOpen`` where either day is before the first open base year, and
    ``NotSupporterThen`` when one of ``present`` was no active supporter on the day.
    """
    stored = _locked(activity, values.get("chapter"))
    if _is_done(token, stored, by):
        return stored
    if stored.undone_at:
        raise IllegalMove("correct what does not count")
    day = values.get("day", stored.day)
    if day > clock.today():
        raise InTheFuture(day)
    if day.year < base_year_queries.first_open_year() <= stored.day.year:
        raise YearNotOpen(day)
    before = queries.written_values(stored)
    led_by = values.get("led_by", stored.led_by)
    named = presence_queries.besides(presence_queries.present(stored), None)
    present = presence_queries.besides(values.get("present", named), led_by)
    number = stored.supporters_present + len(present) - len(named)
    number = presence_services.how_many(led_by, present, values.get("supporters_present", number))
    values |= {"present": present, "supporters_present": number}
    changed = {name: value for name, value in values.items() if before[name] != queries.written(value)}
    if not changed:
        return stored
    _check_open(stored, version)
    if "present" in changed or "day" in changed:
        presence_services.check(present, [day])
    for name, value in changed.items():
        if name != "present":
            setattr(stored, name, value)
    base_year_services.check_not_closed(stored)
    if "present" in changed:
        presence_services.name(stored, present)
    changes = {name: [before[name], queries.written(value)] for name, value in changed.items()}
    recording.save(
        stored, Kind.CORRECT, changes, verb=Verb.ACTIVITY_CORRECT, reason=reason, because=because, by=by, token=token
    )
    if {"leader", "led_by"} & set(changes):
        merging.name_supporters(stored, reason=reason, because=because, by=by)
    return stored


@transaction.atomic
def strike(
    activity: Activity,
    *,
    token: uuid.UUID,
    version: int | None,
    reason: str,
    by: User,
    because: str = "",
    with_same: bool = False,
) -> Activity:
    """Strike an activity: it is kept and shown, and counts nowhere. Striking it again changes nothing.

    A gathering that was logged as this activity can be logged again. Entries that are struck because they are the same
    come back, so that the day is not lost; ``with_same``: they stay struck as well.
    Raises ``Stale``, ``YearClosed``, ``YearNotOpen``, ``LoggedAnew`` as ``put_back`` does, and ``IllegalMove`` when it
    is undone.
    """
    stored = _locked(activity)
    if stored.struck_at or _is_done(token, stored, by):
        return stored
    if stored.undone_at:
        raise IllegalMove("strike what is undone")
    _check_open(stored, version)
    striking.strike(stored, reason, because, by, token)
    gathering_services.entry_struck(stored, by=by)
    for same in [] if with_same else double_entry_queries.same_as(stored):
        put_back(same, token=uuid.uuid4(), reason=SAME, by=by)
    return stored


@transaction.atomic
def put_back(activity: Activity, *, token: uuid.UUID, reason: str, by: User, because: str = "") -> Activity:
    """Put a struck activity back, so that it counts again. One that is not struck is returned as it is.

    If it was struck because another is the same, that answer is taken back, and the other has its own supporters alone.
    Raises ``YearClosed`` when its year is closed, or that of the other, ``YearNotOpen`` likewise, and ``LoggedAnew``
    when it was a gathering that has been logged again since.
    """
    stored = _locked(activity)
    if not stored.struck_at or _is_done(token, stored, by):
        return stored
    base_year_services.check_not_closed(stored)
    gathering_services.entry_put_back(stored, by=by)
    stored.struck_at = stored.undone_at = None
    changes = {"struck": [True, False]}
    recording.save(
        stored, Kind.PUT_BACK, changes, verb=Verb.ACTIVITY_PUT_BACK, reason=reason, because=because, by=by, token=token
    )
    for double in double_entry_queries.answers_that_strike(stored):
        double.taken_back_at = clock.now()
        double.save(update_fields=["taken_back_at"])
        kept = whole = _locked(double.kept)
        while whole:
            base_year_services.check_not_closed(whole)
            above = double_entry_queries.kept_instead_of(whole)
            whole = above and _locked(above)
        merging.name_supporters(kept, reason=reason, because=because, by=by)
    return stored


def _locked(activity: Activity, chapter: Chapter | None = None) -> Activity:
    """The activity as it is stored. Nobody else changes it meanwhile."""
    base_year_services.lock(activity.chapter_id, chapter.pk if chapter else activity.chapter_id)
    return Activity.objects.select_for_update().get(pk=activity.pk)


def _is_done(token: uuid.UUID, activity: Activity, by: User) -> bool:
    """Whether this form has been sent before. Raises ``IllegalMove`` where it was somebody else's, or about another."""
    done = Correction.objects.filter(token=token).first()
    if done and (done.activity_id, done.by_id) != (activity.pk, by.pk):
        raise IllegalMove("send somebody else's form")
    return done is not None


def _check_open(activity: Activity, version: int | None) -> None:
    base_year_services.check_not_closed(activity)
    if activity.version != version:
        raise Stale(f"read at version {version}, stored {activity.version}")
