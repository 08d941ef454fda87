from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "portal.supporters"
    label = "supporters"

    def ready(self):
        from portal import events, permissions
        from portal.supporters import queries, services

        permissions.register_roles(queries.roles_of)

        def person_moved_on(event, subject, by):
            """A requirement was met somewhere: perhaps it was the last one."""
            services.update_standing(subject.person, by=by)

        of_the_test = ("attempt.pass", "test_exception.make")
        for verb in ("attendance.register", *of_the_test, "declaration.sign", "membership.confirm"):
            events.on(verb, person_moved_on)
