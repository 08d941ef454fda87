"""Fill an empty site with an invented organisation (``portal/demo/story.py``)."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import organisation
from portal.accounts.models import User
from portal.demo import cast, story
from portal.models import OutboxMail


class Command(BaseCommand):
    help = "Fill an empty site: an organisation, chapters, a person at every stage, a year of activities."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", choices=organisation.PRESETS, default="ms")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are people already")

    def handle(self, *, organisation, if_empty=False, **options):
        if settings.PRODUCTION:
            raise CommandError("The demo is not for production. Use `manage.py start` there.")
        call_command("createcachetable", verbosity=0)
        if User.objects.exists():
            if not if_empty:
                raise CommandError("There are people here already. The demo needs an empty site.")
        else:
            self.stdout.write("Making the demo: an organisation, a person at every stage, a year of activities.")
            with transaction.atomic():
                story.Story(organisation).run()
                # The year's mail is history: it stands on people's pages, but is not sent now.
                OutboxMail.objects.update(state=OutboxMail.State.SENT, sent_at=story.clock.now())
        if if_empty:
            self.stdout.write(
                "Who can sign in at /logg-inn/ (the code is printed here; staff also need one from an app):"
            )
            for row in cast.people():
                self.stdout.write(f"  {row['where']:<45} {row['email']}")
            self.stdout.write("More about them: manage.py demo_people")
