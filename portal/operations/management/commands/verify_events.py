"""Check that the event log was not changed after it was sealed, and that what it witnesses is as it says."""

import itertools
import re
import sys

from django.core.management.base import BaseCommand, CommandError

from portal import events
from portal.accounts import witness as account_witness
from portal.activities import witness as activity_witness
from portal.calls.tally import witness as tally_witness
from portal.declarations.proof import witness as declaration_witness
from portal.knowledge.course import witness as course_witness
from portal.operations.audit import event_heads
from portal.reports.attachments import witness as attachment_witness
from portal.reports.grants import witness as grant_witness
from portal.reports.measures import witness as measure_witness
from portal.reports.signing import witness as report_witness
from portal.reports.years import witness as year_witness
from portal.supporters.portraits import witness as portrait_witness


class Command(BaseCommand):
    help = (
        "Check the chain of events, and what it witnesses: declarations, signatures, what was read of them, reminders, "
        "certificates, the names of accounts, the pictures of supporters, activities with what was said, corrected and "
        "answered of them, the monthly counts of talks, the dates of reports, annual reports as they were sent with "
        "their attachments, the measures of a year with their pictures, and the grant file. Exits with 1 and names "
        "each fault if something is not as it was."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head", help="a head kept elsewhere (sequence:seal); those in the data folder are always checked"
        )

    def handle(self, *, head=None, **options):
        if head and not re.fullmatch(event_heads.HEAD, head):
            raise CommandError("--head takes what an earlier run printed: a number, a colon and 64 digits and letters.")
        verdict = events.verify(*event_heads.exported(), *([head] if head else []))
        rooms = (
            account_witness,
            declaration_witness,
            course_witness,
            portrait_witness,
            activity_witness,
            tally_witness,
            year_witness,
            report_witness,
            attachment_witness,
            measure_witness,
            grant_witness,
        )
        faults = [*verdict.faults, *itertools.chain(*(room.faults() for room in rooms))]
        for fault in faults:
            self.stderr.write(fault)
        self.stdout.write(
            f"{verdict.sealed} sealed, {verdict.unsealed} not sealed yet (the worker does it within seconds)"
        )
        if number := activity_witness.recorded_afterwards():
            self.stdout.write(f"closed years that were recorded afterwards, and not seen to close: {number}")
        self.stdout.write(f"head {verdict.head}")
        if faults:
            sys.exit(1)
