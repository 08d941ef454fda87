"""How often may one visitor do this? Counted in the database, so that it holds over processes and restarts."""

from allauth.core.internal import ratelimit
from django.shortcuts import render


class TooMany(Exception):
    """This visitor has done this too often for now."""


def count(request, what, rates):
    """Count one more. ``rates`` is such as ``5/h/ip,20/d/ip``. Raises ``TooMany`` beyond it, and counts that not."""
    if not ratelimit.consume(request, app="portal", action=what, config={what: rates}, limit_get=True):
        raise TooMany(what)


def too_many(request):
    return render(request, "429.html", status=429)
