"""How somebody proves who they are before they sign.

Each way is a ``Method``. There are two: a code to the e-mail address of the account, which every site asks for, and an
OpenID Connect provider, such as a broker of BankID, which is asked for besides where the site is set up with one
(docs/decisions/0032). Where it is, there is no signing without it.
"""

import time
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import get_language

from portal import events, fresh_code, openid
from portal.openid import Question
from portal.types import Person
from portal.verbs import Verb

OPENID = "openid"  # as ``Proof.method``
ANSWER_SECONDS = 10 * 60  # so long may somebody take on the provider's page
LAST_SECOND = 253_402_300_799  # of the year 9999, after which Python knows no time
QUESTION_KEY, PROOF_KEY = "identity_question", "identity_proof"


@dataclass(frozen=True)
class Proof:
    """That somebody proved who they are: by which method, and when (seconds since 1970).

    Of a provider, also what it was called here then, its issuer, its own reference for the person (``subject``; never a
    national number), the level (``high`` or ``substantial``) and the provider's word for that.
    """

    method: str
    at: int
    name: str = ""
    issuer: str = ""
    subject: str = ""
    level: str = ""
    acr: str = ""

    def record(self) -> dict[str, str | int]:
        """What is kept with the signature: the values that there are."""
        return {name: value for name, value in asdict(self).items() if value != ""}


class Method(Protocol):
    """One way for somebody who is signed in to prove who they are."""

    def proofs(self, request: HttpRequest) -> list[Proof]:
        """The proofs that this person has given in this session."""

    def address(self, back_to: str) -> str:
        """The address of the page that asks for a proof and leads on to ``back_to`` (a path)."""


class Code:
    """A code that was sent to the e-mail address of the account, or for staff one from their app."""

    def proofs(self, request: HttpRequest) -> list[Proof]:
        return [
            Proof(str(record["method"]), int(record["at"])) for record in fresh_code.authentication_records(request)
        ]

    def address(self, back_to: str) -> str:
        return fresh_code.address(back_to)


class OpenIDConnect:
    """What an OpenID Connect provider answered to a question that this person began in this session."""

    def proofs(self, request: HttpRequest) -> list[Proof]:
        kept = request.session.get(PROOF_KEY)
        return [Proof(**kept["proof"])] if kept and kept["person"] == request.user.pk else []

    def address(self, back_to: str) -> str:
        return f"{reverse('portal:identity')}?{urlencode({'next': back_to})}"


def is_on() -> bool:
    """Whether this site asks an OpenID Connect provider before somebody signs; without one its pages are not found."""
    return bool(settings.IDENTITY_ISSUER)


def methods() -> list[Method]:
    """What is asked for before somebody signs here, in this order."""
    return [Code(), OpenIDConnect()] if is_on() else [Code()]


def missing(request: HttpRequest) -> Method | None:
    """The first method of which there is no proof that is at most ten minutes old (real time); None for nothing."""
    earliest = time.time() - fresh_code.MAX_AGE_SECONDS
    for method in methods():
        if max((proof.at for proof in method.proofs(request)), default=0) < earliest:
            return method
    return None


def records(request: HttpRequest) -> list[dict[str, str | int]]:
    """What is kept with a signature of how the signer was recognised: each proof, ``[{method, at, …}]``."""
    return [proof.record() for method in methods() for proof in method.proofs(request)]


def proofs_of(kept: object) -> list[Proof]:
    """The proofs of what ``records`` gave. What somebody has changed so that it is none any more is left out."""
    found = []
    for record in kept if isinstance(kept, list) else []:
        given = {part.name: record.get(part.name, part.default) for part in fields(Proof)} if _is_record(record) else {}
        if given and all(isinstance(given[name], str) for name in given.keys() - {"at"}):
            found.append(Proof(**given))
    return found


def _is_record(record: object) -> bool:
    if not (isinstance(record, dict) and isinstance(record.get("method"), str)):
        return False
    at = record.get("at")
    return isinstance(at, int) and 0 <= at <= LAST_SECOND


def provider_proof(kept: object) -> Proof | None:
    """The last proof from a provider among what ``records`` gave; None where there is none."""
    return next((proof for proof in reversed(proofs_of(kept)) if proof.method == OPENID), None)


def begin(request: HttpRequest, *, page: str, back_to: str) -> str:
    """Ask the provider. Returns the address of its page, to send the person to. Raises what ``openid.ask`` raises.

    ``page`` is the path of the page to show if it fails, ``back_to`` where to go on to if it succeeds. The question is
    kept in the session and answered once; a new one replaces it.
    """
    question = openid.ask(answer_to=_answer_address(), language=get_language())
    request.session[QUESTION_KEY] = {
        "question": asdict(question),
        "person": request.user.pk,
        "at": time.time(),
        "page": page,
        "back_to": back_to,
    }
    return question.url


def take_question(request: HttpRequest) -> dict[str, Any] | None:
    """Take the question that this request answers out of the session, so that it is answered once.

    None where this person began none with such a state, or too long ago.
    """
    kept = request.session.get(QUESTION_KEY)
    state = request.GET.get("state", "")
    if not kept or not constant_time_compare(state, kept["question"]["state"]):
        return None
    del request.session[QUESTION_KEY]
    is_theirs = kept["person"] == request.user.pk
    return kept if is_theirs and time.time() - kept["at"] <= ANSWER_SECONDS else None


def accept(request: HttpRequest, kept: dict[str, Any]) -> None:
    """Judge the provider's answer to a question from ``take_question``, and keep the proof in the session.

    Raises what ``openid.answer`` raises.
    """
    answer = openid.answer(
        Question(**kept["question"]), request.GET.dict(), asked_at=kept["at"], answer_to=_answer_address()
    )
    proof = Proof(OPENID, name=settings.IDENTITY_NAME, **asdict(answer))
    request.session[PROOF_KEY] = {"person": request.user.pk, "proof": asdict(proof)}
    person = cast(Person, request.user)
    events.record(Verb.IDENTITY_PROVE, subject=person, by=person, details={"level": proof.level})


def forget(request: HttpRequest) -> None:
    """The proof of the provider has been used: the next signature needs one of its own."""
    request.session.pop(PROOF_KEY, None)


def _answer_address() -> str:
    """Where the provider sends people back: one address, which it knows, whatever language they read."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_ADDRESS + reverse("portal:identity_answer")
