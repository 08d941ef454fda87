"""The health of the running site, and figures about it, for machines."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from portal import clock
from portal.operations.health import faults
from portal.operations.health import metrics as figures


def readyz(request: HttpRequest) -> JsonResponse:
    """Status 200 when all is as it should be, else 503: each of ``faults.TEXTS`` with true or false, and no details."""
    state = faults.found(clock.now())
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for a collector that knows ``METRICS_TOKEN``; for everybody else there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given, settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(figures.text(), content_type=figures.CONTENT_TYPE, headers={"Cache-Control": "no-store"})
