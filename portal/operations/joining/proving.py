"""Somebody proves that another account is theirs too: by a code that is sent to its address.

Whether an address has an account is told to nobody but whoever reads it: then a mail without a code goes there, and no
code works. The state is kept in the session of the browser.
"""

import time
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string

from portal import code_limits, mail
from portal.accounts import queries as account_queries
from portal.accounts.models import User

SESSION_KEY = "other_account"


@transaction.atomic
def ask(request: HttpRequest, person: User, email: str) -> None:
    """Send a code to the address of the other account. Raises ``code_limits.NotSent``."""
    newest = waiting(request, person)
    code_limits.count_code(code_limits.signed_in(person), newest_at=newest["at"] if newest else None)
    code, other = get_random_string(6, "0123456789"), account_queries.person_with_address(email)
    if other is not None and other.is_active:
        minutes = code_limits.CODE_SECONDS // 60
        shown = f"{code[:3]} {code[3:]}"
        mail.queue("operations/code_to_join", to=other, secret=True, code=shown, minutes=minutes)
    else:
        other = None
        mail.queue("operations/nothing_to_join", to=person, email=email)
    state = {"person": person.pk, "email": email, "code": code, "at": time.time(), "other": other and other.pk}
    request.session[SESSION_KEY] = state


def waiting(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """What was asked for in this browser and can still be confirmed or done, or None."""
    state = request.session.get(SESSION_KEY)
    if not state or state["person"] != person.pk or time.time() - state["at"] > code_limits.CODE_SECONDS:
        return None
    return state if "proved" in state or code_limits.tries_left(name_of(state)) else None


def name_of(state: dict[str, Any]) -> str:
    """What the guesses at this code are counted by."""
    return f"other account {state['person']} {state['at']}"


def prove(request: HttpRequest, person: User, state: dict[str, Any], code: str) -> bool:
    """Whether this is the code; then the other account is theirs. Counted first. Raises ``TooManyTries``."""
    standing = code_limits.signed_in(person)
    code_limits.count_try(name_of(state), standing)
    if not constant_time_compare(code, state["code"]) or state["other"] is None:
        return False
    code_limits.forgive_try(name_of(state), standing)
    request.session[SESSION_KEY] = {**state, "code": "", "at": time.time(), "proved": True}
    return True


def proved(request: HttpRequest, person: User) -> User | None:
    """The other account, where they have proved in this browser, a moment ago, that it is theirs."""
    state = waiting(request, person)
    if not state or not state.get("proved"):
        return None
    # Somebody else may have the address by now, or the account another one.
    return User.objects.filter(pk=state["other"], email=state["email"], is_active=True).first()


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
