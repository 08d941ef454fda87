from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "portal.activities"
    label = "activities"

    def ready(self):
        from portal import events
        from portal.activities.double_entries import services as double_entry_services
        from portal.activities.verbs import Verb

        events.on(Verb.ACTIVITY_UNDO, double_entry_services.undone)
