from django.apps import AppConfig


class ExpertsConfig(AppConfig):
    name = "portal.experts"
    label = "experts"

    def ready(self):
        from portal import permissions
        from portal.experts import queries

        permissions.register_roles(queries.roles_of)
