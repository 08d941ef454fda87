"""Check that the event log was not changed after it was sealed."""

import re
import sys

from django.core.management.base import BaseCommand, CommandError

from portal import events


class Command(BaseCommand):
    help = "Check the chain of events. Exits with 1 and names each fault if it is not as it was sealed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", help="a head printed earlier (sequence:seal); without it a cut-off end goes unnoticed"
        )

    def handle(self, *, head=None, **options):
        if head and not re.fullmatch(r"[0-9]+:[0-9a-f]{64}", head):
            raise CommandError("--head takes what an earlier run printed: a number, a colon and 64 digits and letters.")
        verdict = events.verify(head)
        for fault in verdict.faults:
            self.stderr.write(fault)
        self.stdout.write(f"{verdict.sealed} sealed, {verdict.unsealed} not sealed yet (nothing vouches for those)")
        self.stdout.write(f"head {verdict.head}")
        if verdict.faults:
            sys.exit(1)
