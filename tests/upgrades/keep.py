"""Keeps the database of a version, small enough for the repository, so that later versions are tried on it.

``python -m tests.upgrades.keep DATA NAME`` takes the data folder of a demo that this very version has made, and adds
``NAME.sql`` to ``databases.tar.xz``: its tables as they were, a few people who between them are in every table, all
that belongs to them, and the events about it, sealed anew in the order of their times with the demo's own key.
"""

import datetime
import hashlib
import hmac
import io
import shutil
import sqlite3
import sys
import tarfile
import tempfile
import uuid
from contextlib import closing
from pathlib import Path

ARCHIVE = Path(__file__).with_name("databases.tar.xz")  # one file: what is alike in all of them is in it once
KEY = "-- event key: "
EMPTIED = ("wagtail_localize_", "wagtailsearch_", "modelsearch_", "django_session", "shared_cache", "forms_draft",
           "wagtailcore_revision", "wagtailcore_referenceindex", "wagtailcore_pagelogentry",
           "wagtailcore_modellogentry")  # fmt: skip
AT_MOST = {"portal_outboxmail": 3, "knowledge_question": 6, "knowledge_coursepart": 1, "knowledge_attemptquestion": 6,
           "home_chapterpage": 2, "activities_activity": 12, "activities_gathering": 4}  # fmt: skip
LONG = 120  # characters of a text on a page; the shortest of those that are longer is kept


def tables(database):
    """Those that hold rows of their own."""
    found = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT NULL")
    return [name for name, text in found.fetchall() if "VIRTUAL" not in text and "_fts" not in name
            and not name.startswith("sqlite_")]  # fmt: skip


def references(database):
    """``[(table, column, table that it points to)]``"""
    return [
        (name, row[3], row[2])
        for name in tables(database)
        for row in database.execute(f'PRAGMA foreign_key_list("{name}")')
    ]


def covering(database):
    """The ids of people who between them are in every table that points to people."""
    sets = {}
    for name, column, other in references(database):
        if other == "accounts_user":
            for (person,) in database.execute(f'SELECT DISTINCT "{column}" FROM "{name}" WHERE "{column}" NOT NULL'):
                sets.setdefault(person, set()).add(name)
    kept, left = [], set().union(*sets.values())
    while left:
        best = max(sorted(sets), key=lambda person: len(sets[person] & left))
        kept.append(best)
        left -= sets[best]
    return kept


def trim(database):
    kept = ",".join(map(str, covering(database)))
    for name in tables(database):
        if name.startswith(EMPTIED) and name != "wagtail_localize_localesynchronization":
            database.execute(f'DELETE FROM "{name}"')
        elif name.startswith("home_") and name not in AT_MOST:
            for _cid, column, kind, *_more in database.execute(f'PRAGMA table_info("{name}")').fetchall():
                if kind == "TEXT":
                    is_long = f'length("{column}") > {LONG}'
                    shorter = f"CASE WHEN \"{column}\" LIKE '[%' THEN '[]' ELSE '' END"
                    first = f'SELECT rowid FROM "{name}" WHERE {is_long} ORDER BY length("{column}") LIMIT 1'
                    database.execute(
                        f'UPDATE "{name}" SET "{column}" = {shorter} WHERE {is_long} AND rowid NOT IN ({first})'
                    )
    database.execute(f"DELETE FROM accounts_user WHERE id NOT IN ({kept})")
    of_a_kind = " UNION ".join(
        f"SELECT page_ptr_id FROM {name}" for name, column, _other in references(database) if column == "page_ptr_id"
    )
    database.execute(f"DELETE FROM wagtailcore_page WHERE depth > 2 AND id NOT IN ({of_a_kind})")
    database.execute(
        "UPDATE wagtailcore_page SET numchild = (SELECT count(*) FROM wagtailcore_page child "
        "WHERE child.depth = wagtailcore_page.depth + 1 AND child.path LIKE wagtailcore_page.path || '%')"
    )
    given = " UNION ".join(
        f"SELECT permission_id FROM {name}"
        for name, column, other in references(database)
        if other == "auth_permission" and column == "permission_id"
    )
    database.execute(f"DELETE FROM auth_permission WHERE id NOT IN ({given})")  # the others come by themselves
    database.execute("UPDATE django_migrations SET applied = (SELECT min(applied) FROM django_migrations)")
    remove_orphans(database)
    for name in {*AT_MOST} & {*tables(database)}:
        some = f'SELECT rowid FROM "{name}" LIMIT {AT_MOST[name]}'
        # Those with a verdict that was kept are in a year that is closed, and the event log knows them all.
        settled = "AND settled IS NULL" if name == "activities_activity" else ""
        database.execute(f'DELETE FROM "{name}" WHERE rowid NOT IN ({some}) {settled}')
    remove_orphans(database)


