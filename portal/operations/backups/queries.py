"""When the last good backup was made, as the event log tells it."""

import datetime

from django.conf import settings
from django.db.models import Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal import clock, events
from portal.date_formats import time_of_day
from portal.models import Event
from portal.operations.verbs import Verb

LATE_AFTER = datetime.timedelta(hours=48)


def last_good():
    """When the last backup was made that was read back; None where none is known of. One query."""
    newest = Event.objects.filter(verb=Verb.BACKUP_MAKE).order_by("-pk").values("pk")[:1]
    found = events.believed(Event.objects.filter(pk=Subquery(newest)))
    return found[0].at if found else None


def is_late(made):
    """Whether the last good backup was made too long ago, or never."""
    return made is None or clock.now() - made > LATE_AFTER


def is_expected():
    """Whether this site ought to have backups: in production, and where a folder is set."""
    return settings.PRODUCTION or bool(settings.BACKUP_DIR)


def in_words(made):
    """What to tell the staff of the last good backup, in the active language."""
    if made is None:
        if settings.BACKUP_DIR:
            return _("None has been made yet. The first one comes tonight.")
        return _("None has been made. Whoever runs the site has to set up the one of each night.")
    at = clock.local(made)
    when = {"day": date_format(at, "DATE_FORMAT"), "time": time_of_day(at)}
    told = _("The last good one was made on %(day)s at %(time)s.") % when
    if is_late(made):
        told += " " + _("Whoever runs the site has to find out why there is no newer one.")
    return told
