"""Is it really still you? A code no more than ten minutes old, asked for before signing, deciding and exporting."""

import time

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

LIMIT = 10 * 60  # seconds
KEY = "fresh_code"


def is_fresh(request):
    """Whether this session proved itself, by a code or a second factor, within the limit (real time)."""
    return time.time() - proved_at(request) <= LIMIT


def proved_at(request):
    """When this session last did so, in seconds since 1970; 0 for never."""
    return max((record["at"] for record in get_authentication_records(request, request.user)), default=0)


def methods(request):
    """How this session proved itself, for the evidence of a signature."""
    return [
        {"method": record["method"], "at": int(record["at"])}
        for record in get_authentication_records(request, request.user)
    ]


def methods_used(request):
    """The ways in which this session has proved itself."""
    return {record["method"] for record in get_authentication_records(request, request.user)}


def ask(request, back_to):
    """To the page that sends and takes a fresh code, and from there to ``back_to``."""
    return redirect(f"{reverse('portal:fresh_code')}?{urlencode({'next': back_to})}")


class FreshCode(AbstractCodeVerificationProcess):
    """allauth's code process, kept in the session of somebody who is signed in."""

    def __init__(self, request, state):
        self.request = request
        super().__init__(max_attempts=5, timeout=15 * 60, state=state, user=request.user)

    @classmethod
    def start(cls, request):
        """Send a new code. None when this person has asked for too many: the limit is that of signing in."""
        limit = {"app": "allauth.account", "action": "request_login_code", "limit_get": True}
        if not ratelimit.consume(request, key=request.user.email, **limit):
            return None
        process = cls(request, cls.initial_state(user=request.user, email=request.user.email))
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, request):
        """The code that was sent and still counts, or None."""
        state = request.session.get(KEY)
        process = cls(request, state) if state else None
        return process if process and process.is_valid() and state.get("user_id") == str(request.user.pk) else None

    def send(self):
        self.state["code"] = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/login_code", self.user.email, {"code": self.state["code"]})

    def persist(self):
        self.request.session[KEY] = self.state

    def abort(self):
        self.request.session.pop(KEY, None)

    def finish(self):
        record_authentication(self.request, self.user, method="code", email=self.user.email, reauthenticated=True)
        self.abort()
