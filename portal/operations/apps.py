from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"

    def ready(self):
        from portal.operations.backups import checks  # noqa: F401  it registers itself
