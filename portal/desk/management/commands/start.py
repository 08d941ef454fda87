"""A new site for real: the organisation, the first content, one administrator, no other people."""

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal import organisation
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.desk import setting_up


class Command(BaseCommand):
    help = "Set up a new site with first content and no people but one administrator."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", choices=organisation.PRESETS, default="ms")
        parser.add_argument("--admin", required=True, metavar="E-MAIL")

    def handle(self, *, organisation, admin, **options):
        if "@" not in admin:
            raise CommandError(f"{admin} is not an e-mail address. Write --admin name@example.no")
        call_command("createcachetable", verbosity=0)
        person = accounts.account_for(admin)
        setting_up.install(organisation, by=person)
        person.groups.add(Group.objects.get(name=setting_up.ADMINS))
        person.is_superuser = True
        person.save()
        chapters.give_office(person, "secretariat", by=person)
        self.stdout.write(
            f"Ready. {admin} signs in at /logg-inn/ with a code by e-mail, and then sets up a second factor."
        )
