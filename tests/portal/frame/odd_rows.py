"""Rows with a value that no rule of the models lets in: every column of a table, and what somebody can write there."""

import contextlib

import pytest
from django.db import IntegrityError, connection, models, transaction


class Undo(Exception):
    """Takes back what a test wrote."""


@contextlib.contextmanager
def written(row, column, value):
    """The row with this value, as whoever has the database can write it, until the block ends.

    Some values the database itself refuses: then the row is as it was.
    """
    with contextlib.suppress(Undo), transaction.atomic():
        with contextlib.suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            cursor.execute(f'UPDATE {row._meta.db_table} SET "{column}" = %s WHERE id = %s', [value, row.pk])  # noqa: S608
        yield
        raise Undo


def garbage(field):
    """What somebody can write there that means nothing."""
    if isinstance(field, models.JSONField):
        return ['"x"', "5", "[5, [1]]", '{"a": 1}']  # the database refuses what is no JSON
    if field.is_relation:
        return ["x", 99999]
    return ["x", "2026-02-30", b"\xff\xfe"]


def answers(pages, share=slice(None)):
    """``{what: answer}`` of these pages, ``[(what, client, address)]``, or of a share of them."""
    return {what: client.get(address) for what, client, address in pages[share]}


def share_of(table, name, of=3):
    """A third of the pages for each column, in turn, or one of so many.

    So `make test` asks every page about some columns of each table. `make proof` asks all of them about all.
    """
    columns = [field.name for field in table._meta.concrete_fields if not field.primary_key]
    of = min(of, len(columns))
    return slice(columns.index(name) % of, None, of)


def columns_of(*tables):
    """``(table, column)`` of each of them, without the keys."""
    return [
        pytest.param(table, field.name, id=f"{table._meta.model_name}.{field.name}")
        for table in tables
        for field in table._meta.concrete_fields
        if not field.primary_key
    ]
