"""How often may one visitor do this? Counted in the database, so that it holds over processes and restarts."""

from allauth.core.internal import ratelimit
from django.shortcuts import render


class TooMany(Exception):
    """This visitor has done this too often for now."""


def count(request, what, rates):
    """Count one more. ``rates`` is such as ``5/h/key,20/d/key``. Raises ``TooMany`` beyond it, and counts that not.

    The visitor is a digest of the network address (accounts/adapters.py); the address is not stored.
    """
    visitor = ratelimit.get_ip(request)
    if not ratelimit.consume(request, app="portal", action=what, config={what: rates}, key=visitor, limit_get=True):
        raise TooMany(what)


def too_many(request):
    return render(request, "429.html", status=429)
