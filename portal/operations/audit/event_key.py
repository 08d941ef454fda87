"""Checks that the event log was written with this machine's key: a machine with another key must not run.

A machine without ``EVENT_KEY`` makes a key of its own. That is right for the first machine of a site. A second one
would take the events of the first for forged, and the first those of the second.
"""

from django.conf import settings
from django.db import DatabaseError, transaction

from portal import events, organisation
from portal.models import Event
from portal.operations.verbs import Verb
from portal.outages import OUTAGES

ENDS = 50  # events at each end of the log that are looked at: a forged row must not stop the site


class OtherKey(Exception):
    """The log was written with another key. The text is a sentence for whoever runs the site."""


def check():
    """Raise ``OtherKey`` where no event at either end of the log was written with this machine's key.

    An empty log takes any key. While the database does not answer, or has no tables yet, nothing is known and nothing
    is raised.
    """
    try:
        is_of_this_key = _is_of_this_key()
    except (*OUTAGES, DatabaseError):
        return
    if not is_of_this_key:
        raise OtherKey(
            f"{_which()} is another key than the one that the event log in this database was written with. Nobody "
            "could check what this machine writes, so it does not start. Set EVENT_KEY to the same on each machine. "
            "Where it was never set, it is in DATA_DIR/private/event_key of the machine that was there first. If it is "
            "lost for good, run `manage.py event_key --accept`."
        )


def _is_of_this_key():
    ends = [Event.objects.order_by(way).values_list("pk", flat=True)[:ENDS] for way in ("pk", "-pk")]
    keys = {key for end in ends for key in end}
    return not keys or bool(events.believed(Event.objects.filter(pk__in=keys)))


def _which():
    if settings.EVENT_KEY_IS_SET:
        return "EVENT_KEY"
    return f"EVENT_KEY is not set, and what this machine made for itself ({settings.PRIVATE_DIR / 'event_key'})"


@transaction.atomic
def accept():
    """Let the log go on with this machine's key, because the other one is lost. What is in it counts as changed."""
    events.record(Verb.EVENT_KEY_ACCEPT, subject=organisation.current(), by=None)
