"""Correcting, striking and putting back activities, and answering whether two entries are the same."""

import contextlib
import uuid
from typing import Any

from django.db import transaction

from forms.correction import SAME
from portal import clock, events, witness
from portal.accounts.models import User
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.base_years.services import YearClosed, YearNotOpen
from portal.activities.corrections import merging, queries, recording
from portal.activities.gatherings import services as gathering_services
from portal.activities.gatherings.services import LoggedAnew
from portal.activities.models import Activity, Correction, DoubleEntry
from portal.activities.presences import queries as presence_queries
from portal.activities.presences import services as presence_services
from portal.activities.services import InTheFuture
from portal.activities.verbs import Verb
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale

Kind, Answer = Correction.Kind, DoubleEntry.Answer
DOUBLE_ENTRY = {
    "id": "the number of the row",
    "ref": "the reference of the answer",
    "earlier": "the activity that was logged first",
    "later": "the activity that was logged later",
    "answer": "what was answered",
    "keeps_later": "which of the two is kept",
    "by": "who answered",
    "at": "when it was answered",
}


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
    _strike(stored, reason, because, by, token)
    gathering_services.entry_struck(stored, by=by)
    for same in [] if with_same else queries.same_as(stored):
        put_back(same, token=uuid.uuid4(), reason=SAME, by=by)
    return stored


def _strike(activity: Activity, reason: str, because: str, by: User, token: uuid.UUID) -> None:
    activity.struck_at = activity.undone_at = clock.now()
    changes = {"struck": [False, True]}
    recording.save(
        activity, Kind.STRIKE, changes, verb=Verb.ACTIVITY_STRIKE, reason=reason, because=because, by=by, token=token
    )


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
    for double in queries.answers_that_strike(stored):
        double.taken_back_at = clock.now()
        double.save(update_fields=["taken_back_at"])
        kept = whole = _locked(double.kept)
        while whole:
            base_year_services.check_not_closed(whole)
            above = queries.kept_instead_of(whole)
            whole = above and _locked(above)
        merging.name_supporters(kept, reason=reason, because=because, by=by)
    return stored


def undone(event: object, subject: Activity, by: User) -> None:
    """An activity was undone: the entries that were struck as the same come back, put back by whoever undid it.

    Not in a closed year, where nothing changes any more, nor a gathering that was logged again.
    """
    for double in queries.answers_that_keep(subject):
        with contextlib.suppress(YearClosed, YearNotOpen, LoggedAnew):
            put_back(double.struck, token=uuid.uuid4(), reason=SAME, by=by)


@transaction.atomic
def answer(one: Activity, other: Activity, are_same: bool, *, by: User, keep: Activity | None = None) -> DoubleEntry:
    """Say whether two entries are the same activity, and return the answer. The same answer again changes nothing.

    Of the same, ``keep`` is kept, with the supporters of both, and the other is struck; where nobody has chosen, it is
    ``queries.proposed_to_keep``, so that no day that counts is lost. Raises ``YearClosed``, ``YearNotOpen``, and
    ``IllegalMove`` when they are answered otherwise, one of them is struck or undone, or they are not of one chapter
    and day.
    """
    base_year_services.lock(one.chapter_id, other.chapter_id)
    earlier, later = Activity.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    said = DoubleEntry.Answer.SAME if are_same else DoubleEntry.Answer.TWO
    known = DoubleEntry.objects.filter(earlier=earlier, later=later, taken_back_at=None).first()
    if known and known.answer == said and (keep is None or not are_same or keep == known.kept):
        return known
    is_elsewhere = (earlier.chapter_id, earlier.day) != (later.chapter_id, later.day)
    if known or earlier.undone_at or later.undone_at or is_elsewhere:
        raise IllegalMove(f"answer {said}")
    base_year_services.check_not_closed(earlier)
    if are_same and keep is None:
        keep = queries.proposed_to_keep(earlier, later)
    values = {"answer": said, "keeps_later": are_same and keep == later}
    double = DoubleEntry.objects.create(earlier=earlier, later=later, **values, by=by, at=clock.now())
    details = {"earlier": earlier.ref, "later": later.ref, **values}
    columns = witness.values_of(double, DOUBLE_ENTRY)
    events.record(Verb.DOUBLE_ENTRY_ANSWER, subject=double, by=by, details=details, columns=columns)
    if are_same:
        _strike(double.struck, SAME, "", by, uuid.uuid4())
        merging.name_supporters(double.kept, reason=SAME, by=by)
    return double


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
