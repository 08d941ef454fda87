"""Set up a new site in production: the organisation, the first content, one administrator."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from forms.fields import EmailField
from forms.phones import PhoneField
from portal import organisation, seal
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.operations.setting_up import services as setting_up_services


class Command(BaseCommand):
    help = "Set up a new site with first content and no people but one administrator."

    def add_arguments(self, parser):
        parser.add_argument("--organisation", choices=organisation.PRESETS, default="ms")
        parser.add_argument("--admin", required=True, metavar="E-MAIL")
        parser.add_argument("--phone", metavar="NUMBER", help="the office's phone, if it has one; not a helpline's")
        parser.add_argument("--email", metavar="E-MAIL", help="the office's e-mail address, if the preset has none")

    def handle(self, *, organisation, admin, phone, email, **options):
        if "@" not in admin:
            raise CommandError(f"{admin} is not an e-mail address. Write --admin name@example.no")
        contact = contact_of(organisation, phone=phone, email=email)
        call_command("createcachetable", verbosity=0)
        person = accounts.get_or_create_account(admin)
        setting_up_services.install(organisation, by=person, **contact)
        person.groups.add(Group.objects.get(name=setting_up_services.ADMINS))
        chapters.give_office(person, "secretariat", by=person)
        try:
            sealing = seal.current()
        except seal.CannotSeal as fault:
            raise CommandError(f"The site is set up, but its papers cannot be sealed: {fault}.") from None
        self.stdout.write(f"Papers are sealed with the certificate {sealing.sha256} of {sealing.name}.")
        self.stdout.write(
            f"Ready. {admin} signs in at /logg-inn/ with a code by e-mail, and then sets up a second factor."
        )


def contact_of(preset, **given):
    """The phone and e-mail that were given, cleaned as in the portal's form.

    Raises ``CommandError`` for invalid values, and without an e-mail address for a preset that has none.
    """
    fields = {"phone": PhoneField(takes_service_numbers=True), "email": EmailField()}
    if not given["email"] and not organisation.preset(preset)["email"]:
        raise CommandError(f"Nobody knows yet how to reach {preset}. Write --email as well: it stands on every page.")
    try:
        return {name: field.clean(given[name]) for name, field in fields.items() if given[name]}
    except ValidationError as wrong:
        raise CommandError(wrong.messages[0]) from wrong
