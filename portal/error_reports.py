"""Error reports to a collector that takes what Sentry sends (Sentry, GlitchTip): the only module that names its client.

Off unless ``ERROR_REPORTS_DSN`` is set. A report holds the type of the error and the places in the code, and nothing
else: no message, no value, no address, no header, no name. An error's message may quote what somebody wrote.
"""

from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.django import DjangoIntegration

KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "sdk")
KEPT_OF_FRAME = ("filename", "function", "lineno", "module", "in_app")


def begin(dsn: str, **options: Any) -> None:
    """Send reports to this address from now on. ``options`` are the client's own, for tests."""
    sentry_sdk.init(
        dsn,
        environment=settings.SITE_MODE,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(middleware_spans=False, signals_spans=False)],
        auto_session_tracking=False,
        send_client_reports=False,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        before_send=without_personal_data,  # type: ignore[arg-type]  # its types name what we leave out
        **options,
    )


def report(fault: BaseException) -> None:
    """Report an error that was caught and logged. Does nothing where reports are off."""
    sentry_sdk.capture_exception(fault)


def without_personal_data(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """What is sent of a report: a new one, with nothing in it but what is named here."""
    faults = (event.get("exception") or {}).get("values") or []
    kept = {name: event[name] for name in KEPT if name in event}
    return kept | {"exception": {"values": [_fault(fault) for fault in faults]}}


def _fault(fault: dict[str, Any]) -> dict[str, Any]:
    frames = (fault.get("stacktrace") or {}).get("frames") or []
    places = [{name: frame[name] for name in KEPT_OF_FRAME if name in frame} for frame in frames]
    return {"type": fault.get("type"), "module": fault.get("module"), "stacktrace": {"frames": places}}
