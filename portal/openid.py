"""Asks an OpenID Connect provider, such as a broker of BankID, who somebody is. This module alone names Authlib.

The authorization code flow with PKCE, state and nonce. Only the scope ``openid`` is asked for: no name, no birth date,
no national number. Authlib checks the signature of the ID token, its issuer, audience, nonce and times; what it leaves
to its user is checked here: that the person was asked anew, how safely, and that the subject is no national number.
"""

import contextlib
import io
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from joserfc.errors import JoseError
from requests import RequestException
from requests.adapters import HTTPAdapter
from urllib3 import connectionpool
from urllib3.exceptions import HTTPError

from forms.contact_details import has_identity_number

log = logging.getLogger(__name__)

SECONDS = 10  # for all that is asked of the provider at once: at most three requests
SILENT_SECONDS = 5  # so long may it send nothing at all
LARGEST = 200_000  # bytes of an answer; a provider's keys and addresses are some 10 000
# Half of the threads of a process (gunicorn.conf.py), so that the other pages answer whatever the provider does.
MOST_AT_ONCE = 2
AT_ONCE = threading.BoundedSemaphore(MOST_AT_ONCE)
WAIT_SECONDS = 1  # so long does somebody wait for their turn
CLOCKS_DIFFER_SECONDS = 60  # so much may the provider's clock differ from ours
LONGEST = 255  # signs of a subject, as the standard says
# Signed with a key that only the provider has: never "none", and never with the secret that both know.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# What a provider that answers with something else than it should makes the libraries raise.
UNREADABLE = (AuthlibBaseError, JoseError, ValueError, TypeError, KeyError, AttributeError, RuntimeError)


class Problem(StrEnum):
    """Why there is no proof."""

    NOT_BEGUN = "not_begun"  # in this session, or not any more
    UNREACHABLE = "unreachable"  # the provider does not answer, or not as it should
    CANCELLED = "cancelled"  # by the person, on the provider's page
    LEVEL = "level"  # not so safe as we ask for
    NOT_ASKED_ANEW = "not_asked_anew"  # the provider relied on an earlier sign-in
    NATIONAL_NUMBER = "national_number"  # the provider would have us keep one
    NOT_VALID = "not_valid"  # the answer is not one from the provider to what we asked


class NotProved(Exception):
    """The provider gave no proof that can be relied on; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Question:
    """What was asked: ``url`` is the provider's page to send the person to; the rest stays in the session."""

    url: str
    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class Answer:
    """Who it is, as the provider says. ``level`` is ``high`` or ``substantial``, ``acr`` the provider's word for it.

    ``at`` is when the person was asked there, in seconds since 1970.
    """

    issuer: str
    subject: str
    level: str
    acr: str
    at: int


def levels() -> dict[str, str]:
    """The levels that are enough: ``{the provider's word (acr): "high" or "substantial"}``, the one wished first."""
    words = {settings.IDENTITY_HIGH: "high", settings.IDENTITY_SUBSTANTIAL: "substantial"}
    return {acr: level for acr, level in words.items() if acr}


def ask(*, answer_to: str, language: str) -> Question:
    """Begin the proof at the provider. ``answer_to`` is the address to which the provider sends the person back.

    Raises ``NotProved`` with ``UNREACHABLE``.
    """
    try:
        with _turn():
            asked = _provider().create_authorization_url(
                answer_to, prompt="login", max_age=0, acr_values=" ".join(levels()), ui_locales=language
            )
    except (RequestException, *UNREADABLE) as fault:
        raise _not_proved(Problem.UNREACHABLE, fault) from None
    if not _is_page(asked["url"]):
        raise _not_proved(Problem.UNREACHABLE, "no address of a page to send anybody to")
    return Question(asked["url"], asked["state"], asked["nonce"], asked["code_verifier"])


def answer(question: Question, given: dict[str, str], *, asked_at: float, answer_to: str) -> Answer:
    """Judge what came back in the address, ``given``, to a question that was asked at ``asked_at`` (since 1970).

    That its state is the question's is known. Raises ``NotProved`` with any problem but ``NOT_BEGUN``, which the caller
    finds.
    """
    if "code" not in given:
        is_cancelled = given.get("error") == "access_denied"
        raise _not_proved(Problem.CANCELLED if is_cancelled else Problem.NOT_VALID, "an error in place of a code")
    claims = _claims(question, given["code"], answer_to)
    subject, acr, at = claims.get("sub"), claims.get("acr"), claims.get("auth_time")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST or not subject.isascii():
        raise _not_proved(Problem.NOT_VALID, "a subject that is none")
    if has_identity_number(subject):
        raise _not_proved(Problem.NATIONAL_NUMBER, "the subject is a national number")
    if not isinstance(acr, str) or acr not in levels():
        raise _not_proved(Problem.LEVEL, "another level")
    earliest, latest = asked_at - CLOCKS_DIFFER_SECONDS, time.time() + CLOCKS_DIFFER_SECONDS
    if not isinstance(at, (int, float)) or not earliest <= at <= latest:
        raise _not_proved(Problem.NOT_ASKED_ANEW, "the person was not asked anew")
    return Answer(settings.IDENTITY_ISSUER, subject, levels()[acr], acr, int(at))


