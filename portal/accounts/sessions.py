"""The sessions of one person, wherever they are signed in, and of browsers in which their address was typed."""

import json

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from portal.accounts.models import User

AT_ONCE = 500


def end_all(person: User, *, but: str | None = None, address: str = "") -> int:
    """Delete the sessions in which the person is signed in, except the one with the key ``but``. Returns how many.

    With ``address``, also those that hold it, such as where somebody asked for a code and did not go on.
    """
    found = []
    for row in Session.objects.iterator(chunk_size=AT_ONCE):
        held = row.get_decoded()
        is_theirs = held.get(SESSION_KEY) == str(person.pk)
        if row.session_key != but and (is_theirs or (address and address in _text(held))):
            found.append(row.session_key)
    for place in range(0, len(found), AT_ONCE):
        Session.objects.filter(session_key__in=found[place : place + AT_ONCE]).delete()
    return len(found)


def _text(held: object) -> str:
    return json.dumps(held, ensure_ascii=False, default=str).lower()
