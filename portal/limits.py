"""Rate limits for visitors. Counted in the database, so that they hold for all processes and after a restart."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class TooManyRequests(Exception):
    """This visitor has done this too often for now."""


def count(request: HttpRequest, what: str, rates: str) -> None:
    """Count one action of this visitor. Raises ``TooManyRequests`` when the limit is reached; that call is not counted.

    ``what`` names the action; ``rates`` is such as ``5/h/key,20/d/key`` (5 an hour and 20 a day). A visitor is known by
    a digest of the network address (accounts/adapters.py); the address is not stored.
    """
    visitor = ratelimit.get_ip(request)
    if not ratelimit.consume(request, app="portal", action=what, config={what: rates}, key=visitor, limit_get=True):
        raise TooManyRequests(what)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The answer to ``TooManyRequests``: status 429."""
    return render(request, "429.html", status=429)
