"""Exports the head of the event log each night: to a file in the data folder, and by setting to an e-mail address.

Whoever can write to the database can delete its last events, and the rest of the chain is whole. A head that is kept
elsewhere shows it: ``verify_events`` checks every head in the file, and one that was mailed with ``--head``.
"""

import re

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from portal import clock, events, files, mail

HEAD = r"[0-9]+:[0-9a-f]{64}"
LARGEST = 10_000_000  # bytes; ten years have half a million
FIRST_HOUR = 3  # of the night, when others have finished


def path():
    return settings.PRIVATE_DIR / "event_heads.txt"


def exported():
    """The heads in the file, the oldest first."""
    lines = [line.split() for line in _text_of_file().splitlines()]
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
        line = f"{now.isoformat(timespec='seconds')} {head}\n"
        files.write(path(), (_text_of_file() + line).encode(), replace=True)
    return True


def _text_of_file():
    return files.read(path(), largest=LARGEST).decode() if files.exists(path()) else ""


def _text(head):
    explained = _(
        "Keep this e-mail. Should somebody delete from the end of the event log, this line shows it. Check the log "
        "against it with this command:"
    )
    return f"{explained}\n\nmanage.py verify_events --head {head}\n"


def _last_day():
    """The day of the last line in the file; empty without one."""
    lines = _text_of_file().splitlines()
    return lines[-1][:10] if lines else ""
