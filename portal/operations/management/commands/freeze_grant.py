"""Freeze what goes with the application to the state for a base year. The secretariat has a page for it."""

from django.core.management.base import BaseCommand, CommandError

from portal.reports.grants import queries as grant_queries
from portal.reports.grants import services as grant_services


class Command(BaseCommand):
    help = "Freeze the documentation of a base year for the application to the state. A second time changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="the base year: the calendar year whose numbers count")
        parser.add_argument("--reason", default="", help="why something is missing, or why there is a new version")
        parser.add_argument("--despite-gaps", action="store_true", help="freeze although a report is missing")

    def handle(self, *, year, reason="", despite_gaps=False, **options):
        last = grant_queries.last_version(year)
        after = last.number if last else 0
        try:
            row = grant_services.freeze(year, after=after, by=None, reason=reason, despite_gaps=despite_gaps)
        except grant_services.NotOver:
            raise CommandError(f"{year} is not over yet.") from None
        except grant_services.Incomplete:
            raise CommandError(
                "Reports are missing, or rows cannot be read. See /sekretariat/tilskudd/. Give --despite-gaps and "
                "--reason to freeze all the same."
            ) from None
        except grant_services.NeedsReason:
            raise CommandError(f"Version {after} is frozen, and something has changed. Give --reason.") from None
        what = "unchanged" if row.number == after else "frozen"
        self.stdout.write(f"{year}, version {row.number}, {what}: {row.sha256}")
