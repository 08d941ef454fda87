"""Django system checks: combinations of settings that are a mistake."""

from collections.abc import Sequence
from datetime import datetime

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def clock_is_real(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    if settings.PRODUCTION and settings.SITE_NOW:
        return [
            Error(
                "SITE_NOW is set in production.",
                hint="Unset it: the site must run on the real clock.",
                id="portal.E001",
            )
        ]
    return []


@register(deploy=True)
def keys_are_strong(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    if settings.PRODUCTION and len(settings.SECRET_KEY) < 50:
        return [
            Error(
                "SECRET_KEY is shorter than 50 characters.",
                hint="Make one with `openssl rand -base64 48`.",
                id="portal.E002",
            )
        ]
    return []


@register()
def journal_is_safe(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    options = settings.DATABASES["default"].get("OPTIONS", {})
    wal = "journal_mode=WAL" in options.get("init_command", "")
    if wal and settings.JOURNAL_MODE != "WAL":
        return [
            Error("This SQLite can corrupt a write-ahead log.", hint="Use journal_mode=TRUNCATE.", id="portal.E003")
        ]
    return []


@register()
def clock_can_be_read(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    if not settings.SITE_NOW:
        return []
    try:
        aware = datetime.fromisoformat(settings.SITE_NOW).tzinfo is not None
    except ValueError:
        aware = False
    if aware:
        return []
    hint = "Write it like 2027-05-31T23:59:30+02:00."
    return [Warning("SITE_NOW is not a moment with a time zone.", hint=hint, id="portal.W001")]
