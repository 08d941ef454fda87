"""Retention: delete what is no longer needed (the periods are promised on /personvern/). The worker does it daily."""

from django.core.management.base import BaseCommand

from portal.operations.retention import erasures
from portal.operations.retention import services as retention_services


class Command(BaseCommand):
    help = "Delete what has been kept long enough. The worker does the same each day, a part at a time."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list what would be deleted")
        parser.add_argument(
            "--replay", action="store_true", help="after a restore: erase again the people who were erased since"
        )

    def handle(self, *, dry_run=False, replay=False, **options):
        if replay:
            self.stdout.write(f"people erased again: {erasures.replay()}")
            return
        if dry_run:
            for step in retention_services.steps():
                self.stdout.write(f"{step.what}: {step.count()}")
            return
        done = retention_services.run_all()
        for what, (_kind, number) in done.counts.items():
            self.stdout.write(f"{what}: {number}")
        self.stdout.write(f"could not be deleted: {done.failed}")
