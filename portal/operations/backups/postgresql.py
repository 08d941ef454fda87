"""The PostgreSQL database of a site: its rows written to files at one moment, and a database built of such rows.

``pg_dump`` is not asked: it has to be of the server's version, it is not in the container, and what it writes can only
be restored into the place of the old data, not beside it.
"""

import datetime
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

from portal.operations.backups import sqlite

# Made anew from the rest: the index of the CMS's search, which each engine keeps in its own way.
DERIVED = ("wagtailsearch_", "modelsearch_")
TABLES = "tables"  # the folder of an archive in which each table is a file


class CannotLoad(Exception):
    """The rows could not be loaded. The text is a sentence for whoever runs the site."""


def address_of(database):
    """The address of an entry of ``DATABASES``."""
    who = ":".join(quote(database[key], safe="") for key in ("USER", "PASSWORD") if database[key])
    host, more = database["HOST"], {key: str(value) for key, value in database.get("OPTIONS", {}).items()}
    if "/" in host:  # a folder with a socket
        more, host = {"host": host, **more}, ""
    where = host + (f":{database['PORT']}" if database["PORT"] else "")
    asked = f"?{urlencode(more, quote_via=quote)}" if more else ""
    return f"postgres://{who}{'@' if who else ''}{where}/{quote(database['NAME'], safe='')}{asked}"


def in_schema(address, schema):
    """The address of the same database, with this schema as its search path."""
    parts = urlsplit(address)
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    asked["options"] = f"{asked.get('options', '')} -c search_path={schema}".strip()
    return urlunsplit(parts._replace(query=urlencode(asked, quote_via=quote)))


def is_new(address):
    """Whether nothing has happened in this database: it has no account and no event."""
    with psycopg.connect(address) as connection:
        names = _tables(connection)
        return not any(
            connection.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(sql.Identifier(name))).fetchone()[0]
            for name in ("accounts_user", "portal_event")
            if name in names
        )


def size(address):
    """Bytes."""
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT pg_database_size(current_database())").fetchone()[0]


def _tables(connection):
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    return [name for (name,) in rows]


def _columns(connection, table):
    """``{column: type}``"""
    return dict(
        connection.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
            "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped AND attgenerated = '' "
            "ORDER BY attnum",
            [sql.Identifier(table).as_string(connection)],
        ).fetchall()
    )


def _statement(text, table, columns):
    return sql.SQL(text).format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))


def write_tables(address, folder):
    """Write each table to ``folder/<table>.copy``, all as they are at one moment. Returns what ``describe`` tells.

    It also tells ``columns`` and ``numbers``, the last number that each sequence gave. Nobody waits for it.
    """
    told = {"rows": {}, "columns": {}}
    with psycopg.connect(address) as connection:
        connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        names = [name for name in _tables(connection) if name != sqlite.NOT_KEPT]
        for name in names:
            columns = list(_columns(connection, name))
            with (
                connection.cursor() as cursor,
                open(folder / f"{name}.copy", "wb") as file,
                cursor.copy(_statement("COPY {} ({}) TO STDOUT", name, columns)) as copy,
            ):
                for block in copy:
                    file.write(block)
            counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            told["columns"][name], told["rows"][name] = columns, connection.execute(counted).fetchone()[0]
        told["numbers"] = dict(
            connection.execute(
                "SELECT sequencename, last_value FROM pg_sequences "
                "WHERE schemaname = current_schema() AND last_value IS NOT NULL"
            ).fetchall()
        )
        return {**told, **sqlite.told_by(lambda text: connection.execute(text).fetchall(), names)}


def tables_from_files(folder, about):
    """``{table: (columns, function that copies its rows)}`` of what ``write_tables`` wrote."""

    def copier(path):
        def copy_rows(copy, _types):
            with open(path, "rb") as file:
                while block := file.read(1 << 16):
                    copy.write(block)

        return copy_rows

    return {name: (columns, copier(folder / f"{name}.copy")) for name, columns in about["columns"].items()}


def tables_from_sqlite(path, about):
    """The same of an SQLite file. Its last numbers are added to ``about``."""
    found = {}
    with sqlite.reading(path) as database:
        names = [name for name in about["rows"] if "_fts" not in name and not name.startswith(DERIVED)]
        for name in names:
            columns = [row[1] for row in database.execute(f'PRAGMA table_info("{name}")')]
            found[name] = (columns, _sqlite_copier(path, name, columns))
        given = database.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
        about["numbers"] = {f"{name}_id_seq": last for name, last in given}
    about["rows"] = {name: about["rows"][name] for name in found}
    return found


def _sqlite_copier(path, name, columns):
    def copy_rows(copy, types):
        with closing(sqlite3.connect(path)) as database:
            listed = ", ".join(f'"{column}"' for column in columns)
            for row in database.execute(f'SELECT {listed} FROM "{name}"'):  # noqa: S608  names of our own tables
                copy.write_row([_as_text(value, types[column]) for value, column in zip(row, columns, strict=True)])

    return copy_rows


