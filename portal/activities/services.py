"""Logging and undoing activities, and adding counting rules."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from portal import clock, events, moves
from portal.accounts.models import User
from portal.activities.models import Activity, CountingRules, Gathering
from portal.activities.verbs import Verb
from portal.chapters.models import Chapter
from portal.supporters.models import Supporter

UNDO_WITHIN = datetime.timedelta(minutes=10)


class InTheFuture(Exception):
    """The activity has not taken place yet."""


class TooLate(Exception):
    """The time limit has passed: ten minutes for undoing an activity, the start for changing a gathering."""


@transaction.atomic
def log(
    *,
    token: uuid.UUID,
    kind: str,
    day: datetime.date,
    chapter: Chapter,
    participants: int,
    by: User,
    minutes: int | None = None,
    led_by: Supporter | None = None,
    topics: Iterable[str] = (),
    place: str = "",
    note: str = "",
    supporters_present: int = 1,
    in_norway: bool = True,
) -> Activity:
    """Log one activity and return it. A second call with the same ``token`` returns the first activity unchanged.

    Raises ``InTheFuture`` for a day after today.
    """
    if day > clock.today():
        raise InTheFuture(day)
    activity, is_new = Activity.objects.get_or_create(
        token=token,
        defaults={
            "kind": kind,
            "day": day,
            "chapter": chapter,
            "participants": participants,
            "minutes": minutes,
            "supporters_present": supporters_present,
            "led_by": led_by,
            "topics": list(topics),
            "place": place,
            "note": note,
            "in_norway": in_norway,
            "logged_by": by,
            "logged_at": clock.now(),
        },
    )
    if is_new:
        details = {"kind": kind, "day": day, "chapter": chapter.ref, "participants": participants, "minutes": minutes}
        events.record(Verb.ACTIVITY_LOG, subject=activity, by=by, details=details)
    return activity


@transaction.atomic
def undo(activity: Activity, *, by: User | None) -> Activity:
    """Undo an activity that was logged at most ten minutes ago. Undoing it again changes nothing.

    A gathering that was logged as this activity can be logged again. The activity gets a new token, so sending the
    same form once more logs a new activity. Raises ``TooLate`` after ten minutes.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if activity.undone_at:
        return activity
    if clock.now() - activity.logged_at > UNDO_WITHIN:
        raise TooLate
    activity.undone_at, activity.token = clock.now(), uuid.uuid4()
    activity.save(update_fields=["undone_at", "token"])
    events.record(Verb.ACTIVITY_UNDO, subject=activity, by=by)
    gathering = Gathering.objects.filter(activity=activity).first()
    if gathering:
        moves.move(gathering, "reopen", by=by, activity=None)
    return activity


@transaction.atomic
def add_rules(base_year: int, *, by: User | None, **values: Any) -> CountingRules:
    """Add the counting rules from a base year on; values that are not given are those of 2023.

    Rules that exist for the year are returned unchanged.
    """
    rules, is_new = CountingRules.objects.get_or_create(base_year=base_year, defaults=values)
    if is_new:
        events.record(Verb.COUNTING_RULES_ADD, subject=rules, by=by, details={"base_year": base_year, **values})
    return rules
