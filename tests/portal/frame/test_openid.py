"""What an OpenID Connect provider answers is judged before it counts. A real provider answers, on this machine."""

import gzip
import json
import runpy
import socket
import sys
import threading
import time
from contextlib import contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import OctKey, RSAKey

from portal import openid
from portal.openid import NotProved, Problem
from tests import openid_provider
from tests.openid_provider import CLIENT, HIGH, SECRET, SUBSTANTIAL

BACK = "http://localhost:8000/identitet/svar/"
NUMBER = "12038510183"  # a national number of nobody: month and day fit, and so do the control digits


@pytest.fixture(scope="module")
def server():
    with openid_provider.running() as server:
        yield server


@pytest.fixture
def provider(server, settings):
    server.begin()
    for name, value in server.settings().items():
        setattr(settings, name, value)
    return server


def given(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def asked(provider, **form):
    """``(question, what came back)``."""
    question = openid.ask(answer_to=BACK, language="nb")
    return question, given(provider.give(question.url, **form))


def answer(provider, asked_at=None, **form):
    question, back = asked(provider, **form)
    return openid.answer(question, back, asked_at=asked_at or time.time(), answer_to=BACK)


def problem(provider, **form):
    with pytest.raises(NotProved) as refused:
        answer(provider, **form)
    return refused.value.problem


@pytest.mark.slow
def test_who_it_is_how_safely_and_when(provider):
    found = answer(provider)

    assert (found.issuer, found.subject, found.level, found.acr) == (
        provider.issuer, "a-pairwise-reference", "high", HIGH,
    )  # fmt: skip
    assert abs(found.at - time.time()) < 10


def test_what_is_asked_for(provider, settings):
    settings.IDENTITY_SUBSTANTIAL = SUBSTANTIAL
    asked(provider)
    (request,) = provider.asked

    assert {name: request[name] for name in request if name not in ("state", "nonce", "code_challenge")} == {
        "response_type": "code", "client_id": CLIENT, "redirect_uri": BACK, "scope": "openid", "prompt": "login",
        "max_age": "0", "acr_values": f"{HIGH} {SUBSTANTIAL}", "ui_locales": "nb", "code_challenge_method": "S256",
    }  # fmt: skip
    assert min(len(request[name]) for name in ("state", "nonce", "code_challenge")) >= 20


def test_each_question_is_another_one(provider):
    first, second = (openid.ask(answer_to=BACK, language="nb") for _time in range(2))

    assert not {first.state, first.nonce, first.code_verifier} & {second.state, second.nonce, second.code_verifier}


def test_both_levels_where_both_are_enough(provider, settings):
    settings.IDENTITY_SUBSTANTIAL = SUBSTANTIAL
    provider.claims = {"acr": SUBSTANTIAL}

    assert answer(provider).level == "substantial"


LONG_AGO, FAR_AHEAD = 1_000_000_000, 4_000_000_000  # in 2001 and 2096


@pytest.mark.slow
@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client", "a-third"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"aud": None},
        {"azp": "another-client"},
        {"exp": LONG_AGO},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": FAR_AHEAD},
        {"nbf": FAR_AHEAD},
        {"nonce": "another-one"},
        {"nonce": None},
        {"at_hash": "of-another-token"},
        {"sub": None},
        {"sub": ""},
        {"sub": 12},
        {"sub": "x" * 256},
        {"sub": "å"},
        {"sub": ["a-pairwise-reference"]},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_question(provider, claims):
    provider.claims = claims

    assert problem(provider) is Problem.NOT_VALID


@pytest.mark.slow
@pytest.mark.parametrize("acr", [None, "", SUBSTANTIAL, "urn:bankid:bid;LOA=4 ", 4, [HIGH]], ids=str)
def test_a_level_that_is_not_enough(provider, acr):
    provider.claims = {"acr": acr}

    assert problem(provider) is Problem.LEVEL


@pytest.mark.slow
@pytest.mark.parametrize("at", [None, "now", -3600, 3600], ids=str)
def test_somebody_who_was_not_asked_anew(provider, at):
    provider.claims = {"auth_time": int(time.time()) + at if isinstance(at, int) else at}

    assert problem(provider) in (Problem.NOT_ASKED_ANEW, Problem.NOT_VALID)


@pytest.mark.slow
@pytest.mark.parametrize(
    "subject", [NUMBER, "120385 10183", f"NO-{NUMBER}", f"fnr{NUMBER}", f"x{NUMBER}y", "52038510096"]
)
def test_a_national_number_is_not_taken(provider, subject, caplog):
    provider.claims = {"sub": subject}

    assert problem(provider) is Problem.NATIONAL_NUMBER
    assert subject not in caplog.text


# Tokens that somebody else has signed, or nobody


def changed(part, number):
    """The same token with one sign of a part changed."""

    def change(answer):
        parts = answer["id_token"].split(".")
        old = parts[part][number]
        parts[part] = parts[part][:number] + ("A" if old != "A" else "B") + parts[part][number + 1 :]
        return {**answer, "id_token": ".".join(parts)}

    return change


def unsigned(answer):
    _header, claims, _signature = answer["id_token"].split(".")
    return {**answer, "id_token": f"eyJhbGciOiJub25lIn0.{claims}."}  # {"alg":"none"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "token",
    [
        changed(1, 20),
        changed(2, 20),
        changed(0, 5),
        unsigned,
        lambda answer: {**answer, "id_token": answer["id_token"].rsplit(".", 1)[0] + "."},
        lambda answer: {**answer, "id_token": "no token"},
        lambda answer: {**answer, "id_token": ""},
        lambda answer: {**answer, "id_token": None},
        lambda answer: {**answer, "id_token": ["a", "list"]},
        lambda answer: {name: value for name, value in answer.items() if name != "id_token"},
        lambda answer: {"error": "invalid_grant"},
        lambda answer: {},
        lambda answer: ["a", "list"],
        lambda answer: "a text",
    ],
)
def test_a_token_that_was_tampered_with(provider, token):
    provider.token = token

    assert problem(provider) is Problem.NOT_VALID


