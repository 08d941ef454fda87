"""Saving that an activity is struck, by whoever strikes it or because another is the same."""

import uuid

from portal import clock
from portal.accounts.models import User
from portal.activities.corrections import recording
from portal.activities.models import Activity, Correction
from portal.activities.verbs import Verb


def strike(activity: Activity, reason: str, because: str, by: User, token: uuid.UUID) -> None:
    """Save that the activity is struck: it is kept, and counts nowhere."""
    activity.struck_at = activity.undone_at = clock.now()
    changes = {"struck": [False, True]}
    said = {"reason": reason, "because": because}
    recording.save(activity, Correction.Kind.STRIKE, changes, verb=Verb.ACTIVITY_STRIKE, by=by, token=token, **said)
