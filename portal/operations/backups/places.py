"""Where the data of a site is, and how other data takes its place: all of it or nothing."""

import json
import os
import secrets
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from portal import files
from portal.operations.backups import archive, keys, postgresql, sqlite

MARKER = "restore.json"  # in the data folder while other data takes the place of what was there
MADE_BY_START = {*keys.FILES}  # in the private folder of a site that nobody has used


@dataclass(frozen=True)
class Place:
    """``database`` is the SQLite file; None where the site is on PostgreSQL, whose ``address`` there is then."""

    data: Path
    private: Path
    media: Path
    database: Path | None
    address: str = ""

    def is_new(self):
        """Whether nobody has used the site: no account, no event, no file."""
        if {path.name for path in files_in(self.private)} - MADE_BY_START or files_in(self.media):
            return False
        if self.database:
            return sqlite.is_new(self.database)
        return postgresql.is_new(self.address)


def here():
    """The place of this site."""
    is_sqlite = connection.vendor == "sqlite"
    return Place(
        data=Path(settings.DATA_DIR),
        private=Path(settings.PRIVATE_DIR),
        media=Path(settings.MEDIA_ROOT),
        database=Path(connection.settings_dict["NAME"]) if is_sqlite else None,
        address="" if is_sqlite else postgresql.address_of(connection.settings_dict),
    )


def files_in(folder):
    """The plain files below a folder, sorted. Links are left out: what they point to is no data of the site."""
    found = []
    for where, _folders, names in os.walk(folder):
        found += [Path(where) / name for name in names]
    return sorted(path for path in found if path.is_file() and not path.is_symlink())


def beside(path, what):
    """A name in the same folder, so that a move is one rename."""
    return path.with_name(f"{path.name}.{what}")


def swap(moves, data, *, inside=None):
    """Let each ``new`` of ``[(new, place, aside)]`` take its place; what was there is ``aside`` afterwards.

    Where ``new`` is None, the place is left empty. ``inside`` is called when all have moved. If anything fails,
    everything is where it was; if the machine stops in the middle, ``put_back`` undoes it at the next restore.
    """
    marker = data / MARKER
    told = json.dumps([[path and str(path) for path in move] for move in moves]).encode()
    files.write_local(marker, told, replace=True)
    archive.sync_folder(data)
    try:
        for _new, place, aside in moves:
            if place.exists():
                place.rename(aside)
        for new, place, _aside in moves:
            if new:
                new.rename(place)
        for _new, place, _aside in moves:
            archive.sync_folder(place.parent)
        if inside:
            inside()
    except BaseException:
        put_back(data)
        raise
    marker.unlink()


def put_back(data):
    """Undo a swap that was stopped in the middle. Returns whether there was one."""
    marker = data / MARKER
    if not marker.exists():
        return False
    for move in json.loads(marker.read_text()):
        new, place, aside = [path and Path(path) for path in move]
        if new and not new.exists() and place.exists():  # it had taken its place
            place.rename(new)
        if aside.exists():
            if place.exists():  # a start of the site has made it meanwhile
                place.rename(beside(place, f"made-meanwhile-{secrets.token_hex(4)}"))
            aside.rename(place)
        if new:
            remove(new)
    marker.unlink()
    return True


def remove(path):
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def removed_in_the_end(*paths):
    """What is still at these paths afterwards is removed."""
    try:
        yield
    finally:
        for path in paths:
            remove(path)
