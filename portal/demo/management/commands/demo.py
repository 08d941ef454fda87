"""Fill an empty site with an invented organisation (``portal/demo/story.py``)."""

import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import organisation
from portal.accounts.models import User
from portal.chapters.models import Chapter, Office
from portal.demo import cast, load_data, story
from portal.models import OutboxMail
from portal.operations.retention import services as retention_services


class Command(BaseCommand):
    help = "Fill an empty site: an organisation, chapters, a person at every stage, a year of activities."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", choices=organisation.PRESETS, default="ms")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there are people already")

        parser.add_argument(
            "--scale", type=int, choices=range(1, 11), metavar="N",
            help="then add N times 400 chapters, 3,000 supporters, 250,000 activities and 2,000 open cases, to measure",
        )  # fmt: skip

    def handle(self, *, organisation, if_empty=False, scale=None, **options):
        if settings.PRODUCTION:
            raise CommandError("The demo is not for production. Use `manage.py start` there.")
        if scale and Chapter.objects.filter(email__endswith=f"@{load_data.MARK}").exists():
            raise CommandError(f"There is load data here already: everybody with an address at {load_data.MARK}.")
        call_command("createcachetable", verbosity=0)
        if User.objects.exists():
            if not if_empty and not scale:
                raise CommandError("There are people here already. The demo needs an empty site.")
        else:
            self.stdout.write("Making the demo: an organisation, a person at every stage, a year of activities …")
            self.stdout.flush()
            begun = time.monotonic()
            with transaction.atomic():
                story.Story(organisation).run()
                retention_services.run_all()  # as the worker would have done each night of that year
                # The year's mail is history: it stands on people's pages, but is not sent now.
                OutboxMail.objects.update(state=OutboxMail.State.SENT, sent_at=story.clock.now())
            self.stdout.write(f"  done in {time.monotonic() - begun:.0f} seconds.")
        if scale:
            by = Office.objects.filter(kind="secretariat").order_by("pk")[0].person
            with transaction.atomic():
                load_data.make_copies(scale, by=by, say=self.stdout.write)
        if if_empty:
            self.stdout.write(
                "Who can sign in at /logg-inn/ (the code is printed here; staff also need one from an app):"
            )
            for row in cast.people():
                self.stdout.write(f"  {row['where']:<45} {row['email']}")
            self.stdout.write("More about them: manage.py demo_people")
