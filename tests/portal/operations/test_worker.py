"""The worker says that it is there before it does anything that may take long, and stops when it is asked."""

import itertools
import os
import signal
import time
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from portal import mail, stopping
from portal.declarations import services as declarations
from portal.operations.management.commands import worker
from tests.conftest import sign

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_site_is_ready_from_the_moment_the_worker_begins(client, monkeypatch):
    answers = []

    def take_long():
        answers.append(client.get("/readyz").status_code)

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is in a transaction
    monkeypatch.setattr(
        worker, "PERIODIC_TASKS", [worker.PERIODIC_TASKS[0], (take_long, 1), *worker.PERIODIC_TASKS[1:]]
    )
    before = client.get("/readyz")

    call_command("worker", once=True)

    assert (before.status_code, before.json()["worker"], before.json()["mail"]) == (503, False, True)
    assert answers == [200]
    assert set(client.get("/readyz").json().values()) == {True}


def ask(*_what):
    os.kill(os.getpid(), signal.SIGTERM)


@pytest.mark.slow
def test_a_worker_that_is_asked_to_stop_begins_no_other_task(monkeypatch):
    """Systemd waits 40 seconds for it. A round of all tasks takes longer on a busy machine."""
    begun = []
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is in a transaction
    monkeypatch.setattr(worker, "PERIODIC_TASKS", [(ask, 1), (lambda: begun.append("the next task"), 1)])

    call_command("worker")

    assert (begun, stopping.is_asked()) == ([], False)


@pytest.mark.slow
def test_mail_goes_out_between_two_tasks_of_a_long_round(monkeypatch):
    done, now = [], itertools.count(step=10)  # ten seconds pass between two looks at the clock

    def task(name):
        def do():
            done.append(name)

        do.__name__ = name
        return do

    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is in a transaction
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: next(now), sleep=time.sleep))
    tasks = [("heartbeat", 15), ("mail", 0.5), ("count", 600), ("remind", 600)]
    todo = [(task(name), pause) for name, pause in tasks]
    monkeypatch.setattr(worker, "PERIODIC_TASKS", [*todo, (ask, 600)])

    call_command("worker")

    assert "mail" in done[done.index("count") : done.index("remind")]
    assert (done.count("count"), done.count("remind")) == (1, 1)


@pytest.mark.slow
def test_nor_another_mail_or_file(monkeypatch, kari):
    for number in range(3):
        mail.queue_to_address(f"{number}@example.org", "En sak", "Hei")
    sign(kari)
    with monkeypatch.context() as patch, stopping.when_asked():
        patch.setattr(mail, "_deliver", ask)
        done = mail.send_due(), declarations.render_pending()

    assert done == (1, 0)
    assert (mail.send_due(limit=2), declarations.render_pending()) == (2, 1)
