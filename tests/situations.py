"""Situations that the services build once in each process. Afterwards what they wrote is written again, without them.

A chapter with a leader costs the services some 25 ms, and a thousand tests begin with one. The first time, the
statements that write are kept as they reach the database; they are run again wherever a test has come to the same
point by the same situations. Where it has not, because it wrote something else before or turned the clock, the
services build. On PostgreSQL they always do, since a sequence does not go back when a test is undone.
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

    path = None  # the situations so far and what they began with; None where anything else wrote
    writes = 0  # how many rows the connection had written then


def begin():
    """A test begins: nothing has been written in it."""
    _Point.path = ()
    _Point.writes = _writes()


def situation(build):
    """A fixture of a situation. ``build`` takes and returns rows, or what holds rows; it changes nothing else."""

    @functools.wraps(build)
    def reached(*args, **kwargs):
        given = inspect.signature(build).bind(*args, **kwargs).arguments
        if connection.vendor != "sqlite" or not _is_known():
            return build(**given)
        _Point.path = (*_Point.path, build.__module__, build.__name__, _moment(), translation.get_language())
        kept = _kept.get(_Point.path)
        result = _write_again(kept, given) if kept else _keep(build, given)
        _Point.writes = _writes()
        return result

    return pytest.fixture(reached)


def _is_known():
    """Whether the test has come here by situations alone, and what they depend on is part of the path."""
    if _Point.writes != _writes():
        _Point.path = None
    elif _Point.path == ():
        _Point.path = _sequences()
    return _Point.path is not None


def _moment():
    """The day; where the clock is set, its time."""
    now = clock.now()
    return now if now == clock.now() else clock.today()


def _writes():
    return connection.connection.total_changes if connection.connection else 0


def _sequences():
    """The number that each table gives next: differs where an earlier test was not undone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return tuple(cursor.fetchall())


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
        vars(given[name]).clear()
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
