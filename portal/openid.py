"""Asks an OpenID Connect provider, such as a broker of BankID, who somebody is. This module alone names Authlib.

The authorization code flow with PKCE, state and nonce. Only the scope ``openid`` is asked for: no name, no birth date,
no national number. Authlib checks the signature of the ID token, its issuer, audience, nonce and times; what it leaves
to its user is checked here: that the person was asked anew, how safely, and that the subject is no national number.
"""

import logging
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from joserfc.errors import JoseError
from requests import RequestException

from forms.contact_details import has_identity_number

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5  # for each of the at most four requests
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
    """Begin. ``answer_to`` is the address to which the provider sends the person back.

    Raises ``NotProved`` with ``UNREACHABLE``.
    """
    try:
        asked = _provider().create_authorization_url(
            answer_to, prompt="login", max_age=0, acr_values=" ".join(levels()), ui_locales=language
        )
    except (RequestException, *UNREADABLE) as fault:
        raise _not_proved(Problem.UNREACHABLE, fault) from None
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


def _claims(question: Question, code: str, answer_to: str) -> dict[str, Any]:
    """What the ID token for this code says, after everything in it that the standard names has been checked."""
    provider = _provider()
    options = {
        "iss": {"essential": True, "value": settings.IDENTITY_ISSUER},
        "aud": {"essential": True, "value": settings.IDENTITY_CLIENT_ID},
    }
    try:
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


def _provider() -> Any:
    """A client for the provider. Its keys and addresses are fetched anew each time: people sign seldom."""
    return OAuth().register(
        "identity",
        client_id=settings.IDENTITY_CLIENT_ID,
        client_secret=settings.IDENTITY_CLIENT_SECRET,
        server_metadata_url=f"{settings.IDENTITY_ISSUER.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "default_timeout": TIMEOUT_SECONDS},
    )


def _not_proved(problem: Problem, why: object) -> NotProved:
    """The exception, and a line in the log that names the kind of fault: what it says may quote an answer."""
    log.warning("identity: %s (%s)", problem, why if isinstance(why, str) else type(why).__name__)
    return NotProved(problem)
