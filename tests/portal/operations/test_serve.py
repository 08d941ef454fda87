"""The first minute of a demo: quick, told while it goes on, and ready when the first page is."""

import gc
import io

import pytest
from django.db import connection

from portal import mail
from portal.operations.management.commands import serve

pytestmark = pytest.mark.django_db


class Forked:
    """A process that ends the command once both have begun."""

    begun = []

    def __init__(self, target, name):
        self.name = name

    def start(self):
        self.begun.append((self.name, mail.cache.get(mail.HEARTBEAT_KEY) is not None))
        if self.name == "worker":
            mail.record_heartbeat()
        else:
            raise KeyboardInterrupt


def test_the_web_server_begins_once_the_worker_has_been_seen(monkeypatch):
    monkeypatch.setattr(serve.FORK, "Process", Forked)
    monkeypatch.setattr(serve.signal, "signal", lambda *given: None)
    monkeypatch.setattr(serve.connections, "close_all", lambda: None)
    mail.cache.delete(mail.HEARTBEAT_KEY)

    with pytest.raises(KeyboardInterrupt):
        serve.Command().supervise({"worker": None, "web": None}, waits_for_worker=True)

    assert Forked.begun == [("worker", False), ("web", True)]


def test_it_says_what_it_does_before_it_does_it_and_how_long_it_took():
    said = io.StringIO()
    with serve.Command(stdout=said).told("Making the tables"):
        assert said.getvalue() == "Making the tables …\n"

    assert "done in 0 seconds" in said.getvalue()


@pytest.mark.slow
def test_what_is_done_quickly_in_the_first_minute_is_as_usual_afterwards(monkeypatch):
    monkeypatch.setattr(connection, "vendor", "another")  # inside the test's own transaction a file stays as it is
    monkeypatch.setattr(connection, "close", lambda: None)
    usual = gc.get_threshold()

    with serve.filling_quickly():
        assert gc.get_threshold()[0] == 100_000

    assert gc.get_threshold() == usual
