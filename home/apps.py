from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self):
        from home.editing import scheduling, versions
        from home.editing.filling_in import page_chooser
        from home.editing.review import rights, second_person
        from home.editing.translating import changed_texts, every_language  # noqa: F401  it listens
        from home.guide import booklet
        from home.helplines import lookup
        from home.links import checker
        from portal import periodic_tasks
        from portal.calls import queries as call_queries

        rights.guard_translations()
        second_person.guard_reviews()
        changed_texts.propose_old_translations()
        changed_texts.speak_norwegian()
        page_chooser.begin_below_the_front_page()
        versions.compare_by_paragraphs()
        call_queries.register_lines(lookup.lines_of_volunteers)
        periodic_tasks.register(checker.check_some, seconds=1)
        periodic_tasks.register(scheduling.publish_due, seconds=15)
        periodic_tasks.register(booklet.make_pdf_if_changed, seconds=30)
