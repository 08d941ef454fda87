"""Django system checks: combinations of settings that are a mistake."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

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


@register()
def database_is_closed_to_others(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """Other accounts of the machine can read neither the database file nor the private folder nor the seal's key."""
    paths = [settings.PRIVATE_DIR]
    if settings.SEAL_KEY_FILE:
        paths.append(Path(settings.SEAL_KEY_FILE))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        paths.append(Path(settings.DATABASES["default"]["NAME"]))
    return [
        Error(
            f"Other accounts of this machine can read {path}.",
            hint=f"Run `chmod go= {path}` as the account that the site runs as.",
            id="portal.E002",
        )
        for path in paths
        if path.exists() and path.stat().st_mode & 0o077
    ]


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
def wording_can_be_read(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """A warning, since the site runs: the messages of that language are shown as they are in the code."""
    hint = "Run `site/wording.py compile`, and start the site again."
    return [
        Warning(f"The compiled wording {path} is damaged.", hint=hint, id="portal.W002")
        for path in settings.DAMAGED_WORDING
    ]


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
