"""The code that somebody signs in with: sending it, and what is known of the one that was sent.

The code itself is kept by allauth, in the session of the browser that asked for it. How often it is asked for and
guessed at is counted in the database (portal/code_limits.py).
"""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from django.utils.translation import get_language

from portal import code_limits
from portal.accounts import services


def name_of(process):
    """What the guesses at a code are counted by: each code has its own."""
    return f"sign-in code {process.state['email'].lower()} {process.state['at']}"


def code_that_works(request):
    """The process (allauth's) whose code was sent to this browser and still works, or None."""
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    process = stage and LoginCodeVerificationProcess(stage)
    return process if process and process.is_valid() and code_limits.tries_left(name_of(process)) else None


def send(request, email):
    """Send a code to this address, known or not. It has its own 15 minutes, and replaces the one before.

    Raises ``code_limits.NotSent``: then the one before is left as it is.
    """
    newest = code_that_works(request)
    is_same = newest and newest.state["email"].lower() == email.lower()
    code_limits.count_code(
        code_limits.visitor(request, email), newest_at=newest.state["at"] if newest and is_same else None
    )
    account = services.get_or_create_account(email, get_language())
    clear_login(request)
    LoginCodeVerificationProcess.initiate(request=request, user=account if account.is_active else None, email=email)
