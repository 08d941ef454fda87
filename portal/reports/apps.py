from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "portal.reports"
    label = "reports"

    def ready(self):
        from portal import events
        from portal.calls.tally import queries as tally_queries
        from portal.chapters.register import parts as chapter_parts
        from portal.chapters.verbs import Verb as ChapterVerb
        from portal.reports import chapter_register
        from portal.reports.years import queries as year_queries

        tally_queries.register_last_day(year_queries.last_day_of)
        chapter_parts.register(chapter_register.PART)
        events.on(ChapterVerb.CHAPTER_END, chapter_register.ended)
