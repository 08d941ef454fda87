from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "portal.onboarding"
    label = "onboarding"

    def ready(self):
        from portal import events, permissions
        from portal.accounts.verbs import Verb as AccountVerb
        from portal.chapters.register import parts
        from portal.chapters.verbs import Verb as ChapterVerb
        from portal.declarations.verbs import Verb as DeclarationVerb
        from portal.knowledge.verbs import Verb as KnowledgeVerb
        from portal.onboarding import chapter_register, queries
        from portal.onboarding.notifications import services as notification_services
        from portal.onboarding.review import queries as review_queries
        from portal.onboarding.review import services as review_services
        from portal.supporters import queries as supporter_queries
        from portal.supporters.pathway import progress, turns
        from portal.supporters.verbs import Verb as SupporterVerb

        parts.register(chapter_register.PART)
        permissions.register_barred(queries.entered_by)
        supporter_queries.register_cases(review_queries.cases_about)

        turns.register(queries.application_facts)
        progress.follow(notification_services.pathways_changed)

        def requirements_changed(event, subject, by):
            notification_services.requirements_changed(subject, by=by)

        events.on(SupporterVerb.CATEGORY_CHANGE, requirements_changed)

        def text_published(event, subject, by):
            if subject.must_sign_again:
                notification_services.text_published(subject, by=by)

        events.on(DeclarationVerb.DECLARATION_PUBLISH, text_published)

        def attempt_failed(event, subject, by):
            notification_services.attempt_failed(subject.person, by=by)

        events.on(KnowledgeVerb.ATTEMPT_FAIL, attempt_failed)
        events.on(KnowledgeVerb.ATTEMPT_CORRECT_TO_FAILED, attempt_failed)

        def authority_reduced(event, subject, by):
            """An office ended, or somebody said that they are too close."""
            review_services.pass_on_cases(getattr(subject, "person", subject), by=by)

        for verb in (ChapterVerb.OFFICE_END, AccountVerb.TIE_DECLARE):
            events.on(verb, authority_reduced)

        def board_changed(event, subject, by):
            if subject.chapter:
                review_services.board_changed(subject.chapter, by=by)

        events.on(ChapterVerb.OFFICE_END, board_changed)
