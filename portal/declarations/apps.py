from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "portal.declarations"
    label = "declarations"

    def ready(self):
        from portal import events
        from portal.declarations.reading import services as reading_services
        from portal.declarations.verbs import Verb

        def signed(event, subject, by):
            reading_services.finish_by_signing(subject, by=by)

        for verb in (Verb.DECLARATION_SIGN, Verb.DECLARATION_RECORD):
            events.on(verb, signed)
