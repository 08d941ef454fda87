from django.apps import AppConfig


class ChaptersConfig(AppConfig):
    name = "portal.chapters"
    label = "chapters"

    def ready(self):
        from portal import permissions
        from portal.chapters import queries

        permissions.register_roles(queries.roles_by_office)
        permissions.register_roles(queries.roles_after_the_end)
        permissions.register_roles(queries.roles_by_group)
