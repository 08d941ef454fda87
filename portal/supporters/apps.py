from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "portal.supporters"
    label = "supporters"

    def ready(self):
        from portal import events, gates, permissions, requirements
        from portal.chapters.register import parts as register_parts
        from portal.chapters.verbs import Verb as ChapterVerb
        from portal.declarations.receipt import queries as receipt_queries
        from portal.declarations.register import queries as register_queries
        from portal.declarations.texts import queries as text_queries
        from portal.declarations.verbs import Verb as DeclarationVerb
        from portal.supporters import chapter_register, queries
        from portal.supporters.appointments import services as appointment_services
        from portal.supporters.categories import services as category_services
        from portal.supporters.directory import queries as directory_queries
        from portal.supporters.on_the_day import periods
        from portal.supporters.pathway import checklist, holders, progress
        from portal.supporters.verbs import Verb

        permissions.register_roles(queries.roles_of)
        permissions.register_roles(queries.central_roles_of)
        gates.register(checklist.Gate)
        for requirement in requirements.declared().values():
            progress.listen(requirement)
        events.on(Verb.CANDIDACY_BEGIN, progress.begun)
        text_queries.register_kinds(queries.names_of_categories)
        text_queries.register_roles(queries.kinds_of_supporter)
        receipt_queries.register_ended(queries.people_who_ended)
        text_queries.register_listed(directory_queries.kinds_listed)
        register_queries.register_holders(holders.holders)

        register_parts.register(chapter_register.PART)

        for verb in (*periods.BEGINS, *periods.ENDS):
            events.on(verb, periods.keep)

        def text_published(event, subject, by):
            if subject.must_sign_again:
                category_services.ask_for_signature_again(subject)

        events.on(DeclarationVerb.DECLARATION_PUBLISH, text_published)

        def office_changed(event, subject, by):
            appointment_services.follow_office(subject, by=by)

        for verb in (ChapterVerb.OFFICE_GIVE, ChapterVerb.OFFICE_BEGIN, ChapterVerb.OFFICE_END):
            events.on(verb, office_changed)
