from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "portal.onboarding"
    label = "onboarding"

    def ready(self):
        from portal import events, permissions
        from portal.onboarding import queries
        from portal.onboarding.notifications import services as notification_services
        from portal.onboarding.review import queries as review_queries
        from portal.onboarding.review import services as review_services
        from portal.supporters import queries as supporter_queries

        permissions.register_entered(queries.entered_by)
        supporter_queries.register_cases(review_queries.cases_about)

        def met(kind):
            def requirement_met(event, subject, by):
                notification_services.requirement_met(subject.person, kind or subject.kind, by=by)

            return requirement_met

        for verb, kind in {
            "attempt.pass": "test",
            "test_exception.make": "test",
            "attendance.register": "course",
            "course.complete": "material",
            "declaration.sign": "declaration",
            "membership.confirm": "membership",
            "role.agree": "role",
            "check.note": "",  # of the kind that the check is
            "contact.give": "contact",
            "candidacy.approve": "approval",
            "supporter.appoint": "appointment",
        }.items():
            events.on(verb, met(kind))

        def begun(event, subject, by):
            notification_services.notify_newly_open_steps(subject.person, "begun", by=by)

        events.on("candidacy.begin", begun)

        def undone(event, subject, by):
            notification_services.notify_newly_open_steps(subject.person, "undone", by=by)

        for verb in (
            "check.take_back", "attendance.take_back", "test_exception.withdraw", "candidacy.end",
            "candidacy.step_back", "supporter.end", "supporter.end_appointment",
        ):  # fmt: skip
            events.on(verb, undone)

        def requirements_changed(event, subject, by):
            notification_services.requirements_changed(subject, by=by)

        events.on("category.change", requirements_changed)

        def test_failed(event, subject, by):
            notification_services.test_failed(subject.person, by=by)

        events.on("attempt.fail", test_failed)

        def may_do_less(event, subject, by):
            """An office ended, or somebody said that they are too close."""
            review_services.let_go(getattr(subject, "person", subject), by=by)

        for verb in ("office.end", "tie.declare"):
            events.on(verb, may_do_less)

        def board_changed(event, subject, by):
            if subject.chapter:
                review_services.board_changed(subject.chapter, by=by)

        events.on("office.end", board_changed)
