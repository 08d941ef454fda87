"""Write the script by which a first `make run` gets its tables: `make tables`, from what the migrations make.

Migrations that it does not know are run after it. Where one that it knows writes other words since (the letters of a
new site), it has to be written anew: `tests/upgrades/test_new_tables.py` says so.
"""

import sqlite3
from contextlib import closing

from portal.operations.setting_up import new_tables
from tests import migrated


def write():
    with closing(sqlite3.connect(":memory:")) as database:
        with closing(sqlite3.connect(migrated.make())) as made:
            made.backup(database)
        database.execute("UPDATE django_migrations SET applied = '2026-01-01 00:00:00'")  # so that few lines change
        new_tables.SCRIPT.write_text(_script_of(database), encoding="utf-8")


def _script_of(database):
    """What makes this database. The index of the search, which holds nothing yet, is made as its module makes it."""
    names = "SELECT name, sql FROM sqlite_master WHERE type = ? ORDER BY name"
    triggers = database.execute(names, ["trigger"]).fetchall()
    searched = [(name, sql) for name, sql in database.execute(names, ["table"]) if sql.startswith("CREATE VIRTUAL")]
    for name, _ in triggers:
        database.execute(f'DROP TRIGGER "{name}"')
    for name, _ in searched:
        database.execute(f'DROP TABLE "{name}"')
    database.commit()
    lines = [*database.iterdump()]
    after = [f"{sql};" for _, sql in [*searched, *triggers]]
    return "\n".join([*lines[:-1], *after, lines[-1], ""])


if __name__ == "__main__":
    write()
