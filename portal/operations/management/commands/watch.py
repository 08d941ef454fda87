"""Look whether the site is well, and tell those who run it of what is not. For a timer, every ten minutes."""

from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.operations.health import faults


class Command(BaseCommand):
    help = "Mail whoever runs the site about each new fault: silent worker, late mail, full disk. Ends with 1 if any."

    requires_system_checks = ()  # they may need the database, which may be what is wrong

    def handle(self, **options):
        try:
            faults.tell_of_new_ones(clock.now())
        except OSError as fault:
            self.stderr.write(f"The mail server did not take it ({type(fault).__name__}).")
        wrong = [name for name, is_well in faults.found(clock.now()).items() if not is_well]
        if wrong:
            raise CommandError(f"Not well: {', '.join(wrong)}.")
        self.stdout.write("All is well.")
