"""Restore a backup into a new site, or in place of the data that is there."""

import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from portal import clock, mail
from portal.operations.backups import services as backup_services
from portal.operations.management.commands.backup import add_key_file, passphrase_from
from portal.operations.retention import erased_list

LOOK_EVERY = 2  # seconds


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
        if is_running(self.stdout.write):
            raise CommandError("The site is running: stop it first (systemctl stop likeperson@…), and restore then.")
        erased = erased_list.text()
        try:
            restored = backup_services.restore(Path(file).absolute(), passphrase_from(key_file), replace=replace)
        except backup_services.CannotRestore as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"Restored, as it was at {restored.about['made_at']}. Everybody signs in anew.")
        for path in restored.aside:
            self.stdout.write(f"What was there before is in {path}.")
        for sentence in restored.advice:
            self.stdout.write(f"To do: {sentence}")
        erased_list.add(erased)
        self.stdout.flush()
        # By processes of their own: this one has read the keys that were there before.
        if run("forget", "--replay"):
            raise CommandError("The data is restored. Those who were erased since are to be erased again: see above.")
        if run("verify_events"):
            raise CommandError("The data is restored, and the event log has the faults above.")


def run(*words):
    """Run a command of the site, and return its exit code."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    return subprocess.run(command, check=False).returncode  # noqa: S603  our own


def is_running(say):
    """Whether the worker of this site is at work. A database that cannot be read has none.

    One that was seen within a minute may have been stopped since: it is waited until it is seen again, or the minute is
    over.
    """
    try:
        seen = mail.last_heartbeat()
        if mail.health(clock.now())["worker"]:
            say("Waiting until the site has been silent for a minute …")
        while mail.health(clock.now())["worker"]:
            if mail.last_heartbeat() != seen:
                return True
            time.sleep(LOOK_EVERY)
        return False
    except DatabaseError:
        return False
    finally:
        connections.close_all()
