"""A site with a few rows and files in a folder of its own, with which backups are tried fast."""

import functools
import sqlite3
from contextlib import closing

from django.db.migrations.loader import MigrationLoader

from portal.operations.backups.places import Place

KEY = "a key of tests that is long enough"
SEAL = "a" * 64


def make(folder, *, people=3):
    """The ``Place`` of a site that is in use; with no people, of a new one."""
    place = empty(folder)
    with closing(sqlite3.connect(place.database)) as database, database:
        database.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT)")
        database.execute("CREATE TABLE accounts_user (id INTEGER PRIMARY KEY, name TEXT)")
        database.execute("CREATE TABLE reading (id INTEGER PRIMARY KEY, by_id INTEGER REFERENCES accounts_user (id))")
        database.execute("CREATE TABLE portal_event (id INTEGER PRIMARY KEY, sequence INTEGER, seal TEXT)")
        database.execute("CREATE TABLE django_session (session_key TEXT)")
        database.executemany("INSERT INTO django_migrations (app, name) VALUES (?, ?)", migrations())
        database.executemany("INSERT INTO accounts_user (name) VALUES (?)", [(f"Åse {n}",) for n in range(people)])
        if people:
            database.execute("INSERT INTO portal_event VALUES (1, 1, ?)", [SEAL])
            database.execute("INSERT INTO django_session VALUES ('somebody is signed in')")
    if people:
        for path, content in FILES.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    return place


FILES = {
    "private/declarations/a.pdf": b"%PDF" + bytes(range(256)) * 40,
    "private/uploads/empty": b"",
    "private/event_heads.txt": b"2030-06-03 1:" + SEAL.encode() + b"\n",
    "media/images/picture.png": b"picture",
    "media/documents/æøå.pdf": b"document",
}


def empty(folder):
    for name in ("private", "media"):
        (folder / name).mkdir(parents=True)
    return Place(folder, folder / "private", folder / "media", folder / "db.sqlite3")


@functools.cache
def migrations():
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    return sorted(loader.disk_migrations)


def rows(place):
    """``{table: rows}``"""
    with closing(sqlite3.connect(place.database)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


def contents(place):
    """``{path below the data folder: (mode, content)}`` of the private files and the media, keys left out."""
    return {
        str(path.relative_to(place.data)): (path.stat().st_mode & 0o777, path.read_bytes())
        for root in (place.private, place.media)
        for path in root.rglob("*")
        if path.is_file() and not path.name.endswith("_key")
    }


def everything(folder):
    """``{path: content}`` of a whole folder, to see that nothing was changed or left."""
    return {str(path.relative_to(folder)): path.is_file() and path.read_bytes() for path in folder.rglob("*")}
