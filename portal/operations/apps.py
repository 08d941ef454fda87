from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"

    def ready(self):
        from portal import desk_warnings
        from portal.operations.backups import checks  # noqa: F401  it registers itself
        from portal.operations.health import deployment  # noqa: F401  it registers itself
        from portal.operations.retention import services as retention_services

        desk_warnings.register(retention_services.warning)
