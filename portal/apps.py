from django.apps import AppConfig
from django.conf import settings


class PortalConfig(AppConfig):
    name = "portal"
    label = "portal"

    def ready(self):
        from portal import checks  # noqa: F401  registers the system checks

        if settings.ERROR_REPORTS_DSN:
            from portal import error_reports

            error_reports.begin(settings.ERROR_REPORTS_DSN)
