"""Reading several lists with one query: for a page that shows something from each of many tables."""

import json
from contextlib import suppress
from typing import Any

from django.db import OperationalError, connection
from django.db.models import JSONField, QuerySet

from portal.kept_querysets import compiled
from portal.unreadable import FAULTS


def read_together(*querysets: QuerySet[Any]) -> None:
    """Read the rows of all these querysets with one query. After that each has its rows and makes no query.

    The rows are the same, and in the same order, as if each had been read by itself: ``select_related``, ``annotate``,
    ``only``, ``values_list``, slices and unions hold. What ``prefetch_related`` names is read afterwards, one query for
    each. A queryset that has its rows already is left alone.

    The database gives each list as JSON. So no list may have a column of bytes, or more than 127 columns: that many
    values a function of SQLite takes.
    """
    unread = [rows for rows in querysets if rows._result_cache is None]  # noqa: SLF001  nothing public says it
    lists = [_List(f"list{number}", rows) for number, rows in enumerate(unread)]
    asked = [one for one in lists if one.sql]
    if asked:
        sql = f"WITH {', '.join(one.sql for one in asked)} SELECT {', '.join(one.as_json for one in asked)}"
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, [value for one in asked for value in one.parameters])
                texts = cursor.fetchone()
        except OperationalError as fault:
            if "BLOB" not in str(fault):
                raise
            return  # somebody wrote bytes into a column of SQLite that holds a text: each queryset is read by itself
        for one, text in zip(asked, texts, strict=True):
            one.found = one.values_from(text)
    for one in lists:
        one.give_rows()


class _List:
    """One of the querysets. ``sql`` defines its table, ``as_json`` gives all of that as one text.

    ``sql`` is empty where no row can match.

    Django makes the query, and turns the values of a row into what the queryset gives, as it does when it reads one
    alone. Only the step between the two, running the query, is left to ``read_together``.
    """

    def __init__(self, name: str, queryset: QuerySet[Any]) -> None:
        self.name, self.queryset = name, queryset
        self.found: list[list[Any]] = []
        made = compiled(queryset)
        self.reader: Any = queryset if made.queryset is queryset else made.queryset.all()
        self.compiler, self.parameters, self.sql = made.for_one_reading(), made.parameters, ""
        if made.sql:
            self.names = [f"c{number}" for number in range(len(self.compiler.select))]
            # Two tables may have a column of the same name, so they are given names of their own. And the tables are
            # named before all else, since SQLite reads only so many parentheses within one another.
            self.sql = f"{self.name} ({', '.join(self.names)}) AS ({made.sql})"

    @property
    def _is_postgresql(self) -> bool:
        return connection.vendor == "postgresql"

    @property
    def as_json(self) -> str:
        rows = f"JSON_GROUP_ARRAY(JSON_ARRAY({', '.join(self.names)}))"
        if self._is_postgresql:
            rows = f"CAST(JSON_AGG({self.name}) AS text)"
        return f"(SELECT {rows} FROM {self.name})"  # noqa: S608

    def values_from(self, text: str | None) -> list[list[Any]]:
        """The rows in this JSON, each with the values that the database gives to a query of its own."""
        found: list[Any] = json.loads(text or "[]")
        if not self._is_postgresql:
            return found  # SQLite has numbers and texts alone, and so has JSON
        fields = [expression.output_field for expression, _sql, _alias in self.compiler.select]
        return [[_from_json(row[name], field) for name, field in zip(self.names, fields, strict=True)] for row in found]

    def give_rows(self) -> None:
        """Let the queryset have its rows: it asks its query for them, and gets what was found.

        One that is kept reads them with a copy of the queryset of which its SQL was made.
        """
        query = self.reader.query
        self.compiler.execute_sql = lambda *_arguments, **_options: [self.found]
        query.get_compiler = lambda *_arguments, **_options: self.compiler
        with suppress(*FAULTS):  # of a row that cannot be read: then the queryset is read by itself, where it is used
            len(self.reader)
        del query.get_compiler  # a queryset that is made from this one asks the database
        for name in ("_result_cache", "_prefetch_done"):  # nothing public gives a queryset its rows
            setattr(self.queryset, name, getattr(self.reader, name))


def _from_json(value: Any, field: Any) -> object:
    """The value of a column of PostgreSQL: times, days and ids are texts in JSON."""
    if value is None:
        return None
    return json.dumps(value) if isinstance(field, JSONField) else field.to_python(value)