def remove_orphans(database):
    """Remove what points to a row that is gone, and what points to that."""
    may_be_null = {
        (name, row[1]): not row[3]
        for name in tables(database)
        for row in database.execute(f'PRAGMA table_info("{name}")')
    }
    while wrong := database.execute("PRAGMA foreign_key_check").fetchall():
        for name, rowid, _other, number in wrong:
            column = next(row[3] for row in database.execute(f'PRAGMA foreign_key_list("{name}")') if row[0] == number)
            if may_be_null[name, column] and (name.startswith("wagtail") or "revision" in column):
                database.execute(f'UPDATE "{name}" SET "{column}" = NULL WHERE rowid = ?', [rowid])
            else:
                database.execute(f'DELETE FROM "{name}" WHERE rowid = ?', [rowid])


def seal_anew(database, key):
    """Remove the events about what is gone, and let the others follow one after the other."""
    refs = set()
    for name in tables(database):
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
        if "ref" in columns:
            refs |= {ref for (ref,) in database.execute(f'SELECT ref FROM "{name}"')}
    rows = database.execute("SELECT id, subject FROM portal_event ORDER BY sequence, id").fetchall()
    gone = [(number,) for number, subject in rows if subject not in refs]
    database.executemany("DELETE FROM portal_eventdetails WHERE event_id = ?", gone)
    database.executemany("DELETE FROM portal_event WHERE id = ?", gone)
    database.execute("UPDATE portal_event SET sequence = NULL WHERE sequence NOT NULL")
    previous, last = "", max(number for number, _subject in rows)
    columns = "id, verb, subject, actor, at, digest"
    rows = database.execute(f"SELECT {columns} FROM portal_event ORDER BY at, id").fetchall()  # a demo jumps in time
    for sequence, (number, verb, subject, actor, at, digest) in enumerate(rows, 1):
        when = datetime.datetime.fromisoformat(at).replace(tzinfo=datetime.UTC)
        who = uuid.UUID(actor) if actor else None
        content = [previous, sequence, verb, uuid.UUID(subject), who, when, digest]
        previous = hmac.new(key, "\n".join(map(str, content)).encode(), hashlib.sha256).hexdigest()
        told = [last + sequence, sequence, previous, number]
        database.execute("UPDATE portal_event SET id = ?, sequence = ?, seal = ? WHERE id = ?", told)
        for name, column, other in references(database):
            if other == "portal_event":
                database.execute(f'UPDATE "{name}" SET "{column}" = ? WHERE "{column}" = ?', [last + sequence, number])


def dumped(database):
    """The whole database as SQL."""
    found = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql NOT NULL").fetchall()
    later = []
    for kind, name, text in found:
        if kind != "table":
            later.append(text)
        elif not name.startswith("sqlite_") and ("VIRTUAL" in text or "_fts" not in name):
            yield text
    for name in tables(database):
        columns = ",".join(f'quote("{row[1]}")' for row in database.execute(f'PRAGMA table_info("{name}")'))
        for row in database.execute(f'SELECT {columns} FROM "{name}"'):
            yield f'INSERT INTO "{name}" VALUES({",".join(row)})'
    yield from later


def kept():
    """``{name: SQL}``; the first line of each tells the key of its event log."""
    if not ARCHIVE.exists():
        return {}
    with tarfile.open(ARCHIVE) as archive:
        return {Path(member.name).stem: archive.extractfile(member).read().decode() for member in archive}


def keep(data, name):
    key = (data / "private" / "event_key").read_text()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "db.sqlite3"
        shutil.copyfile(data / "db.sqlite3", copy)
        with closing(sqlite3.connect(copy)) as database:
            trim(database)
            seal_anew(database, key.encode())
            database.commit()
            text = ";\n".join([f"{KEY}{key}\n", *dumped(database)])
    found = {**kept(), name: text}
    with tarfile.open(ARCHIVE, "w:xz", preset=9) as archive:
        for other, content in sorted(found.items()):
            member = tarfile.TarInfo(f"{other}.sql")
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    print(f"{ARCHIVE.name}: {ARCHIVE.stat().st_size} bytes")


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2])
