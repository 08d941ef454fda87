"""How many requests a second the pages take, beside other sites on this machine in one run, and their memory.

Two web processes, four connections. The generator is a process of this machine too, so the figures of reading pages are
compared with those of the others. The memory is read after some minutes of load, or after an hour with LOAD_MINUTES=60.
"""

import os
import socket
import subprocess
import sys
import time

import pytest

from tests import load
from tests.journeys import plain_sites
from tests.journeys.conftest import ROOT, Site, wait_until

pytestmark = pytest.mark.proof
READING = ["/", "/hjelpetelefoner/", "/finn-likeperson/"]
MY_PAGE = "/min-side/"
MINUTES = float(os.environ.get("LOAD_MINUTES", "3"))
SESSION = """
import time, django
django.setup()
from allauth.account.internal.flows import login
from django.conf import settings
from django.test import Client
from portal.accounts.models import User
client = Client()
client.force_login(
                   User.objects.filter(supporter__isnull=False).order_by("pk")[0],
                   backend="django.contrib.auth.backends.ModelBackend")
session = client.session
methods = [{"method": name, "at": time.time()} for name in ("code", "mfa")]
session[login.AUTHENTICATION_METHODS_SESSION_KEY] = methods
session.save()
print(session.session_key)
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def rss_of_children(process):
    """The memory of all processes below this one in megabytes."""
    found = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in found.splitlines()]
    below, total = {process.pid}, 0
    for pid, parent, rss in sorted(rows):
        if parent in below:
            below.add(pid)
            total += rss
    return total / 1024


@pytest.fixture
def others(tmp_path):
    """``{name: port}`` of the sites to compare with."""
    plain_sites.write(tmp_path)
    ports = {name: free_port() for name in ("hello", "plain_wsgi")}
    running = [plain_sites.serve(tmp_path, name, port) for name, port in ports.items()]
    for port in ports.values():
        wait_until(lambda port=port: answers(port), "the other sites")
    yield ports
    for process in running:
        process.terminate()
        process.wait(timeout=30)


def answers(port):
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def ours(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("load"))
    site.start()
    yield site
    site.stop()


@pytest.fixture
def own(ours):
    """The headers of somebody who is signed in."""
    made = subprocess.run(
        [sys.executable, "-c", SESSION], env={**ours.env, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"},
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    return {"Cookie": f"sessionid={made.stdout.split()[-1]}"}


def test_reading_pages_beside_a_bare_django_and_a_plain_wagtail(ours, others, own):
    """At least a third of the requests that a bare Django takes, and ten times those of a plain Wagtail page.

    A third is also more than twenty times what Wagtail's own bakerydemo takes: 20 a second where a bare Django took
    3,300, in one run (November 2026). It is not a package; the plain page here is lighter than its pages.
    """
    figures = {}
    for name, port in others.items():
        load.per_second(port, "/", seconds=1)
        figures[name] = load.per_second(port, "/")
    for path in READING:
        load.per_second(ours.port, path, seconds=1)
        figures[path] = load.per_second(ours.port, path)
    for name, port in others.items():  # others may have come to this machine meanwhile
        figures[name] = min(figures[name], load.per_second(port, "/"))
    load.per_second(ours.port, MY_PAGE, headers=own, seconds=1)
    figures[MY_PAGE] = load.per_second(ours.port, MY_PAGE, headers=own)

    print()
    for name, number in figures.items():
        print(f"{number:6.0f} requests a second  {name}")
    slowest = min(figures[path] for path in READING)
    assert slowest >= figures["hello"] / 3
    assert slowest >= figures["plain_wsgi"] * 10
    assert figures[MY_PAGE] >= 40


def test_the_memory_stays_within_a_tenth_under_load(ours, own):
    pages = [(path, {}) for path in READING] + [(MY_PAGE, own)]
    for path, headers in pages:
        load.per_second(ours.port, path, headers=headers, seconds=3)
    before, end = rss_of_children(ours.process), time.monotonic() + MINUTES * 60
    while time.monotonic() < end:
        for path, headers in pages:
            load.per_second(ours.port, path, headers=headers)
    after = rss_of_children(ours.process)

    print(f"\nmemory: {before:.0f} MB before, {after:.0f} MB after {MINUTES:.0f} minutes")
    assert after <= before * 1.1
