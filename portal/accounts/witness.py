"""What the event log says of an account: whose it is. ``verify_events`` asks here.

Each change of somebody's details leaves an event with a salted digest of the name and the address, so the log tells
neither. An account whose details were last changed before that was so is not judged.
"""

from collections.abc import Sequence

from portal import events, witness
from portal.accounts.models import User
from portal.accounts.verbs import Verb
from portal.events import Record, Standing
from portal.unreadable import readable

ACCOUNT = {"email": "the e-mail address", "given_name": "the given name", "family_name": "the family name"}
VERBS = [Verb.PERSON_CHANGE_DETAILS, Verb.PERSON_CHANGE_ADDRESS]
AT_ONCE = 200


def faults() -> list[str]:
    """Every account whose name or address is not as the log says, as sentences in English."""
    found: list[str] = []
    keys = list(User.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        people, unreadable = readable(User.objects.filter(pk__in=keys[first : first + AT_ONCE]).order_by("pk"))
        found += [f"the account in row {key} holds a value that cannot be read" for key in unreadable]
        about = events.records_about(
            {person.ref for person in people}, [Verb.PERSON_CHANGE_DETAILS, Verb.PERSON_CHANGE_ADDRESS]
        )
        for person in people:
            found += [f"the account in row {person.pk}: {words}" for words in _differences(person, about[person.ref])]
    return found


def _differences(person: User, records: Sequence[Record]) -> list[witness.Words]:
    """What differs from the last event. One that was changed, or whose details were erased, says nothing of it.

    The chain's own check names the first, and the second happens to whoever is forgotten.
    """
    if not records or records[-1].standing in (Standing.CHANGED, Standing.EMPTIED):
        return []
    last = records[-1]
    return witness.compare(person, last, ACCOUNT).differences if "columns" in last.details else []