def _as_text(value, kind):
    """A value as SQLite has it, as PostgreSQL reads it."""
    if value is None:
        return None
    if kind == "boolean":
        return "t" if value else "f"
    if kind == "bytea":
        return "\\x" + bytes(value).hex()
    if kind == "timestamp with time zone":  # SQLite has them in UTC, without saying so
        return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC).isoformat()
    return str(value)


@contextmanager
def built(address, schema, about, tables, keys):
    """A new schema with these rows, as the site of the migrations in ``about`` had them, then brought up to date.

    It is removed in the end where it has not taken another name. Raises ``CannotLoad``; then nothing is left.
    """
    beside = in_schema(address, schema)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    try:
        env = {"DATABASE_URL": beside, **keys}
        run(["-m", "portal.operations.backups.building"], env, given=json.dumps(about["migrations"]))
        _fill(beside, about, tables)
        run([str(settings.BASE_DIR / "manage.py"), "migrate", "-v0"], env)
        run([str(settings.BASE_DIR / "manage.py"), "createcachetable"], env)
        yield beside
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


def run(words, env, given=""):
    """Run Python with these words. Returns what it printed; raises ``CannotLoad`` with its last line."""
    path = os.pathsep.join([str(settings.BASE_DIR), str(settings.BASE_DIR / "site")])
    env = {**os.environ, "PYTHONPATH": path, **env}
    command = [sys.executable, *words]
    done = subprocess.run(command, env=env, input=given, capture_output=True, text=True, check=False)  # noqa: S603  ours
    if done.returncode:
        raise CannotLoad((done.stderr.strip().splitlines() or ["no reason was given"])[-1])
    return done.stdout


def _fill(address, about, tables):
    """Put the rows into the tables, and compare how many there are; the foreign keys are checked in the end."""
    with psycopg.connect(address) as connection:
        there = _tables(connection)
        emptied = sql.SQL(", ").join(map(sql.Identifier, there))
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(emptied))
        left_out = settings.CACHES["default"]["LOCATION"]  # counts of sign-in, which begin anew
        for name, (columns, copy_rows) in tables.items():
            if name == left_out or name == sqlite.NOT_KEPT:
                continue
            types = _columns(connection, name) if name in there else {}
            if set(types) != set(columns):
                raise CannotLoad(f"The table {name} is not as this version of the site has it.")
            try:
                with connection.cursor() as cursor:
                    with cursor.copy(_statement("COPY {} ({}) FROM STDIN", name, columns)) as copy:
                        copy_rows(copy, types)
                    number = cursor.rowcount
            except (psycopg.Error, ValueError) as fault:  # its text would quote the row
                kind = type(fault).__name__
                raise CannotLoad(f"A row of the table {name} cannot be stored in PostgreSQL ({kind}).") from None
            if number != about["rows"][name]:
                raise CannotLoad(f"{number} of {about['rows'][name]} rows of the table {name} arrived.")
        _set_numbers(connection, about["numbers"])
        try:
            connection.commit()
        except psycopg.Error:
            raise CannotLoad("Some rows refer to rows that are not there.") from None


def _set_numbers(connection, numbers):
    """Let each sequence go on after the last number that was given, also where that row has been deleted since."""
    owned = connection.execute(
        "SELECT s.relname, t.relname, a.attname FROM pg_class s "
        "JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0 "
        "JOIN pg_class t ON t.oid = d.refobjid "
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
        "WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace"
    ).fetchall()
    for sequence, table, column in owned:
        text = "SELECT setval({}, greatest(max({}), {})) FROM {} HAVING greatest(max({}), {}) IS NOT NULL"
        last = sql.Literal(numbers.get(sequence))
        quoted = sql.Literal(sql.Identifier(sequence).as_string(connection))
        name = sql.Identifier(column)
        connection.execute(sql.SQL(text).format(quoted, name, last, sql.Identifier(table), name, last))


def take_place(address, schema, aside):
    """Let the new schema take the place of the one that is used, which is called ``aside`` from then on.

    One without a table is removed. Either both happen or neither. Returns whether there was a table.
    """
    with psycopg.connect(address) as connection:
        connection.execute("SET lock_timeout = '10s'")
        used = connection.execute("SELECT current_schema()").fetchone()[0]
        was_used = bool(_tables(connection))
        if was_used:
            text, named = "ALTER SCHEMA {} RENAME TO {}", (sql.Identifier(used), sql.Identifier(aside))
        else:
            text, named = "DROP SCHEMA {} CASCADE", (sql.Identifier(used),)
        connection.execute(sql.SQL(text).format(*named))
        renamed = (sql.Identifier(schema), sql.Identifier(used))
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(*renamed))
        return was_used
