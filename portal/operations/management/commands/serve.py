"""Run the web server and the worker together on one machine. Each is started again if it stops."""

import multiprocessing
import signal
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.wsgiapp import WSGIApplication

# The processes are forked after everything is loaded, so that both start fast.
FORK = multiprocessing.get_context("fork")


def web():
    sys.argv = ["gunicorn", "-c", str(settings.BASE_DIR / "gunicorn.conf.py")]
    WSGIApplication("%(prog)s").run()


def worker():
    call_command("worker")


class Command(BaseCommand):
    help = "Run the web server and the worker together until they are stopped."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="first bring the database up to date and fill an empty one"
        )

    def handle(self, *, demo=False, **options):
        if demo:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0)
            call_command("demo", if_empty=True)
        connections.close_all()  # a connection must not be shared with a child
        self.supervise({"web": web, "worker": worker})

    def supervise(self, processes):
        """Fork a process for each function and restart those that stop, until SIGTERM or SIGINT."""
        stopping, running = [], {}
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.append(True))
        while not stopping:
            for name, target in processes.items():
                if name in running and not running[name].is_alive():
                    self.stderr.write(f"{name} stopped with {running[name].exitcode}; starting it again")
                    time.sleep(1)
                    del running[name]
                if name not in running:
                    running[name] = FORK.Process(target=target, name=name)
                    running[name].start()
            time.sleep(0.5)
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.join(timeout=35)
