from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "portal.accounts"
    label = "accounts"

    def ready(self):
        from portal import permissions
        from portal.accounts import queries

        permissions.register_barred(queries.barred_by_ties)
