from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home import booklet
        from home.editing import links, review
        from portal import chores

        review.guard_translations()
        chores.register(links.look_at_some, seconds=1)
        chores.register(booklet.keep_ready, seconds=30)
