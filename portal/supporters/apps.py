from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "portal.supporters"
    label = "supporters"
