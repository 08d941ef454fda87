"""What the tables of a SQLite file are, so that a database brought up and a new one can be compared."""

import re
import sqlite3
from contextlib import closing


def tables_of(path):
    """``{name: its definitions, sorted}`` of each table, with its indexes by what they are on.

    The order of columns and the names of indexes are left out: they tell by which steps a table came about.
    """
    found = {}
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT type, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index')")
        for kind, table, sql in rows:
            if kind == "table" and not sql.startswith("CREATE VIRTUAL"):
                found.setdefault(table, []).extend(_definitions(sql))
            elif kind == "index" and sql:
                found.setdefault(table, []).append(re.sub(r'INDEX "[^"]+"', "INDEX", sql))
    return {table: sorted(definitions) for table, definitions in found.items()}


def _definitions(sql):
    """The parts of ``CREATE TABLE … (part, part (with, commas))``."""
    depth, parts = 0, [""]
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]
