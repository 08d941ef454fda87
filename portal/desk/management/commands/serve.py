"""Web and worker together, for one machine: `make run`. Either one is started again if it dies."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Run the web server and the worker together until it is stopped."

    def handle(self, **options):
        python = sys.executable
        manage = str(settings.BASE_DIR / "manage.py")
        commands = {
            "web": [python, "-m", "gunicorn", "-c", str(settings.BASE_DIR / "gunicorn.conf.py")],
            "worker": [python, manage, "worker"],
        }
        running = {}
        stopping = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopping.append(True))
        while not stopping:
            for name, command in commands.items():
                if name not in running or running[name].poll() is not None:
                    if name in running:
                        self.stderr.write(f"{name} stopped with {running[name].returncode}; starting it again")
                        time.sleep(1)
                    running[name] = subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ)  # noqa: S603  our own two
            time.sleep(0.5)
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait(timeout=35)
