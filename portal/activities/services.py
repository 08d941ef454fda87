"""What can be done with activities, gatherings, and the lists of those who come."""

import datetime
import uuid

from django.db import transaction

from portal import clock, events, moves
from portal.activities.models import Activity, CountingRules, Gathering
from portal.activities.verbs import Verb

UNDO_WITHIN = datetime.timedelta(minutes=10)


class InTheFuture(Exception):
    """An activity is logged when it has taken place."""


class TooLate(Exception):
    """An activity can be undone for ten minutes after it was logged; a gathering can be changed until it begins."""


@transaction.atomic
def log(
    *, token, kind, day, chapter, participants, by, minutes=None, led_by=None, topics=(), place="", note="",
    supporters_present=1, in_norway=True,
):  # fmt: skip
    """Log one activity. The same ``token`` again is the same activity, whatever else is said the second time.

    Refuses a day that has not been (``InTheFuture``).
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
def undo(activity, *, by):
    """Take back what was logged less than ten minutes ago; twice is once. Raises ``TooLate`` after that.

    A gathering that became this activity waits to be logged again. The form's token is set free: whoever goes back
    and sends the same form logs a new activity.
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
def add_rules(base_year, *, by, **values):
    """Write the counting rules that hold from a base year; what is not named is as in the first set."""
    rules, is_new = CountingRules.objects.get_or_create(base_year=base_year, defaults=values)
    if is_new:
        events.record(Verb.COUNTING_RULES_ADD, subject=rules, by=by, details={"base_year": base_year, **values})
    return rules
