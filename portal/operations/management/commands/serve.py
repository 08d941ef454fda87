"""Run the web server and the worker together on one machine. Each is started again if it stops."""

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from gunicorn.app.wsgiapp import WSGIApplication

from portal import clock, mail
from portal.operations.audit import event_key
from portal.operations.setting_up import new_tables

# The processes are forked after everything is loaded, so that both start fast.
FORK = multiprocessing.get_context("fork")


def web():
    sys.argv = ["gunicorn", "-c", str(settings.BASE_DIR / "gunicorn.conf.py")]
    WSGIApplication("%(prog)s").run()


def worker():
    call_command("worker")


def wait_for_worker():
    """Until it has been seen, or for ten seconds: it may have stopped, and then it is started again."""
    end = time.monotonic() + 10
    while time.monotonic() < end and not mail.health(clock.now())["worker"]:
        time.sleep(0.05)
    connections.close_all()


@contextlib.contextmanager
def filling_quickly():
    """For the first minute of a demo: garbage is looked for seldom, and a new SQLite file reaches the disk at the end.

    What is loaded stays, and migrations make many thousand models that are dropped soon. Nobody's work is lost where
    the power fails meanwhile: the file is made anew.
    """
    gc.collect()
    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        connection.close()  # the next connection waits for the disk again
        if connection.vendor == "sqlite":
            file = os.open(connection.settings_dict["NAME"], os.O_RDWR)
            os.fsync(file)
            os.close(file)
        gc.set_threshold(*usual)
        gc.unfreeze()


class Command(BaseCommand):
    help = "Run the web server and the worker together until they are stopped."

    def add_arguments(self, parser):
        parser.add_argument(
            "--demo", action="store_true", help="first bring the database up to date and fill an empty one"
        )

    def handle(self, *, demo=False, **options):
        if demo:
            self.prepare_demo()
        try:
            event_key.check()
        except event_key.OtherKey as fault:
            raise CommandError(str(fault)) from None
        connections.close_all()  # a connection must not be shared with a child
        self.supervise({"worker": worker, "web": web}, waits_for_worker=demo)

    def prepare_demo(self):
        """Bring the database up to date and fill an empty one, and say what is done while it is done."""
        executor = MigrationExecutor(connection)
        is_new = not executor.loader.applied_migrations
        with filling_quickly() if is_new else contextlib.nullcontext():
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                with self.told("The first time takes about half a minute. Making the tables" if is_new
                               else "Bringing the tables up to date"):  # fmt: skip
                    if is_new and connection.vendor == "sqlite":
                        new_tables.load()
                    call_command("migrate", verbosity=0)
            call_command("demo", if_empty=True)

    @contextlib.contextmanager
    def told(self, what):
        begun = time.monotonic()
        self.stdout.write(f"{what} …")
        self.stdout.flush()
        yield
        self.stdout.write(f"  done in {time.monotonic() - begun:.0f} seconds.")
        self.stdout.flush()

    def supervise(self, processes, *, waits_for_worker=False):
        """Fork a process for each function and restart those that stop, until SIGTERM or SIGINT.

        ``waits_for_worker``: the web server begins once the worker has been seen, so that /readyz is true from the
        first page on.
        """
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
                    if name == "worker" and waits_for_worker:
                        wait_for_worker()
            time.sleep(0.5)
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.join(timeout=35)
