"""A new sign-in address: the person asks, a code that is sent to the new address proves that it is theirs.

Whether somebody else has the address is told to nobody but them: then a mail without a code goes there, and no code
works. The state is kept in the session of the browser, as that of a fresh code.
"""

import time
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string

from portal import code_limits, mail
from portal.accounts import queries as account_queries
from portal.accounts import services as accounts
from portal.accounts.models import User

SESSION_KEY = "new_address"


@transaction.atomic
def ask(request: HttpRequest, person: User, email: str) -> None:
    """Send a code to the new address. Raises ``code_limits.NotSent``."""
    newest = waiting(request, person)
    code_limits.count_code(code_limits.signed_in(person), newest_at=newest["at"] if newest else None)
    code, owner = get_random_string(6, "0123456789"), account_queries.person_with_address(email)
    if owner is None:
        minutes = code_limits.CODE_SECONDS // 60
        shown = f"{code[:3]} {code[3:]}"
        mail.queue("accounts/new_address", to=person, email=email, secret=True, code=shown, minutes=minutes)
    else:
        mail.queue("accounts/address_taken", to=owner, page="portal:sign_in")
    state = {"person": person.pk, "email": email, "code": code, "at": time.time(), "is_free": owner is None}
    request.session[SESSION_KEY] = state


def waiting(request: HttpRequest, person: User) -> dict[str, Any] | None:
    """What was asked for in this browser and can still be confirmed, or None."""
    state = request.session.get(SESSION_KEY)
    if not state or state["person"] != person.pk or time.time() - state["at"] > code_limits.CODE_SECONDS:
        return None
    return state if code_limits.tries_left(name_of(state)) else None


def name_of(state: dict[str, Any]) -> str:
    """What the guesses at this code are counted by."""
    return f"new address {state['person']} {state['at']}"


def confirm(request: HttpRequest, person: User, state: dict[str, Any], code: str) -> bool:
    """Change the address if this is the code. Counted first. Raises ``code_limits.TooManyTries``, and
    ``accounts.AddressTaken`` where somebody else has got the address meanwhile."""
    standing = code_limits.signed_in(person)
    code_limits.count_try(name_of(state), standing)
    if not constant_time_compare(code, state["code"]) or not state["is_free"]:
        return False
    code_limits.forgive_try(name_of(state), standing)
    accounts.change_address(person, state["email"], by=person)
    request.session.pop(SESSION_KEY, None)
    return True
