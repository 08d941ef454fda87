"""Shows what the site seals with, and renews the key."""

from django.core.management.base import BaseCommand, CommandError

from portal import seal


class Command(BaseCommand):
    help = "Show the certificates that the site has sealed with. With --renew it seals with a new key from now on."

    def add_arguments(self, parser):
        parser.add_argument("--renew", action="store_true", help="make a new key; what is sealed already stays valid")

    def handle(self, *, renew=False, **options):
        try:
            current = seal.renew() if renew else seal.current()
        except seal.CannotSeal as fault:
            raise CommandError(f"Nothing can be sealed: {fault}.") from None
        for certificate in seal.certificates():
            mark = "seals now" if certificate == current else "sealed earlier, still valid"
            self.stdout.write(f"{certificate.sha256}  {certificate.name}  ({mark})")
