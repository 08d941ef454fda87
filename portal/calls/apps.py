from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "portal.calls"
    label = "calls"

    def ready(self):
        from portal import events, permissions
        from portal.calls import queries, services
        from portal.calls.rota import services as rota_services
        from portal.supporters.verbs import Verb as SupporterVerb

        permissions.register_roles(queries.roles_of)

        def role_ended(event, subject, by):
            services.remove_everywhere(subject.person, by=by)

        def break_began(event, subject, by):
            rota_services.release(subject.person, until=subject.paused_until, by=by)

        events.on(SupporterVerb.SUPPORTER_END, role_ended)
        events.on(SupporterVerb.SUPPORTER_PAUSE, break_began)