def _is_page(address: str) -> bool:
    """Whether a browser can be sent to this address, which the provider named, and by the issuer's scheme."""
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname)
    except ValueError:
        return False
    is_plain = address.isascii() and address.isprintable() and " " not in address
    return has_host and is_plain and parts.scheme == urlsplit(settings.IDENTITY_ISSUER).scheme


def _claims(question: Question, code: str, answer_to: str) -> dict[str, Any]:
    """What the ID token for this code says, after everything in it that the standard names has been checked."""
    provider = _provider()
    options = {
        "iss": {"essential": True, "value": settings.IDENTITY_ISSUER},
        "aud": {"essential": True, "value": settings.IDENTITY_CLIENT_ID},
    }
    try:
        with _turn():
            provider.load_server_metadata()["id_token_signing_alg_values_supported"] = ALGORITHMS
            token = provider.fetch_access_token(
                answer_to, code=code, state=question.state, code_verifier=question.code_verifier
            )
            claims = provider.parse_id_token(
                token, nonce=question.nonce, claims_options=options, leeway=CLOCKS_DIFFER_SECONDS
            )
    except RequestException as fault:
        raise _not_proved(Problem.UNREACHABLE, fault) from None
    except UNREADABLE as fault:
        raise _not_proved(Problem.NOT_VALID, fault) from None
    if claims is None:
        raise _not_proved(Problem.NOT_VALID, "no ID token")
    return claims


class _Turn:
    """The connections of one person's turn, which are cut when its time is over: in ``requests`` time is between bytes.

    A proxy's connection is one of them too.
    """

    def __init__(self) -> None:
        self.is_over = False
        self._connections: list[socket.socket] = []

    def watch(self, connection: socket.socket) -> None:
        self._connections.append(connection.dup())  # TLS takes the first one over
        if self.is_over:
            self.cut()

    def cut(self) -> None:
        self.is_over = True
        for connection in list(self._connections):
            with contextlib.suppress(OSError):  # it has ended already
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


_current_turn: ContextVar[_Turn] = ContextVar("_current_turn")


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Ask the provider inside this. Raises ``NotProved`` with ``UNREACHABLE`` where others ask or it takes too long."""
    if not AT_ONCE.acquire(timeout=WAIT_SECONDS):
        raise _not_proved(Problem.UNREACHABLE, "others wait for the provider")
    turn = _Turn()
    before, clock = _current_turn.set(turn), threading.Timer(SECONDS, turn.cut)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
        clock.join()
        _current_turn.reset(before)
        turn.close()
        AT_ONCE.release()
        if turn.is_over:  # whatever was made of an answer that was cut off
            raise _not_proved(Problem.UNREACHABLE, "too slow") from None


class _HTTPConnection(connectionpool.HTTPConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        _current_turn.get().watch(made)
        return made


class _HTTPSConnection(connectionpool.HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        _current_turn.get().watch(made)
        return made


class _HTTPPool(connectionpool.HTTPConnectionPool):
    ConnectionCls = _HTTPConnection


class _HTTPSPool(connectionpool.HTTPSConnectionPool):
    ConnectionCls = _HTTPSConnection


POOLS = {"http": _HTTPPool, "https": _HTTPSPool}


class _Adapter(HTTPAdapter):
    """Asks with connections that can be cut, and takes in no more than ``LARGEST`` bytes of an answer."""

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, *given: Any, **named: Any) -> Any:
        manager = super().proxy_manager_for(*given, **named)
        manager.pool_classes_by_scheme = POOLS
        return manager

    def send(
        self,
        request: Any,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> Any:
        response = super().send(request, True, timeout, verify, cert, proxies)
        try:
            content = response.raw.read(LARGEST + 1, decode_content=True)
        except HTTPError as fault:
            raise RequestException(type(fault).__name__) from None
        finally:
            response.close()
        if len(content) > LARGEST:
            raise RequestException("too large an answer")
        response.raw = io.BytesIO(content)
        return response


class _Session(OAuth2Session):
    """Asks by the issuer's scheme alone: what is asked for by https is never sent on by http."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.adapters.clear()
        self.mount(f"{urlsplit(settings.IDENTITY_ISSUER).scheme}://", _Adapter())


class _App(DjangoOAuth2App):
    client_cls = _Session


def _provider() -> Any:
    """A client for the provider. Its keys and addresses are fetched anew each time: people sign seldom."""
    return OAuth().register(
        "identity",
        client_cls=_App,
        client_id=settings.IDENTITY_CLIENT_ID,
        client_secret=settings.IDENTITY_CLIENT_SECRET,
        server_metadata_url=f"{settings.IDENTITY_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "default_timeout": SILENT_SECONDS},
    )


def _not_proved(problem: Problem, why: object) -> NotProved:
    """The exception, and a line in the log that names the kind of fault: what it says may quote an answer."""
    log.warning("identity: %s (%s)", problem, why if isinstance(why, str) else type(why).__name__)
    return NotProved(problem)
