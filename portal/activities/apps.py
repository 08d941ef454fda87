from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "portal.activities"
    label = "activities"

    def ready(self):
        from portal import events
        from portal.activities.corrections import services as correction_services
        from portal.activities.verbs import Verb

        events.on(Verb.ACTIVITY_UNDO, correction_services.undone)
