"""Who led an activity by all the entries that are the same as it: whatever changes that says it here."""

from portal.accounts.models import User
from portal.activities.corrections import recording
from portal.activities.double_entries import queries
from portal.activities.models import Activity, Correction
from portal.activities.presences import services as presence_services
from portal.activities.verbs import Verb


def name_supporters(kept: Activity, *, reason: str, by: User, because: str = "") -> None:
    """Let the activity name the supporters of the entries that are the same as it.

    Where it is itself the same as another, that one names them too.
    """
    same = queries.same_as(kept)
    changes = presence_services.name_leaders_of_same(kept, queries.leaders_of_same(kept, same))
    changes |= presence_services.name_those_of_same(kept, same)
    if not changes:
        return
    said = {"reason": reason, "because": because}
    recording.save(kept, Correction.Kind.MERGE, changes, verb=Verb.ACTIVITY_MERGE, by=by, **said)
    whole = queries.kept_instead_of(kept)
    if whole:
        name_supporters(whole, reason=reason, by=by, because=because)
