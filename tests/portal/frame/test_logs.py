"""A fault is told of in the server's log, and what somebody wrote is not."""

import io
import logging

import pytest
from django.db import IntegrityError

from portal.desk import views as desk_views

CANARY = "KANARIFUGL"


@pytest.fixture
def log():
    """What the server writes."""
    console = next(handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler)
    written = io.StringIO()
    before = console.setStream(written)
    yield written
    console.setStream(before)


def refuse(*args):
    """As a database does it, with the row in the text; then another fault on the way out."""
    try:
        raise IntegrityError(f"Failing row contains (1, {CANARY}).")
    except IntegrityError as fault:
        raise ValueError(f"not {CANARY}") from fault


@pytest.mark.django_db
def test_a_fault_is_told_of_without_its_text(kari, client_of, log, monkeypatch):
    monkeypatch.setattr(desk_views.MyData, "get", refuse)
    client = client_of(kari)
    client.raise_request_exception = False

    assert client.get("/mine-opplysninger/").status_code == 500

    told = log.getvalue()
    assert ("IntegrityError" in told, "ValueError" in told, "in refuse" in told) == (True, True, True)
    assert told.index("IntegrityError") < told.index("ValueError")
    assert CANARY not in told
