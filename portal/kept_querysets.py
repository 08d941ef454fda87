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
from django.db.models import QuerySet

MOST = 16  # sets of arguments of each function, in each process; an entry takes some 60 kB


class Compiled:
    """The SQL of a queryset with its ``parameters``, and the compiler that reads its rows.

    ``sql`` is empty where no row can match.
    """

    def __init__(self, queryset: QuerySet[Any]) -> None:
        query: Any = queryset.query
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


def kept_queryset(make: Callable[..., QuerySet[Any]]) -> Callable[..., QuerySet[Any]]:
    """A function that gives a queryset: ``make`` is called once for each set of arguments, in each process.

    Whatever the queryset depends on is an argument that can be compared: the ``Access`` of the person, the day. Each
    call gives a queryset of its own, so no row is kept. ``read_together`` uses the kept SQL; whoever reads the queryset
    by itself, or makes another one from it, gets what they would have got from ``make``.
    """

    @functools.lru_cache(maxsize=MOST)
    def once(*arguments: Any) -> tuple[QuerySet[Any], Compiled]:
        queryset = make(*arguments)
        return queryset, Compiled(queryset)

    @functools.wraps(make)
    def of_its_own(*arguments: Any) -> QuerySet[Any]:
        queryset, made = once(*arguments)
        rows = queryset.all()
        rows.compiled = made  # type: ignore[attr-defined]  # a mark of ours; no queryset made from this one has it
        return rows

    return of_its_own


def compiled(queryset: QuerySet[Any]) -> Compiled:
    """The ``Compiled`` of a queryset: the kept one where a ``kept_queryset`` gave it, else one that is made now."""
    return getattr(queryset, "compiled", None) or Compiled(queryset)
