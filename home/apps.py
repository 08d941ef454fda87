from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home.editing import review
        from home.guide import booklet
        from home.links import checker
        from portal import periodic_tasks

        review.guard_translations()
        periodic_tasks.register(checker.check_some, seconds=1)
        periodic_tasks.register(booklet.make_pdf_if_changed, seconds=30)
