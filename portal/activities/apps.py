from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "portal.activities"
    label = "activities"

    def ready(self):
        from portal import events
        from portal.activities.double_entries import services as double_entry_services
        from portal.activities.gatherings import chapter_register
        from portal.activities.verbs import Verb
        from portal.chapters.register import parts

        parts.register(chapter_register.PART)
        events.on(Verb.ACTIVITY_UNDO, double_entry_services.undone)
