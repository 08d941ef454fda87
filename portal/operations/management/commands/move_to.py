"""Move a site from SQLite to PostgreSQL."""

from django.core.management.base import BaseCommand, CommandError

from portal.operations.backups import services as backup_services
from portal.operations.management.commands.restore import is_running


class Command(BaseCommand):
    help = (
        "Copy the SQLite database of this site to an empty PostgreSQL, and compare rows and seals. Stop the site "
        "before. The SQLite file stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="URL", help="postgres://name:password@host:5432/database")

    def handle(self, *, address, **options):
        if is_running(self.stdout.write):
            raise CommandError("The site is running: stop it first (systemctl stop likeperson@…), and move it then.")
        try:
            rows = backup_services.move_to(address)
        except backup_services.CannotRestore as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(
            f"{sum(rows.values())} rows of {len(rows)} tables are in PostgreSQL, and the event log is the same there. "
            "Set DATABASE_URL to this address and start the site. Everybody signs in anew."
        )
