"""Rows with a value that cannot be read: somebody wrote it into the database, past every rule of the models.

SQLite keeps any text in any column, and PostgreSQL dates that Python does not have. Reading such a row raises whatever
the libraries meet, and all other rows of the same query would be lost with it; or a date is read as none at all.
"""

from collections.abc import Iterable
from functools import cache
from types import NoneType
from typing import Any, TypeVar

from django.db import DataError
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    ExpressionWrapper,
    ForeignKey,
    IntegerField,
    Model,
    Q,
    QuerySet,
    TextField,
)
from django.http import Http404

AnyModel = TypeVar("AnyModel", bound=Model)


class Unreadable(ValueError):
    """The row holds a value that cannot be read."""


# What reading such a row raises. Reading a sound one raises none of them.
FAULTS = (ValueError, TypeError, AttributeError, OverflowError, DataError)


class Found(list[Any]):
    """What a page shows of rows; ``unreadable`` is how many are left out, because they cannot be read."""

    def __init__(self, rows: Iterable[Any], unreadable: int) -> None:
        super().__init__(rows)
        self.unreadable = unreadable


def found(rows: QuerySet[AnyModel]) -> Found:
    """The rows that can be read, in order (``readable``)."""
    sound, odd = readable(rows)
    return Found(sound, len(odd))


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


def found_values(rows: QuerySet[Any, Any]) -> Found:
    """The same of named ``values_list`` of columns of one table, none of them a date that may be empty."""
    try:
        values, odd = list(rows), 0
    except FAULTS:
        values, keys = _one_by_one(rows)
        odd = len(keys)
    model: type[Model] = rows.model
    columns: dict[str, tuple[bool, type | None]] = {}
    for field, (attribute, may_be_empty, kind) in zip(model._meta.concrete_fields, _columns(model), strict=True):
        columns[field.name] = columns[attribute] = may_be_empty, kind
        if field.primary_key:
            columns["pk"] = may_be_empty, kind
    names: tuple[str, ...] = rows._fields  # type: ignore[attr-defined]  # noqa: SLF001  nothing public says it
    checks = [columns[name] for name in names]
    # One look at each column is enough where nothing in it is odd.
    if all(
        all(may_be_empty if one is NoneType else not kind or issubclass(one, kind) for one in set(map(type, column)))
        for column, (may_be_empty, kind) in zip(zip(*values, strict=True), checks, strict=bool(values))
    ):
        return Found(values, odd)
    sound = [
        row
        for row in values
        if all(
            may_be_empty if value is None else not kind or isinstance(value, kind)
            for value, (may_be_empty, kind) in zip(row, checks, strict=True)
        )
    ]
    return Found(sound, odd + len(values) - len(sound))


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


def all_of(rows: QuerySet[AnyModel]) -> list[AnyModel]:
    """The rows, in order, where none may be left out. Raises ``Unreadable`` where one of them cannot be read."""
    found, unreadable = readable(rows)
    if unreadable:
        raise Unreadable
    return found


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

    In a column of text it is a text, in one of numbers a number, and yes or no in one that says it: SQLite keeps
    anything there. A model can ask for more: ``is_sound``. Columns that were not read are left out.
    """
    values, read_with_it = row.__dict__, row._state.fields_cache  # noqa: SLF001  nothing public says it
    for name, may_be_empty, kind in _columns(row.__class__):
        value = values.get(name)
        if value is None:
            if not may_be_empty and name in values:
                return False
        elif kind and not isinstance(value, kind):
            return False
    for field in _pointing(row.__class__):
        if field.name in read_with_it:
            other = read_with_it[field.name]
            if other is None and values.get(field.attname) is not None:
                return False  # there is no such row
            if other is not None and not _is_sound(other):
                return False
    return getattr(row, "is_sound", True)


@cache
def _columns(model: type[Model]) -> list[tuple[str, bool, type | None]]:
    """``(attribute, whether it may be empty, what a value has to be)`` of each column."""
    kinds = ((CharField | TextField, str), (BooleanField, bool), (IntegerField, int))
    found: list[tuple[str, bool, type | None]] = []
    for field in model._meta.concrete_fields:
        column = field.target_field if isinstance(field, ForeignKey) else field
        kind = next((kind for fields, kind in kinds if isinstance(column, fields)), None)
        found.append((field.attname, field.null, kind))
    return found


@cache
def _pointing(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation]


def _is_none_rightly(row: Any, name: str) -> bool:
    if name in row.get_deferred_fields():
        return True
    return getattr(row, name) is not None or getattr(row, f"{name}_is_null")
