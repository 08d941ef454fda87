"""Querysets that are put together once for many pages, with their SQL.

To put together a long queryset and to make its SQL takes Django some milliseconds, often more than the database needs
to answer. A page that shows something from each of many tables (``read_together``) pays that for each of them.
"""

import copy
import functools
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

FIRST_STAND_IN = -1_000_000_000  # no row has such a number
MOST = 32  # sets of arguments of each function, in each process; an entry takes some 60 kB


class Compiled:
    """The SQL of a queryset with its ``parameters``, and the compiler that reads its rows.

    ``sql`` is empty where no row can match. ``queryset`` is the one that it was made of.
    """

    def __init__(self, queryset: QuerySet[Any]) -> None:
        query: Any = queryset.query
        self.queryset = queryset
        self.compiler: Any = query.get_compiler(queryset.db)
        self.sql: str = ""
        self.parameters: Sequence[Any] = ()
        with suppress(EmptyResultSet):
            self.sql, self.parameters = self.compiler.as_sql()

    def for_one_reading(self) -> Any:
        """A compiler of its own, for whoever reads the rows in this thread."""
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        return compiler

    def with_values(self, values: dict[int, int]) -> "Compiled":
        """The same with other numbers in the place of these."""
        other = copy.copy(self)
        other.parameters = tuple(values.get(each, each) if type(each) is int else each for each in self.parameters)
        return other


def kept_queryset(make: Callable[..., QuerySet[Any]]) -> Callable[..., QuerySet[Any]]:
    """A function that gives a queryset: ``make`` is called once for each set of arguments, in each process.

    Whatever the queryset depends on is an argument that can be compared: the ``Access`` of the person, the day. Each
    call gives a queryset of its own, so no row is kept. ``read_together`` uses the kept SQL; whoever reads the queryset
    by itself, or makes another one from it, gets what they would have got from ``make``.

    People share what is kept, those with the same roles: ``make`` gets an ``Access``, and rows such as the person or a
    chapter, with stand-ins for the keys, and the keys take their places among the parameters of the SQL. So it may use
    the keys as values, must not look anything up by them, and a row has its key alone: there is no row to read more of.
    """

    @functools.lru_cache(maxsize=MOST)
    def once(*arguments: Any) -> Compiled:
        return Compiled(make(*arguments))

    @functools.wraps(make)
    def of_its_own(*arguments: Any) -> QuerySet[Any]:
        values: dict[int, int] = {}
        made = once(*(_for_everybody(one, values) for one in arguments))
        rows: Any = made.queryset.all()
        if values:
            kind: Any = type(rows)
            rows.__class__ = _made_later(kind)
            rows.wait_for(lambda: make(*arguments))
            made = made.with_values(values)
        rows.compiled = made  # a mark of ours; no queryset made from this one has it
        return rows

    return of_its_own


def _for_everybody(argument: Any, values: dict[int, int]) -> Any:
    """An ``Access`` or a row with stand-ins, which ``values`` gets as ``{stand-in: key}``; else the argument."""

    def number_for(key: int) -> int:
        number = FIRST_STAND_IN - len(values)
        values[number] = key
        return number

    if isinstance(argument, Model):
        model = argument._meta.model  # of a person in a request the type is another one
        return model.from_db(None, [model._meta.pk.attname], [number_for(argument.pk)])
    return argument.with_stand_ins(number_for) if hasattr(argument, "with_stand_ins") else argument


class _MadeLater(QuerySet[Any]):
    """A queryset of which only ``read_together`` needs no query of its own: any other use makes it."""

    _make: Callable[[], QuerySet[Any]]

    def wait_for(self, make: Callable[[], QuerySet[Any]]) -> None:
        self._query: Any = None
        self._make = make

    @property
    def query(self) -> Any:
        if self._query is None:
            self._query = self._make().query
        return QuerySet.query.fget(self)  # type: ignore[attr-defined]  # it is a property

    @query.setter
    def query(self, value: Any) -> None:
        QuerySet.query.fset(self, value)  # type: ignore[attr-defined]  # the same


@functools.cache
def _made_later(kind: type[QuerySet[Any]]) -> type[QuerySet[Any]]:
    return type(kind.__name__, (_MadeLater, kind), {})


def compiled(queryset: QuerySet[Any]) -> Compiled:
    """The ``Compiled`` of a queryset: the kept one where a ``kept_queryset`` gave it, else one that is made now."""
    return vars(queryset).get("compiled") or Compiled(queryset)
