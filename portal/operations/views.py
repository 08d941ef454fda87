"""The health of the running site, for machines."""

from django.http import HttpRequest, JsonResponse

from portal import clock
from portal.operations import faults


def readyz(request: HttpRequest) -> JsonResponse:
    """Status 200 when all is as it should be, else 503: each of ``faults.TEXTS`` with true or false, and no details."""
    state = faults.found(clock.now())
    return JsonResponse(state, status=200 if all(state.values()) else 503)
