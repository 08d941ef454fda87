"""Restore a backup into a new site, or in place of the data that is there."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from portal import clock, mail
from portal.operations.backups import services as backup_services
from portal.operations.management.commands.backup import add_key_file, passphrase_from


class Command(BaseCommand):
    help = (
        "Restore a backup into a new site. Everything is unpacked and checked first; if anything is wrong, nothing is "
        "changed. Stop the site before."
    )
    requires_system_checks = ()  # what is here may be damaged: that is why somebody restores

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        add_key_file(parser)
        parser.add_argument("--replace", action="store_true", help="set the data that is here aside, not removed")

    def handle(self, *, file, key_file=None, replace=False, **options):
        if is_running():
            raise CommandError(
                "The site is running: stop it first (systemctl stop likeperson@…), wait a minute, and restore then."
            )
        try:
            restored = backup_services.restore(Path(file).absolute(), passphrase_from(key_file), replace=replace)
        except backup_services.CannotRestore as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"Restored, as it was at {restored.about['made_at']}. Everybody signs in anew.")
        for path in restored.aside:
            self.stdout.write(f"What was there before is in {path}.")
        for sentence in restored.advice:
            self.stdout.write(f"To do: {sentence}")
        self.stdout.flush()
        # By a process of its own: this one has read the keys that were there before.
        checked = subprocess.run([sys.executable, str(settings.BASE_DIR / "manage.py"), "verify_events"], check=False)  # noqa: S603  ours
        if checked.returncode:
            raise CommandError("The data is restored, and the event log has the faults above.")


def is_running():
    """Whether the worker of this site has been seen within a minute. A database that cannot be read has none."""
    try:
        return mail.health(clock.now())["worker"]
    except DatabaseError:
        return False
    finally:
        connections.close_all()
