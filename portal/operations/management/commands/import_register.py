"""Take in chapters, officers, supporters or members from a spreadsheet."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal import spreadsheet
from portal.accounts.queries import person_with_address
from portal.chapters import queries as chapter_queries
from portal.operations.importing import columns
from portal.operations.importing import services as importing_services
from portal.operations.importing.run import CANNOT


class Command(BaseCommand):
    help = "Take in chapters, officers, supporters or members from an .xlsx or CSV file."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=columns.KINDS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--by", metavar="E-MAIL", help="who does it; without it, the first administrator")
        parser.add_argument("--rejects", type=Path, help="where to write the rows that cannot be taken in")

    def handle(self, *, kind, file, dry_run, by, rejects, **options):
        people = [person_with_address(by)] if by else chapter_queries.administrators()
        if not people or people[0] is None:
            raise CommandError("Nobody here has that address." if by else "There is no administrator. Use --by E-MAIL.")
        try:
            table = importing_services.read(kind, file.read_bytes(), most_rows=importing_services.MOST_ROWS_OF_COMMAND)
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}") from fault
        except spreadsheet.Unreadable as fault:
            raise CommandError(str(fault)) from fault
        for note in table.notes:
            self.stdout.write(note)
        act = importing_services.try_out if dry_run else importing_services.take_in
        outcomes = act(kind, table.lines, by=people[0])
        for one in outcomes:
            if one.standing != "same" or one.says:
                told = importing_services.reason(kind, one) if one.standing == CANNOT else " ".join(one.says)
                self.stdout.write(f"{one.number}: {one.standing}: {one.name}{f' – {told}' if told else ''}")
        numbers = importing_services.count(outcomes)
        self.stdout.write(", ".join(f"{number} {standing}" for standing, number in numbers.items()))
        if rejects and (left := importing_services.rejects(kind, table.lines, outcomes)):
            try:
                rejects.write_bytes(left)
            except OSError as fault:
                raise CommandError(
                    f"{rejects} cannot be written: {fault.strerror}. Run the same once more with another --rejects: "
                    "what is taken in stays as it is."
                ) from fault
            self.stdout.write(f"What cannot be taken in stands in {rejects}.")
        if dry_run:
            self.stdout.write("Nothing was changed.")