def test_a_token_with_another_key(provider):
    provider.key = RSAKey.generate_key(2048)

    assert problem(provider) is Problem.NOT_VALID


def test_a_token_signed_with_the_secret_that_both_know(provider):
    provider.header, provider.key = {"alg": "HS256"}, OctKey.import_key(SECRET)

    assert problem(provider) is Problem.NOT_VALID


# Answers that are none


def test_the_person_cancels(provider):
    assert problem(provider, action="deny") is Problem.CANCELLED


@pytest.mark.parametrize("back", [{}, {"error": "server_error"}, {"error": "login_required"}])
def test_an_error_in_place_of_a_code(provider, back):
    question, _given = asked(provider)

    with pytest.raises(NotProved, match="not_valid"):
        openid.answer(question, back, asked_at=time.time(), answer_to=BACK)


def test_a_code_that_was_used_and_one_that_never_was(provider):
    question, back = asked(provider)
    openid.answer(question, back, asked_at=time.time(), answer_to=BACK)

    for code in (back["code"], "invented"):
        with pytest.raises(NotProved, match="not_valid"):
            openid.answer(question, {"code": code}, asked_at=time.time(), answer_to=BACK)


def test_a_code_that_was_given_for_another_question(provider):
    question, _given = asked(provider)
    _other, other_given = asked(provider)

    with pytest.raises(NotProved, match="not_valid"):
        openid.answer(question, other_given, asked_at=time.time(), answer_to=BACK)


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", [("no page", 500), ("not JSON", 200), ("[1]", 200), ("{}", 200), ("null", 200), ("", 204)], ids=str
)
@pytest.mark.parametrize("place", ["/.well-known/openid-configuration", "/oauth2/token", "/jwks"])
def test_a_provider_that_answers_with_something_else(provider, place, page):
    question, back = asked(provider)
    provider.pages = {place: page}

    with pytest.raises(NotProved) as refused:
        openid.answer(question, back, asked_at=time.time(), answer_to=BACK)
    assert refused.value.problem in (Problem.UNREACHABLE, Problem.NOT_VALID)
    if "openid-configuration" in place:
        with pytest.raises(NotProved, match="unreachable"):
            openid.ask(answer_to=BACK, language="nb")


