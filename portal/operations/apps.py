from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"

    def ready(self):
        from portal import desk_warnings
        from portal.operations import (
            deployment,  # noqa: F401  it registers itself
            forgetting,
        )
        from portal.operations.backups import checks  # noqa: F401  it registers itself

        desk_warnings.register(forgetting.warning)
