"""The background process: sends mail, makes PDFs, seals events, ends breaks, sends reminders, deletes old requests."""

import contextlib
import logging
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from portal import events, leases, limits, mail, papers, periodic_tasks, stopping
from portal.accounts.address_changes import services as address_change_services
from portal.activities.counting import services as counting_services
from portal.activities.gatherings import services as gathering_services
from portal.calls.rota import services as rota_services
from portal.chapters.register import services as register_services
from portal.declarations import services as declarations
from portal.declarations.proof import evidence
from portal.experts.answering import services as answering_services
from portal.knowledge.course import services as course_services
from portal.operations.audit import event_heads, event_key
from portal.operations.backups import services as backup_services
from portal.operations.management.commands.remind import REMINDERS
from portal.operations.retention import erased_list
from portal.operations.retention import services as retention_services
from portal.outages import in_words, is_outage
from portal.reports import services as reports
from portal.reports.grants import services as grant_services
from portal.reports.totals import services as total_services
from portal.supporters import services as supporters
from portal.supporters.contact import services as contact_services

log = logging.getLogger("portal.worker")

# ``(function, seconds between two runs)``. Each finds its work in the database, does a bounded amount of it, and can be
# interrupted or run twice at any point. Of several workers each does those of ``SHARED``, and one at a time the others.
PERIODIC_TASKS = [
    (mail.record_heartbeat, 15),  # first: /readyz asks for it, and the first round of the others may take long
    (mail.send_due, 0.5),
    (mail.free_those_of_another_clock, 60),
    (declarations.render_pending, 1),
    (course_services.render_pending, 1),
    (reports.render_pending, 1),
    (grant_services.render_pending, 5),
    (evidence.note_deliveries, 60),
    (events.seal_pending, 5),
    (event_heads.export, 600),
    (total_services.count_due, 15),
    (counting_services.count_due, 15),
    (register_services.carry_out_due, 60),
    (erased_list.export, 600),  # those whose process stopped before they were written down
    (supporters.end_breaks, 300),
    (supporters.activate_completed_supporters, 300),
    (contact_services.pass_on_overdue, 300),
    (contact_services.forget_requests, 3600),
    (answering_services.release_overdue, 300),
    (rota_services.plan_shifts, 600),  # before the reminders: they tell of shifts
    *((remind, 3600) for _what, remind in REMINDERS),
    (address_change_services.stop_of_those_who_signed_in, 600),
    (gathering_services.forget_sign_ups, 3600),
    (course_services.forget_sign_ups, 3600),
    (limits.forget_past_counts, 3600),
    (retention_services.go_on, 60),  # each day's retention, a part at a time
    (leases.forget_left, 3600),
    (backup_services.make_nightly, 3600),  # starts a process of its own
]
URGENT = 2  # the first so many are looked at again before each of the others: a code waits for one task at most
# These take a lease for each mail or file or lock their rows, or say that this very worker is there.
SHARED = {
    mail.record_heartbeat,
    mail.send_due,
    events.seal_pending,
    papers.note_folder,
    declarations.render_pending,
    course_services.render_pending,
    reports.render_pending,
    grant_services.render_pending,
}


class Command(BaseCommand):
    help = "Send mail, make PDFs, seal events. Runs until it is stopped. There may be several, on several machines."

    waiting = None  # the task that met an outage first, until it is over: others may need less, and get on meanwhile
    outage_pause = 1  # seconds

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do each task once and stop")

    def handle(self, *, once=False, **options):
        try:
            event_key.check()
        except event_key.OtherKey as fault:
            raise CommandError(str(fault)) from None
        with contextlib.nullcontext() if once else stopping.when_asked():
            try:
                self.work(once=once)
            finally:
                with contextlib.suppress(DatabaseError):
                    leases.leave()

    def work(self, *, once):
        todo = [*PERIODIC_TASKS, *periodic_tasks.registered()]
        due = dict.fromkeys(range(len(todo)), 0.0)
        self.do(papers.note_folder)
        while not stopping.is_asked():
            for number in range(len(todo)):
                if time.monotonic() < due[number]:
                    continue
                for chosen in [number] if once else [*range(URGENT), number]:
                    task, pause = todo[chosen]
                    if time.monotonic() >= due[chosen] and not stopping.is_asked():
                        due[chosen] = time.monotonic() + pause
                        self.do(task, pause=0 if once else pause)
            if once:
                return
            time.sleep(0.25)

    def do_in_turn(self, task, pause):
        if task in SHARED:
            task()
            return
        with leases.turn(f"{task.__module__}.{task.__name__}", pause=pause) as is_ours:
            if is_ours:
                task()

    def do(self, task, pause=0):
        """Run one task, unless it is another worker's turn, whose last was less than ``pause`` seconds ago.

        An error is logged and does not stop the others; the task runs again in the next round.
        """
        close_old_connections()
        try:
            self.do_in_turn(task, pause)
            if self.waiting is task:
                log.warning("%s goes on: what it waited for answers again", task.__name__)
                self.waiting = None
        except Exception as fault:
            if not is_outage(fault):
                log.error("%s failed: %s", task.__name__, type(fault).__name__)  # its text may hold personal data
                return
            if self.waiting is None:  # once for an outage, however often the tasks are tried meanwhile
                log.warning("%s waits: %s (%s)", task.__name__, in_words(fault), type(fault).__name__)
                self.waiting = task
            time.sleep(self.outage_pause)
