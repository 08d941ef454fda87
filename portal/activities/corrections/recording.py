"""Saving what was changed of an activity: the row and the event that say it. Whatever changes one does it here."""

import uuid
from typing import Any

from portal import clock, events, witness
from portal.accounts.models import User
from portal.activities.models import Activity, Correction
from portal.activities.verbs import Verb

# What an event does not say in plain text, because people write it freely.
WRITTEN_FREELY = {"place", "note"}
CORRECTION = {
    "id": "the number of the row",
    "ref": "the reference of the correction",
    "token": "the form that it came with",
    "activity": "the activity",
    "kind": "what was done",
    "version": "the version of the activity",
    "changes": "what was changed",
    "reason": "why it was done",
    "because": "why it was done, in words",
    "by": "who did it",
    "at": "when it was done",
}


def save(
    activity: Activity,
    kind: Correction.Kind,
    changes: dict[str, Any],
    *,
    verb: Verb,
    by: User,
    token: uuid.UUID | None = None,
    reason: str = "",
    because: str = "",
) -> None:
    """Save the activity, and what was changed of it: ``{column: [before, after]}`` (``Correction``)."""
    activity.version += 1
    activity.save()
    row = Correction.objects.create(
        token=token or uuid.uuid4(),
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
    columns = witness.values_of(row, CORRECTION)
    events.record(verb, subject=activity, by=by, details=details, columns=columns)
