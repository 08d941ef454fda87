"""Says whether the event log was written with this site's key, and lets it go on with another one."""

from django.core.management.base import BaseCommand, CommandError

from portal.operations.audit import event_key


class Command(BaseCommand):
    help = (
        "Say whether the event log was written with EVENT_KEY. With --accept it goes on with this key, because the "
        "other one is lost: what was written before counts as changed from then on."
    )

    def add_arguments(self, parser):
        parser.add_argument("--accept", action="store_true", help="go on with this key; the other one is lost")

    def handle(self, *, accept=False, **options):
        try:
            event_key.check()
        except event_key.OtherKey as fault:
            if not accept:
                raise CommandError(str(fault)) from None
            event_key.accept()
            self.stdout.write("The event log goes on with this key. What was written before counts as changed.")
        else:
            self.stdout.write("The event log was written with this key.")
