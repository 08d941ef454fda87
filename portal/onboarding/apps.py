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
        from portal.supporters.pathway import progress, turns

        permissions.register_entered(queries.entered_by)
        supporter_queries.register_cases(review_queries.cases_about)

        turns.register(queries.answers, queries.applied_for)
        progress.follow(notification_services.pathways_changed)

        def requirements_changed(event, subject, by):
            notification_services.requirements_changed(subject, by=by)

        events.on("category.change", requirements_changed)

        def attempt_failed(event, subject, by):
            notification_services.attempt_failed(subject.person, by=by)

        events.on("attempt.fail", attempt_failed)

        def authority_reduced(event, subject, by):
            """An office ended, or somebody said that they are too close."""
            review_services.let_go(getattr(subject, "person", subject), by=by)

        for verb in ("office.end", "tie.declare"):
            events.on(verb, authority_reduced)

        def board_changed(event, subject, by):
            if subject.chapter:
                review_services.board_changed(subject.chapter, by=by)

        events.on("office.end", board_changed)
