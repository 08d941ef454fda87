"""Remove the second factor of somebody who has lost their phone. At the next sign-in they set up a new one.

The secretariat does it for others at /sekretariat/register/. This is for when nobody of it can get in.
"""

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.access_help import services as access_help_services
from portal.accounts.models import User


class Command(BaseCommand):
    help = "Remove a person's second factor. Make sure that it is they who ask."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-MAIL")

    def handle(self, *, email, **options):
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        access_help_services.reset_second_factor(person, by=None)
        self.stdout.write(f"{email} sets up a new app at the next sign-in.")
