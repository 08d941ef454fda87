from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home import links
        from portal import chores

        chores.register(links.look_at_some, seconds=1)
