"""Remove the second factor of somebody who has lost their phone. At the next sign-in they set up a new one."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import events
from portal.accounts.models import User
from portal.operations.verbs import Verb


class Command(BaseCommand):
    help = "Remove a person's second factor. Make sure that it is they who ask."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-MAIL")

    def handle(self, *, email, **options):
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody here has the address {email}.")
        with transaction.atomic():
            Authenticator.objects.filter(user=person).delete()
            events.record(Verb.PERSON_RESET_SECOND_FACTOR, subject=person, by=None)
        self.stdout.write(f"{email} sets up a new app at the next sign-in.")
