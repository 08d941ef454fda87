"""Brings into the event log the years that an earlier version closed without writing it there."""

from django.core.management.base import BaseCommand

from portal.activities.base_years import services as base_year_services


class Command(BaseCommand):
    help = (
        "Record of each year of a chapter that was closed before 29 November 2026 that it was found closed, as it is. "
        "Each event says that it was written afterwards. Run it once after the upgrade; again, it changes nothing."
    )

    def handle(self, **options):
        self.stdout.write(f"closed years that are recorded now, as they are: {base_year_services.record_found_years()}")
