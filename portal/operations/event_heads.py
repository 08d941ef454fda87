"""Exports the head of the event log each night: to a file in the data folder, and by setting to an e-mail address.

Whoever can write to the database can delete its last events, and the rest of the chain is whole. A head that is kept
elsewhere shows it: ``verify_events`` checks every head in the file, and one that was mailed with ``--head``.
"""

import os
import re

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock, events, mail

HEAD = r"[0-9]+:[0-9a-f]{64}"
FIRST_HOUR = 3  # of the night, when others have finished


def path():
    return settings.PRIVATE_DIR / "event_heads.txt"


def exported():
    """The heads in the file, the oldest first."""
    if not path().exists():
        return []
    lines = [line.split() for line in path().read_text().splitlines()]
    return [line[1] for line in lines if len(line) == 2 and re.fullmatch(HEAD, line[1])]


def export():
    """Add today's head to the file and mail it, once a night; called by the worker. Returns whether it was done now."""
    now = clock.local(clock.now())
    head = events.head()
    if now.hour < FIRST_HOUR or not re.fullmatch(HEAD, head) or _last_day() == str(now.date()):
        return False
    with transaction.atomic():
        if settings.EVENT_HEADS_TO:
            mail.queue_to_address(settings.EVENT_HEADS_TO, _("The head of the event log"), _text(head))
        with open(os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.write(f"{now.isoformat(timespec='seconds')} {head}\n")
    return True


def _text(head):
    explained = _(
        "Keep this e-mail. Should somebody delete from the end of the event log, this line shows it. Check the log "
        "against it with this command:"
    )
    return f"{explained}\n\nmanage.py verify_events --head {head}\n"


def _last_day():
    """The day of the last line in the file; empty without one."""
    lines = path().read_text().splitlines() if path().exists() else []
    return lines[-1][:10] if lines else ""
