"""Reauthentication: signing, deciding and exporting need a code that was given at most ten minutes ago."""

import time
from typing import Any, Self, cast

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode

from portal import code_limits, events
from portal.types import Person
from portal.verbs import Verb

MAX_AGE_SECONDS = 10 * 60
SESSION_KEY = "fresh_code"


def recently_authenticated(request: HttpRequest) -> bool:
    """Whether a code or a second factor was given in this session within ``MAX_AGE_SECONDS`` (real time)."""
    return time.time() - last_authenticated_at(request) <= MAX_AGE_SECONDS


def last_authenticated_at(request: HttpRequest) -> float:
    """When a code or a second factor was last given in this session, in seconds since 1970; 0 for never."""
    return max((record["at"] for record in get_authentication_records(request, request.user)), default=0)


def authentication_records(request: HttpRequest) -> list[dict[str, str | int]]:
    """Each time that a code was given in this session: ``[{method, at}]``, kept with a signature as evidence."""
    return [
        {"method": record["method"], "at": int(record["at"])}
        for record in get_authentication_records(request, request.user)
    ]


def authentication_methods(request: HttpRequest) -> set[str]:
    """The methods by which this session has signed in or given a code: ``{"code", "mfa"}`` or some of them."""
    return {record["method"] for record in get_authentication_records(request, request.user)}


def record_second_factor(request: HttpRequest) -> None:
    """Note that a code of the app was given in this session: by setting it up, which allauth does not count."""
    record_authentication(request, _user(request), method="mfa", type="totp")


def address(back_to: str) -> str:
    """The address of the page that asks for a fresh code, which leads on to ``back_to`` (a path)."""
    return f"{reverse('portal:fresh_code')}?{urlencode({'next': back_to})}"


def redirect_to_fresh_code(back_to: str) -> HttpResponseRedirect:
    """A redirect to that page."""
    return redirect(address(back_to))


def masked(email: str) -> str:
    """An e-mail address that its owner recognises and that nobody reads over their shoulder: ``k***@example.org``."""
    name, _at, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}"


class FreshCode(AbstractCodeVerificationProcess):
    """A code that was sent to somebody who is signed in. Uses allauth's verification process; kept in the session.

    How often it is guessed at is counted in the database (portal/code_limits.py), not in the session.
    """

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        limit = code_limits.TRIES_OF_A_CODE.times
        super().__init__(max_attempts=limit, timeout=code_limits.CODE_SECONDS, state=state, user=request.user)

    @classmethod
    def start(cls, request: HttpRequest) -> Self:
        """Send a new code, which replaces the one before. Raises ``code_limits.NotSent``: then that one is left."""
        newest = cls.resume(request)
        code_limits.count_code(code_limits.signed_in(_user(request)), newest_at=newest.state["at"] if newest else None)
        process = cls(request, cls.initial_state(user=_user(request), email=_user(request).email))
        process.send()
        process.persist()
        events.record(Verb.FRESH_CODE_SEND, subject=_user(request), by=_user(request))
        return process

    @classmethod
    def resume(cls, request: HttpRequest) -> Self | None:
        """The process whose code was sent and still works, or None."""
        state = request.session.get(SESSION_KEY)
        if not state or state.get("user_id") != str(request.user.pk):
            return None
        process = cls(request, state)
        return process if process.is_valid() and process.tries_left() else None

    def guess(self, code: str) -> bool:
        """Whether this is the code. Counted first. Raises ``code_limits.TooManyTries``: then it was not compared."""
        standing = code_limits.signed_in(_user(self.request))
        code_limits.count_try(self.name, standing)
        if not constant_time_compare(code, self.code):
            return False
        code_limits.forgive_try(self.name, standing)
        return True

    @property
    def name(self) -> str:
        """What the guesses at this code are counted by: each code has its own."""
        return f"fresh code {self.user.pk} {self.state['at']}"

    def tries_left(self) -> int:
        return code_limits.tries_left(self.name)

    def send(self) -> None:
        self.state["code"] = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/login_code", self.user.email, {"code": self.state["code"]})

    def persist(self) -> None:
        self.request.session[SESSION_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(SESSION_KEY, None)

    def finish(self) -> None:
        record_authentication(self.request, self.user, method="code", email=self.user.email, reauthenticated=True)
        self.abort()
        events.record(Verb.FRESH_CODE_USE, subject=_user(self.request), by=_user(self.request))


def _user(request: HttpRequest) -> Person:
    """The person who is signed in: nobody else is asked for a fresh code."""
    return cast(Person, request.user)
