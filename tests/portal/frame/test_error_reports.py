"""An error report tells what went wrong and where, and nothing about anybody."""

import json

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport

from portal import error_reports
from portal.desk import views as desk_views

SECRET = "Kari Nordmann har MS"


class Kept(Transport):
    """Keeps what would be sent."""

    envelopes: list = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope)


@pytest.fixture
def sent():
    Kept.envelopes = []
    error_reports.begin("http://key@localhost/1", transport=Kept)
    yield Kept.envelopes
    sentry_sdk.init()  # off again


def fail(answer):
    raise ValueError(f"cannot read {answer}")


def test_the_type_and_the_places_are_told_and_nothing_that_somebody_wrote(sent):
    sentry_sdk.set_user({"email": "kari@example.org"})
    sentry_sdk.set_tag("name", SECRET)
    try:
        fail(SECRET)
    except ValueError as fault:
        error_reports.report(fault)

    [envelope] = sent
    text = envelope.serialize().decode()
    event = json.loads(text.splitlines()[2])
    [told] = event["exception"]["values"]
    assert (told["type"], told["stacktrace"]["frames"][-1]["function"]) == ("ValueError", "fail")
    assert "Kari" not in text
    assert "kari@" not in text
    assert "cannot read" not in text


@pytest.mark.slow
@pytest.mark.django_db
def test_an_error_of_a_page_is_reported_without_its_address_and_whose_it_is(sent, kari, client_of, monkeypatch):
    monkeypatch.setattr(desk_views.MyData, "get", lambda *args: fail(SECRET))
    client = client_of(kari)
    client.raise_request_exception = False

    client.get("/mine-opplysninger/", {"q": SECRET})

    [envelope] = sent
    text = envelope.serialize().decode()
    assert '"ValueError"' in text
    assert [one for one in ("Kari", "kari", "mine-opplysninger", "cannot read", "cookie") if one in text] == []


def test_without_an_address_nothing_is_sent():
    sentry_sdk.init()
    error_reports.report(ValueError(SECRET))
    assert sentry_sdk.get_client().dsn is None
