"""Whether the settings allow the backup of each night."""

from django.conf import settings
from django.core.checks import Error, register

from portal.operations.backups import archive


@register()
def nightly_backup_has_a_key(app_configs, **kwargs):
    if settings.BACKUP_DIR and len(settings.BACKUP_KEY) < archive.SHORTEST_KEY:
        return [
            Error(
                f"BACKUP_DIR is set, and BACKUP_KEY is missing or has fewer than {archive.SHORTEST_KEY} characters.",
                hint="Make one with `openssl rand -base64 48`, and keep it where this machine is not.",
                id="operations.E001",
            )
        ]
    return []
