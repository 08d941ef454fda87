"""Correcting, striking and putting back activities, and answering whether two entries are the same."""

import uuid
from typing import Any

from django.db import transaction

from forms.correction import SAME
from portal import clock, events, witness
from portal.accounts.models import User
from portal.activities.corrections import freezing, queries
from portal.activities.models import Activity, Correction, DoubleEntry
from portal.activities.services import InTheFuture
from portal.activities.verbs import Verb
from portal.chapters.models import Chapter
from portal.moves import IllegalMove, Stale

# What an event does not say in plain text, because people write it freely.
WRITTEN_FREELY = {"place", "note"}


class YearFrozen(Exception):
    """The chapter's report on the year is sent, so its activities do not change any more."""


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
    """Give the activity new values of ``queries.CORRECTABLE`` and return it. What is as it was is no change.

    A second call with the same ``token`` changes nothing, and neither does one with the values that it has.
    Raises ``Stale`` when it was changed after ``version`` was read, ``YearFrozen`` when the year of the old or the new
    day is, ``IllegalMove`` when it is struck or undone, and ``InTheFuture``.
    """
    stored = _locked(activity, values.get("chapter"))
    if _is_done(token):
        return stored
    if stored.undone_at:
        raise IllegalMove("correct what does not count")
    if values.get("day", stored.day) > clock.today():
        raise InTheFuture(values["day"])
    before = queries.written_values(stored)
    changed = {name: value for name, value in values.items() if before[name] != queries.written(value)}
    if not changed:
        return stored
    _check_open(stored, version)
    for name, value in changed.items():
        setattr(stored, name, value)
    _check_not_frozen(stored)
    changes = {name: [before[name], queries.written(value)] for name, value in changed.items()}
    _save(Verb.ACTIVITY_CORRECT, stored, "correct", changes, reason, because, by, token)
    return stored


@transaction.atomic
def strike(
    activity: Activity, *, token: uuid.UUID, version: int | None, reason: str, by: User, because: str = ""
) -> Activity:
    """Strike an activity: it is kept and shown, and counts nowhere. Striking it again changes nothing.

    Raises ``Stale``, ``YearFrozen``, and ``IllegalMove`` when it is undone.
    """
    stored = _locked(activity)
    if stored.struck_at or _is_done(token):
        return stored
    if stored.undone_at:
        raise IllegalMove("strike what is undone")
    _check_open(stored, version)
    _strike(stored, reason, because, by, token)
    return stored


def _strike(activity: Activity, reason: str, because: str, by: User, token: uuid.UUID) -> None:
    activity.struck_at = activity.undone_at = clock.now()
    changes = {"struck": [False, True]}
    _save(Verb.ACTIVITY_STRIKE, activity, "strike", changes, reason, because, by, token)


@transaction.atomic
def put_back(activity: Activity, *, token: uuid.UUID, reason: str, by: User, because: str = "") -> Activity:
    """Put a struck activity back, so that it counts again. One that is not struck is returned as it is.

    If it was struck because another is the same, that answer is taken back, and the other has its own supporters alone.
    Raises ``YearFrozen`` when its year is frozen, or that of the other.
    """
    stored = _locked(activity)
    if not stored.struck_at or _is_done(token):
        return stored
    _check_not_frozen(stored)
    stored.struck_at = stored.undone_at = None
    _save(Verb.ACTIVITY_PUT_BACK, stored, "put_back", {"struck": [True, False]}, reason, because, by, token)
    taken_back = DoubleEntry.objects.filter(later=stored, answer=SAME, taken_back_at=None)
    for double in taken_back.select_related("earlier"):
        double.taken_back_at = clock.now()
        double.save(update_fields=["taken_back_at"])
        kept = _locked(double.earlier)
        _check_not_frozen(kept)
        _name_supporters(kept, reason, because, by)
    return stored


