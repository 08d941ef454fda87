from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "portal.supporters"
    label = "supporters"

    def ready(self):
        from portal import events, gates, permissions
        from portal.supporters import queries, services
        from portal.supporters.appointments import services as appointment_services
        from portal.supporters.pathway import checklist

        permissions.register_roles(queries.roles_of)

        def person_moved_on(event, subject, by):
            """A requirement was met somewhere: perhaps it was the last one."""
            services.update_standing(subject.person, by=by)

        for verb in (
            "attendance.register", "course.complete", "attempt.pass", "test_exception.make", "declaration.sign",
            "membership.confirm", "check.note", "role.agree", "contact.give",
        ):  # fmt: skip
            events.on(verb, person_moved_on)

        def office_changed(event, subject, by):
            appointment_services.follow_office(subject, by=by)

        for verb in ("office.give", "office.end"):
            events.on(verb, office_changed)
        gates.register(checklist.waits_for, checklist.lacks)
