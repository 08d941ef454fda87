"""The SQLite database of a site: a copy of it while others write, what is in one, and whether it is whole."""

import sqlite3
from contextlib import closing

NOT_KEPT = "django_session"  # who is signed in: whoever finds an old backup must not be
SIDE_FILES = ("-journal", "-wal", "-shm")


def copy(source, target):
    """Copy the database, as it is at one moment, to the file ``target``. Nobody's session is in it.

    It is read in one go: page by page it would begin again each time that somebody writes. Writers wait that long,
    which is well within their timeout, and where there is a write-ahead log they do not wait at all.
    """
    with (
        closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True, timeout=60)) as read,
        closing(sqlite3.connect(target, isolation_level=None)) as written,
    ):
        read.backup(written)
        written.execute("PRAGMA journal_mode=DELETE")
        written.execute("PRAGMA secure_delete=ON")
        if NOT_KEPT in tables(written):
            written.execute(f"DELETE FROM {NOT_KEPT}")  # noqa: S608  a name of ours


def reading(path):
    """A connection that changes nothing."""
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))


def tables(connection):
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in rows)


def describe(path):
    """``{"rows": {table: number}, "migrations": [[app, name]], "head": "sequence:seal"}`` of a database file."""
    with reading(path) as connection:
        names = tables(connection)
        rows = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
        return {"rows": rows, **told_by(lambda sql: connection.execute(sql).fetchall(), names)}


def told_by(ask, names):
    """The migrations and the head of the event log, of either engine. ``ask(sql)`` gives rows."""
    migrations = head = []
    if "django_migrations" in names:
        migrations = ask("SELECT app, name FROM django_migrations ORDER BY id")
    if "portal_event" in names:  # as ``events.head``: what somebody put far behind the end is none of ours
        head = ask(
            "SELECT sequence, seal FROM portal_event WHERE sequence IS NOT NULL AND sequence <= id "
            "ORDER BY sequence DESC LIMIT 1"
        )
    return {"migrations": [list(row) for row in migrations], "head": "{}:{}".format(*(head[0] if head else (0, "")))}


def faults(path):
    """What is wrong with a database file, as sentences; [] where it is whole."""
    with reading(path) as connection:
        try:
            told = [text for (text,) in connection.execute("PRAGMA integrity_check(10)") if text != "ok"]
            broken = {table for table, *_row in connection.execute("PRAGMA foreign_key_check")}
        except sqlite3.DatabaseError as fault:
            return [str(fault)]
    return told + [f"rows of {table} refer to rows that are not there" for table in sorted(broken)]


def is_new(path):
    """Whether nothing has happened in this database: it has no account and no event."""
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with reading(path) as connection:
            names = tables(connection)
            return not any(
                connection.execute(f"SELECT EXISTS (SELECT 1 FROM {name})").fetchone()[0]  # noqa: S608
                for name in ("accounts_user", "portal_event")
                if name in names
            )
    except sqlite3.DatabaseError:  # damaged: somebody's data may be in it
        return False
