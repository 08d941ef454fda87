"""What is wrong with the running site: shown on /readyz, and told once by e-mail to those who run it.

A worker that has stopped cannot tell that it has. So the machine starts ``manage.py watch`` every ten minutes, which
looks for faults and sends the e-mail itself, without the outbox.
"""

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal import files, mail
from portal.chapters import queries as chapter_queries
from portal.models import Event
from portal.operations.backups import queries as backup_queries
from portal.operations.retention import services as retention_services

log = logging.getLogger(__name__)
LEAST_FREE_BYTES = 500_000_000
LEAST_FREE_SHARE = 0.05

# What each fault is called on /readyz, and what whoever runs the site reads of it.
TEXTS = {
    "database": _("The database does not answer. The site shows a page that says so, and heals once it answers."),
    "migrations": _("The database is older than the code. Run manage.py migrate, and start the site again."),
    "worker": _("The worker has not been seen for a minute. No e-mail goes out, and no PDF is made. Start it again."),
    "mail": _("E-mail does not go out. The log of the worker says what the mail server answered."),
    "deletions": _("What is to be deleted by law has not been deleted for two days. The log of the worker says why."),
    "backup": _("There is no backup of the last two days. The log of the worker says why."),
    "wording": _(
        "The compiled wording of a language cannot be read, and English stands in its place. Install it again."
    ),
    "disk": _("The disk is nearly full, or nothing can be written to it. What people write is not saved. Make room."),
}


def found(now: datetime) -> dict[str, bool]:
    """For each of ``TEXTS`` whether it is as it should be. Raises nothing where the database does not answer."""
    state = dict.fromkeys(TEXTS, True)
    state |= {"disk": _has_room(settings.DATA_DIR), "wording": not settings.DAMAGED_WORDING}
    try:
        state["migrations"] = _is_migrated()
        state |= mail.health(now) | {"deletions": not retention_services.is_stuck(), "backup": not _lacks_backup(now)}
    except Error:
        return state | {"database": not state["migrations"]}  # a table that is not there yet is no outage
    return state


def _lacks_backup(now: datetime) -> bool:
    """Whether a site that makes backups has none of the last two days. False for a site that is younger than that."""
    if not settings.BACKUP_DIR or not backup_queries.is_late(backup_queries.last_good()):
        return False
    return Event.objects.filter(at__lt=now - backup_queries.LATE_AFTER).exists()


def _has_room(folder: Path) -> bool:
    """Whether there is enough room on the disk, and it can be written to."""
    if not os.access(folder, os.W_OK):
        return False
    disk = shutil.disk_usage(folder)
    return disk.free >= LEAST_FREE_BYTES and disk.free >= disk.total * LEAST_FREE_SHARE


_migrated: set[str] = set()  # what this process has found once stays so: code does not become newer while it runs


def _is_migrated() -> bool:
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add("all")
    return True


def tell_of_new_ones(now: datetime, *, send: Callable[[str, str, str], None] = mail.send_now) -> list[str]:
    """Tell those who run the site of each fault that they have not been told of since it began. Returns their names.

    The e-mail goes to ``FAULTS_TO``, or to the administrators where that is not set. What was told is kept in a file,
    which can be read while the database does not answer. Raises what ``send`` raises; then the same faults are told
    of at the next call.
    """
    wrong = [name for name, is_well in found(now).items() if not is_well]
    told = _told()
    new = [name for name in wrong if name not in told]
    if new:
        addresses = _whom("database" not in wrong)
        with translation.override(settings.LANGUAGE_CODE):
            subject = str(_("Something is wrong with the site"))
            text = "\n\n".join([*(str(TEXTS[name]) for name in new), settings.SITE_ADDRESS])
        for address in addresses:
            send(address, subject, text + "\n")
        if not addresses:
            log.error("nobody can be told of %s: set FAULTS_TO", ", ".join(new))
            wrong = [name for name in wrong if name in told]
    if sorted(wrong) != sorted(told):
        files.write_local(_path(), json.dumps(sorted(wrong)).encode(), replace=True)
    return new


def _whom(database_answers: bool) -> Iterable[str]:
    if settings.FAULTS_TO:
        return [settings.FAULTS_TO]
    return [person.email for person in chapter_queries.administrators()] if database_answers else []


def _path() -> Path:
    return settings.DATA_DIR / "log" / "faults.json"


def _told() -> list[str]:
    """The names that were told of and have been wrong since; none where the file cannot be read."""
    try:
        return [name for name in json.loads(_path().read_text()) if name in TEXTS]
    except (OSError, ValueError, TypeError):
        return []
