"""Make somebody an editor or a reviewer of the pages, or remove the rights."""

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal import events
from portal.accounts import services as accounts
from portal.accounts.verbs import Verb
from portal.permissions import EDITORS, REVIEWERS


class Command(BaseCommand):
    help = "Make somebody an editor of the pages, or no editor any more. They sign in at /logg-inn/."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="E-MAIL")
        parser.add_argument("--reviewer", action="store_true", help="also approves the chapters on crisis and law")
        parser.add_argument(
            "--remove", action="store_true", help="takes every right in the CMS away, an administrator's too"
        )

    @transaction.atomic
    def handle(self, *, email, reviewer, remove, **options):
        if "@" not in email:
            raise CommandError(f"{email} is not an e-mail address. Write name@example.no")
        person = accounts.get_or_create_account(email)
        if remove:
            person.groups.clear()
            person.user_permissions.clear()
            person.is_superuser = False
            person.save(update_fields=["is_superuser"])
        else:
            person.groups.add(*Group.objects.filter(name__in=[EDITORS, REVIEWERS] if reviewer else [EDITORS]))
        events.record(Verb.PERSON_STOP_EDITING if remove else Verb.PERSON_START_EDITING, subject=person, by=None)
        self.stdout.write(f"{email} {'edits no more' if remove else 'may edit the pages at /cms/'}.")