def test_nobody_answers_at_all(provider, settings):
    question, back = asked(provider)
    settings.IDENTITY_ISSUER = "http://localhost:9"

    with pytest.raises(NotProved, match="unreachable"):
        openid.ask(answer_to=BACK, language="nb")
    with pytest.raises(NotProved, match="unreachable"):
        openid.answer(question, back, asked_at=time.time(), answer_to=BACK)


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "ftp://provider.example/", "//provider.example/", "/authorize",
        "https://provider.example/", "http://", "http:///authorize", "http://[provider/", 
        "http://provider.example/\x00", "http://provider.example/ page", "http://provider.example/å",
        "", None, 7, ["http://provider.example/"], {"a": "b"},
    ],
    ids=repr,
)  # fmt: skip
def test_an_address_to_which_nobody_is_sent(provider, address):
    """Here the issuer is asked by http, so its page is there too; by https, one at http is none."""
    told = requests.get(f"{provider.issuer}/.well-known/openid-configuration", timeout=10).json()
    provider.pages = {"/.well-known/openid-configuration": (told | {"authorization_endpoint": address}, 200)}

    with pytest.raises(NotProved, match="unreachable"):
        openid.ask(answer_to=BACK, language="nb")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["https://localhost:9/", "file:///etc/hostname", "", None, 7, []], ids=repr)
def test_an_address_that_nothing_is_sent_to(provider, name, address):
    question, back = asked(provider)
    told = requests.get(f"{provider.issuer}/.well-known/openid-configuration", timeout=10).json()
    provider.pages = {"/.well-known/openid-configuration": (told | {name: address}, 200)}

    with pytest.raises(NotProved) as refused:
        openid.answer(question, back, asked_at=time.time(), answer_to=BACK)
    assert refused.value.problem in (Problem.UNREACHABLE, Problem.NOT_VALID)


# Answers that take long, or are long


METADATA = b'{"issuer": "x", "authorization_endpoint": "http://provider.example/"}'


@contextmanager
def slow(answer):
    """The address of a provider that sends one byte at a time, with so little between them that none is too late."""
    with socket.create_server(("localhost", 0)) as server:

        def give():
            connection, _address = server.accept()
            with connection, suppress(OSError):
                connection.recv(65_536)
                for byte in answer:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.02)

        thread = threading.Thread(target=give, daemon=True)
        thread.start()
        yield f"http://localhost:{server.getsockname()[1]}"
        thread.join(10)


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100 + b"\r\n\r\n" + METADATA,
        b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(METADATA), METADATA),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + METADATA + b" " * 30,
    ],
    ids=["the head", "the body", "an end that nobody knows"],
)
def test_a_provider_that_answers_a_byte_at_a_time(settings, server, monkeypatch, answer):
    for name, value in server.settings().items():
        setattr(settings, name, value)
    with slow(answer) as settings.IDENTITY_ISSUER:
        assert openid.ask(answer_to=BACK, language="nb").url.startswith("http://provider.example/")
    monkeypatch.setattr(openid, "SECONDS", 0.5)
    with slow(answer) as settings.IDENTITY_ISSUER, pytest.raises(NotProved, match="unreachable"):
        openid.ask(answer_to=BACK, language="nb")


def test_an_answer_that_is_too_long(provider):
    told = json.dumps(requests.get(f"{provider.issuer}/.well-known/openid-configuration", timeout=10).json())
    place, spaces = "/.well-known/openid-configuration", openid.LARGEST - len(told)
    provider.pages = {place: (told + " " * spaces, 200)}
    assert openid.ask(answer_to=BACK, language="nb").url
    for page in (told + " " * (spaces + 1), gzip.compress((told + " " * 10_000_000).encode())):
        headers = {"Content-Encoding": "gzip"} if isinstance(page, bytes) else {}
        provider.pages = {place: (page, 200, headers)}
        with pytest.raises(NotProved, match="unreachable"):
            openid.ask(answer_to=BACK, language="nb")


def test_a_few_ask_at_a_time(provider, monkeypatch):
    """The others are told so: the site has threads left for its other pages."""
    monkeypatch.setattr(openid, "AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(openid, "WAIT_SECONDS", 0)
    question, back = asked(provider)
    with openid.AT_ONCE:
        with pytest.raises(NotProved, match="unreachable"):
            openid.ask(answer_to=BACK, language="nb")
        with pytest.raises(NotProved, match="unreachable"):
            openid.answer(question, back, asked_at=time.time(), answer_to=BACK)
    assert openid.answer(question, back, asked_at=time.time(), answer_to=BACK).level == "high"


def test_threads_are_left_for_other_pages(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])  # which the configuration changes
    config = runpy.run_path("gunicorn.conf.py")

    assert config["threads"] > openid.MOST_AT_ONCE
