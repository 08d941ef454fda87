"""The first test that needs a situation has the services build it, and the SQL that they write with is kept.

Later tests in the same process run the same SQL, which is some twenty times as fast. They do so only where they have
come to the same point in the same way: through the same situations, on the same day or at the same set time, in the
same language. Where a test writes anything else before, or one of its fixtures has taken ``monkeypatch`` or
``settings``, the services build.

A repeated situation has the times, random values and row numbers of the first one. On SQLite row numbers begin anew
when a test is undone; on PostgreSQL they are set back before the first situation of a test. What is done after the
commit is not repeated: tests undo everything, and nothing is committed.
"""

import functools
import inspect
import io
import pickle
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import Model
from django.utils import translation

from portal import clock

_kept = {}  # {point: _Kept}


@dataclass(frozen=True)
class _Kept:
    statements: list  # of (sql, params, whether there are many)
    result: bytes  # the pickled result, and what the arguments were like afterwards


class _Point:
    """How the running test has come to where it is."""

    path = None  # the situations so far and what they began with; None where the services have to build
    written = 0  # how many statements that write this process has sent
    known = 0  # how many of them when the last situation was reached
    numbers = []  # of PostgreSQL's sequences: ``[(name, last value)]`` before the first test


def watch():
    """Count what is written from now on. The database is as each test finds it."""
    connection.execute_wrappers.append(_count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE schemaname = 'public'")
            _Point.numbers = cursor.fetchall()


def _count(execute, sql, params, many, context):
    _Point.written += sql.startswith(("INSERT", "UPDATE", "DELETE"))
    return execute(sql, params, many, context)


def begin(*, is_undone):
    """A test begins, and nothing is patched. ``is_undone``: nothing of what it writes is left afterwards."""
    _Point.path = () if is_undone else None
    _Point.known = _Point.written


def before_fixture(arguments):
    """A fixture of ours with these arguments begins. What it patches or sets, later situations may depend on."""
    if {"monkeypatch", "settings"}.intersection(arguments):
        _Point.path = None


def situation(build):
    """A fixture of a situation. ``build`` takes rows and gives rows, and does nothing but write to the database."""
    return pytest.fixture(repeatable(build))


def repeatable(build):
    """``build``, which writes the same again where it can."""

    @functools.wraps(build)
    def reached(*args, **kwargs):
        given = inspect.signature(build).bind(*args, **kwargs).arguments
        if not may_repeat():
            _Point.path = None
            return build(**given)
        _Point.path = _Point.path or _first_numbers()
        _Point.path += (build.__module__, build.__qualname__, _moment(), translation.get_language())
        kept = _kept.get(_Point.path)
        result = _write_again(kept, given) if kept else _keep(build, given)
        _Point.known = _Point.written
        return result

    return reached


def may_repeat():
    """Whether everything that the situation depends on is part of the path."""
    return _Point.path is not None and _Point.known == _Point.written


def _moment():
    """The day, or the time where the clock is set: then it stands still."""
    now = clock.now()
    is_running = any(clock.now() != now for _reading in range(1000))
    return clock.today() if is_running else now


def _first_numbers():
    """The number that each table gives next; PostgreSQL is set back to those that it had before the first test.

    On SQLite they differ where an earlier test was not undone.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return tuple(cursor.fetchall())
        for name, last in _Point.numbers:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])
        return tuple(_Point.numbers)


def _keep(build, given):
    statements = []

    def noted(execute, sql, params, many, context):
        if not sql.startswith("SELECT"):
            statements.append((sql, params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        result = build(**given)
    states = {name: vars(value) for name, value in given.items() if isinstance(value, Model)}
    kept = io.BytesIO()
    _Pickler(kept, given).dump((result, states))
    _kept[_Point.path] = _Kept(statements, kept.getvalue())
    return result


def _write_again(kept, given):
    with connection.cursor() as cursor:
        for sql, params, many in kept.statements:
            (cursor.executemany if many else cursor.execute)(sql, params)
    result, states = _Unpickler(io.BytesIO(kept.result), given).load()
    for name, state in states.items():
        vars(given[name]).update(state)
    return result


class _Pickler(pickle.Pickler):
    """The arguments themselves are not copied: the result of another test's situation refers to this test's rows."""

    def __init__(self, file, given):
        super().__init__(file)
        self.names = {id(value): name for name, value in given.items()}

    def persistent_id(self, value):
        return self.names.get(id(value))


class _Unpickler(pickle.Unpickler):
    def __init__(self, file, given):
        super().__init__(file)
        self.given = given

    def persistent_load(self, name):
        return self.given[name]
