"""Which people were erased, kept outside the database: after a restore of an older copy they are erased again.

The file holds a random id of each (``User.ref``) and when, and nothing that tells who it was. It has to be kept where
the copies of the database are not, and put back beside a restored one, before ``manage.py forget --replay``.
"""

import os
import uuid

from django.conf import settings

from portal import clock, events
from portal.models import Event
from portal.operations.verbs import Verb


def path():
    return settings.PRIVATE_DIR / "erasures.txt"


def listed():
    """The refs in the file."""
    return {ref for line in text().splitlines() if (ref := _ref_of(line))}


def export():
    """Add each person whose erasure is in the event log and not yet in the file. Returns how many were added.

    Called after each erasure, and by the worker. An account that was joined with theirs is added too: in a copy of the
    database from before the joining it is still an account of its own.
    """
    known = listed()
    rows = Event.objects.filter(verb=Verb.PERSON_ERASE).order_by("pk").values_list("subject", "at")
    joined = events.joined() if rows else None
    new = {
        one: at
        for ref, at in rows
        for one in [ref, *(before for _key, before in joined.before(ref))]
        if one not in known
    }
    if new:
        with open(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.writelines(f"{clock.local(at).isoformat(timespec='seconds')} {ref}\n" for ref, at in new.items())
            file.flush()
            os.fsync(file.fileno())
    return len(new)


def text():
    """The file as it is; empty where there is none."""
    return path().read_text() if path().exists() else ""


def add(lines):
    """Add the lines of another such file, whose people are not in this one. Returns how many."""
    known = listed()
    new = [line for line in lines.splitlines() if (ref := _ref_of(line)) and ref not in known]
    if new:
        with open(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.writelines(f"{line}\n" for line in new)
    return len(new)


def _ref_of(line):
    try:
        return uuid.UUID(line.split()[-1])
    except (ValueError, IndexError):
        return None
