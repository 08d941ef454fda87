from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "portal.declarations"
    label = "declarations"
