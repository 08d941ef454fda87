"""Rows with a value that cannot be read: somebody wrote it into the database, past every rule of the models.

SQLite keeps any text in any column, and PostgreSQL dates that Python does not have. Reading such a row raises whatever
the libraries meet, and all other rows of the same query would be lost with it; or a date is read as none at all.
"""

from typing import Any, TypeVar

from django.db import DataError
from django.db.models import BooleanField, CharField, DateField, ExpressionWrapper, Model, Q, QuerySet, TextField
from django.http import Http404

AnyModel = TypeVar("AnyModel", bound=Model)


class Unreadable(ValueError):
    """The row holds a value that cannot be read."""


# What reading such a row raises. Reading a sound one raises none of them.
FAULTS = (ValueError, TypeError, AttributeError, OverflowError, DataError)


def readable(rows: QuerySet[AnyModel]) -> tuple[list[AnyModel], list[Any]]:
    """The rows, in order, and the keys of those that cannot be read. One query where all can be.

    None where the queryset has its rows already (``read_together``): of these, columns that may be empty are not looked
    at, since an odd date has become an empty one. The queryset must not be sliced.
    """
    if rows._result_cache is not None:  # noqa: SLF001  nothing public says it
        return [row for row in rows if _is_sound(row)], [row.pk for row in rows if not _is_sound(row)]
    dates = [field.name for field in rows.model._meta.concrete_fields if field.null and isinstance(field, DateField)]
    is_null = {f"{name}_is_null": ExpressionWrapper(Q((f"{name}__isnull", True)), BooleanField()) for name in dates}
    rows = rows.annotate(**is_null)
    unreadable: list[Any] = []
    try:
        found = list(rows)
    except FAULTS:
        found, unreadable = _one_by_one(rows)
    odd = {row.pk for row in found if not (_is_sound(row) and all(_is_none_rightly(row, name) for name in dates))}
    return [row for row in found if row.pk not in odd], [*unreadable, *sorted(odd)]


def get_or_404(rows: QuerySet[AnyModel]) -> AnyModel:
    """The one row that there can be, for a page about it. Raises ``Http404`` and ``Unreadable``."""
    row = only(rows)
    if row is None:
        raise Http404
    return row


def only(rows: QuerySet[AnyModel]) -> AnyModel | None:
    """The one row that there can be; None where there is none. Raises ``Unreadable``."""
    found, unreadable = readable(rows)
    if unreadable:
        raise Unreadable
    return found[0] if found else None


def _one_by_one(rows: QuerySet[AnyModel]) -> tuple[list[AnyModel], list[Any]]:
    found: list[AnyModel] = []
    unreadable: list[Any] = []
    for key in rows.values_list("pk", flat=True):
        try:
            found.append(rows.get(pk=key))
        except FAULTS:
            unreadable.append(key)
    return found, unreadable


def _is_sound(row: Any) -> bool:
    """Whether the row, and those read together with it, have a value in each column that must have one.

    In a column of text it is a text: SQLite keeps bytes there too. Columns that were not read are left out.
    """
    left_out = row.get_deferred_fields()
    for field in row._meta.concrete_fields:
        if field.attname in left_out:
            continue
        value = getattr(row, field.attname)
        if not field.null and value is None:
            return False
        if isinstance(field, CharField | TextField) and not isinstance(value, str | None):
            return False
        other = getattr(row, field.name) if field.is_relation and field.is_cached(row) else None
        if other is not None and not _is_sound(other):
            return False
    return True


def _is_none_rightly(row: Any, name: str) -> bool:
    if name in row.get_deferred_fields():
        return True
    return getattr(row, name) is not None or getattr(row, f"{name}_is_null")
