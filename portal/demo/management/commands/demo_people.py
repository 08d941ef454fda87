"""Print the demo's people as JSON: role, name, e-mail address, chapter, where they are, and staff's TOTP secret."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import cast


class Command(BaseCommand):
    help = "Print who is in the demo."

    def handle(self, **options):
        if settings.PRODUCTION:
            raise CommandError("There are no demo people in production.")
        self.stdout.write(json.dumps(cast.people(), ensure_ascii=False, indent=2))
