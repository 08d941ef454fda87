"""A situation that is written again is the one that the services built."""

import pytest
from django.db import connection

from portal.onboarding.models import Application
from tests.conftest import person

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL the services always build")
_rows, _refs = {}, {}


def everything():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {table: cursor.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608


@pytest.mark.parametrize("time", ["built", "written again"])
def test_every_row_is_the_same(approved, time):
    """The random refs too: the services would draw others."""
    rows = everything()

    assert rows == _rows.setdefault("first", rows)


@pytest.mark.parametrize("time", ["built", "written again"])
def test_what_an_argument_has_become_is_the_same(submitted, approved, time):
    assert approved is submitted
    assert approved.state == Application.objects.get().state == "approved"


@pytest.mark.parametrize("time", ["first", "second"])
def test_after_anything_else_was_written_the_services_build(db, request, time):
    person("liv@example.org", "Liv", "Lie")

    _refs[time] = request.getfixturevalue("kari").ref

    assert len(set(_refs.values())) == len(_refs)
