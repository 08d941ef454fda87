"""The background process: sends mail, makes PDFs, seals events, ends breaks, sends reminders, deletes old requests."""

import logging
import signal
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from portal import events, limits, mail, periodic_tasks
from portal.activities.counting import services as counting_services
from portal.activities.gatherings import services as gathering_services
from portal.calls.rota import services as rota_services
from portal.chapters.register import services as register_services
from portal.declarations import evidence
from portal.declarations import services as declarations
from portal.knowledge.course import services as course_services
from portal.operations import event_heads
from portal.operations.management.commands.remind import REMINDERS
from portal.reports import services as reports
from portal.reports.grants import services as grant_services
from portal.supporters import services as supporters
from portal.supporters.contact import services as contact_services

log = logging.getLogger("portal.worker")

# ``(function, seconds between two runs)``. Each finds its work in the database, does a bounded amount of it, and can be
# interrupted or run twice at any point.
PERIODIC_TASKS = [
    (mail.record_heartbeat, 15),  # first: /readyz asks for it, and the first round of the others may take long
    (mail.send_due, 0.5),
    (declarations.render_pending, 1),
    (course_services.render_pending, 1),
    (reports.render_pending, 1),
    (grant_services.render_pending, 5),
    (evidence.note_deliveries, 60),
    (events.seal_pending, 5),
    (event_heads.export, 600),
    (counting_services.count_due, 15),
    (register_services.carry_out_due, 60),
    (supporters.end_breaks, 300),
    (supporters.activate_completed_supporters, 300),
    (contact_services.pass_on_overdue, 300),
    (contact_services.forget_requests, 3600),
    (rota_services.plan_shifts, 600),  # before the reminders: they tell of shifts
    *((remind, 3600) for _what, remind in REMINDERS),
    (gathering_services.forget_sign_ups, 3600),
    (course_services.forget_sign_ups, 3600),
    (limits.forget_past_counts, 3600),
]


class Command(BaseCommand):
    help = "Send mail, make PDFs, seal events. Runs until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do each task once and stop")

    def handle(self, *, once=False, **options):
        stopping = []
        for name in (signal.SIGTERM, signal.SIGINT):
            if not once:
                signal.signal(name, lambda *_: stopping.append(True))
        todo = [*PERIODIC_TASKS, *periodic_tasks.registered()]
        due = dict.fromkeys(range(len(todo)), 0.0)
        while not stopping:
            for number, (task, pause) in enumerate(todo):
                if time.monotonic() >= due[number]:
                    due[number] = time.monotonic() + pause
                    self.do(task)
            if once:
                return
            time.sleep(0.25)

    def do(self, task):
        """Run one task. An error is logged and does not stop the others; the task runs again in the next round."""
        close_old_connections()
        try:
            task()
        except OperationalError as fault:
            log.warning("%s: the database was busy (%s)", task.__name__, type(fault).__name__)
        except Exception as fault:  # logged by its kind alone: the text may hold personal data
            log.error("%s failed: %s", task.__name__, type(fault).__name__)
