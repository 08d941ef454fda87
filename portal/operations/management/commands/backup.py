"""Write a backup of the whole site into one encrypted file, while it runs."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import clock
from portal.operations.backups import services as backup_services


def add_key_file(parser):
    parser.add_argument("--key-file", metavar="FILE", help="where the key is, instead of BACKUP_KEY in the environment")


def passphrase_from(key_file):
    """The key that a backup is encrypted with. Raises ``CommandError`` where the file cannot be read."""
    if not key_file:
        return settings.BACKUP_KEY
    try:
        return Path(key_file).read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise CommandError(f"{key_file} cannot be read.") from None


class Command(BaseCommand):
    help = (
        "Write a backup into one encrypted file: the database, the private files, what editors have uploaded, and the "
        "keys that the data needs. The site may run meanwhile. The key is BACKUP_KEY in the environment."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", metavar="FILE")
        add_key_file(parser)
        parser.add_argument("--without-keys", action="store_true", help="leave the site's own keys out")
        parser.add_argument(
            "--nightly", action="store_true", help="the backup of today in BACKUP_DIR, and remove old ones there"
        )

    def handle(self, *, file=None, key_file=None, without_keys=False, nightly=False, **options):
        if nightly == bool(file) or (nightly and not settings.BACKUP_DIR):
            raise CommandError("Name the file to write, or set BACKUP_DIR and give --nightly.")
        passphrase = passphrase_from(key_file)
        try:
            if nightly:
                made = backup_services.keep_nightly(passphrase, day=clock.local(clock.now()).date())
            else:
                made = backup_services.make(Path(file).absolute(), passphrase, with_keys=not without_keys)
        except backup_services.CannotBackUp as fault:
            raise CommandError(str(fault)) from None
        if made is None:
            self.stdout.write("Another process is making the backup of this night.")
            return
        backup_services.note_made(made)
        rows = sum(made.about["rows"].values())
        self.stdout.write(f"{made.path}: {made.size / 1e6:.1f} MB, {rows} rows, head {made.about['head']}. Read back.")
        if made.about["files_elsewhere"]:
            self.stdout.write("The private files and the pictures are in a bucket: back that up by its own means.")
        if without_keys:
            self.stdout.write("The keys are not in it. Keep SECRET_KEY, EVENT_KEY and the key of the seal elsewhere.")