def undone(event: object, subject: Activity, by: User | None) -> None:
    """An activity was undone: the entries that were struck as the same come back. Nobody has undone them."""
    same = DoubleEntry.objects.filter(earlier=subject, answer=SAME, taken_back_at=None).select_related("later")
    for double in same:
        if by is not None:
            put_back(double.later, token=uuid.uuid4(), reason=SAME, by=by)


@transaction.atomic
def answer(one: Activity, other: Activity, are_same: bool, *, by: User) -> DoubleEntry:
    """Say whether two entries are the same activity, and return the answer. The same answer again changes nothing.

    Of the same, the one that was logged first is kept, with the supporters of both, and the other is struck.
    Raises ``YearFrozen``, and ``IllegalMove`` when they are answered otherwise, one of them is struck or undone, or
    they are not of one chapter and day.
    """
    _lock(one.chapter_id, other.chapter_id)
    earlier, later = Activity.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    said = DoubleEntry.Answer.SAME if are_same else DoubleEntry.Answer.TWO
    known = DoubleEntry.objects.filter(earlier=earlier, later=later, taken_back_at=None).first()
    if known and known.answer == said:
        return known
    is_elsewhere = (earlier.chapter_id, earlier.day) != (later.chapter_id, later.day)
    if known or earlier.undone_at or later.undone_at or is_elsewhere:
        raise IllegalMove(f"answer {said}")
    _check_not_frozen(earlier)
    double = DoubleEntry.objects.create(earlier=earlier, later=later, answer=said, by=by, at=clock.now())
    details = {"earlier": earlier.ref, "later": later.ref, "answer": said}
    events.record(Verb.DOUBLE_ENTRY_ANSWER, subject=double, by=by, details=details)
    if are_same:
        _strike(later, SAME, "", by, uuid.uuid4())
        _name_supporters(earlier, SAME, "", by)
    return double


def _name_supporters(kept: Activity, reason: str, because: str, by: User) -> None:
    """Let the activity name the supporters of the entries that are the same as it."""
    before, after = kept.also_led_by, queries.supporters_of_same(kept)
    if before != after:
        kept.also_led_by = after
        changes = {"also_led_by": [before, after]}
        _save(Verb.ACTIVITY_MERGE, kept, "merge", changes, reason, because, by, uuid.uuid4())


def _lock(*chapters: int) -> None:
    """So that nobody sends the report of one of them meanwhile, and two people do not answer at once."""
    list(Chapter.objects.select_for_update().filter(pk__in=chapters).order_by("pk"))


def _locked(activity: Activity, chapter: Chapter | None = None) -> Activity:
    """The activity as it is stored. Nobody else changes it meanwhile."""
    _lock(activity.chapter_id, chapter.pk if chapter else activity.chapter_id)
    return Activity.objects.select_for_update().get(pk=activity.pk)


def _is_done(token: uuid.UUID) -> bool:
    return Correction.objects.filter(token=token).exists()


def _check_open(activity: Activity, version: int | None) -> None:
    _check_not_frozen(activity)
    if activity.version != version:
        raise Stale(f"read at version {version}, stored {activity.version}")


def _check_not_frozen(activity: Activity) -> None:
    if freezing.is_frozen(activity.chapter_id, activity.day.year):
        raise YearFrozen(activity.day.year)


def _save(
    verb: Verb,
    activity: Activity,
    kind: str,
    changes: dict[str, Any],
    reason: str,
    because: str,
    by: User,
    token: uuid.UUID,
) -> None:
    """Save the activity, and the row and the event that say what was changed."""
    activity.version += 1
    activity.save()
    row = Correction.objects.create(
        token=token,
        activity=activity,
        kind=kind,
        version=activity.version,
        changes=changes,
        reason=reason,
        because=because,
        by=by,
        at=clock.now(),
    )
    told = {name: pair for name, pair in changes.items() if name not in WRITTEN_FREELY}
    details = {"correction": row.ref, "version": row.version, "reason": reason, "changes": told}
    details["also"] = sorted(WRITTEN_FREELY & set(changes))
    columns = witness.values_of(row, ["kind", "version", "changes", "reason", "because"])
    events.record(verb, subject=activity, by=by, details=details, columns=columns)
