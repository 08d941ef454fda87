from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home.editing import (
            every_language,  # noqa: F401  listens
            page_chooser,
            review,
            scheduling,
            second_person,
            translating,
            versions,
        )
        from home.guide import booklet
        from home.helplines import lookup
        from home.links import checker
        from portal import periodic_tasks
        from portal.calls import queries as call_queries

        review.guard_translations()
        second_person.guard_reviews()
        translating.propose_old_translations()
        translating.speak_norwegian()
        page_chooser.begin_below_the_front_page()
        versions.compare_by_paragraphs()
        call_queries.register_lines(lookup.lines_of_volunteers)
        periodic_tasks.register(checker.check_some, seconds=1)
        periodic_tasks.register(scheduling.publish_due, seconds=15)
        periodic_tasks.register(booklet.make_pdf_if_changed, seconds=30)
