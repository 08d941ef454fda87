"""Two workers at once: each chore is done once, and each file is made once.

These tests commit: alone in their file, they come after all that need the site's first content.
"""

import datetime
import threading

import pytest
from django.db import connections

from portal import leases, papers
from portal.models import Event, Lease
from portal.operations.management.commands import worker
from tests.conftest import moment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
START = moment("2030-06-01 12:00")
SECOND = datetime.timedelta(seconds=1)


def test_two_workers_at_once_do_each_chore_once_also_when_it_takes_long(monkeypatch):
    monkeypatch.setattr(leases, "LEASE_TIME", 0.4 * SECOND)
    done, meeting = [], threading.Barrier(2)

    def chore():
        done.append(threading.get_ident())
        threading.Event().wait(1)  # longer than a lease

    def work():
        try:
            meeting.wait()
            for _round in range(8):
                worker.Command().do(chore, pause=300)
                threading.Event().wait(0.1)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert len(done) == 1


def test_two_workers_at_once_render_each_file_once(monkeypatch, tmp_path):
    """Ten rows that wait for a file; what a row is does not matter here."""
    rendered, meeting = [], threading.Barrier(2)
    monkeypatch.setattr(papers, "_make", lambda row, path, render, **how: rendered.append(render(row)) or done(row))
    rows = [
        Event.objects.create(verb="v", subject=f"{number:032}", at=START, digest=f"{number}") for number in range(10)
    ]
    for row in rows:
        row.ref = row.subject

    def done(row):
        return bool(Event.objects.filter(pk=row.pk).update(seal="made"))

    def render(row):
        threading.Event().wait(0.05)
        return row.pk

    def work():
        try:
            meeting.wait()
            for row in rows:
                papers.make(row, tmp_path / "x", render, pending=Event.objects.filter(seal=""), verb="paper")
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _worker in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert sorted(rendered) == sorted(row.pk for row in rows)
    assert not Lease.objects.exists()
