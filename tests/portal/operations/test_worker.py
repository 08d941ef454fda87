"""The worker says that it is there before it does anything that may take long."""

import pytest
from django.core.management import call_command

from portal.operations.management.commands import worker

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
