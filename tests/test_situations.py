"""A situation that is repeated is the one that the services built."""

import pytest
from django.db import connection, transaction

from portal.onboarding.review import services as review_services
from tests import situations
from tests.conftest import person, send_in

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL the services always build")


@situations.repeatable
def sent(kari):
    return send_in(kari)


@situations.repeatable
def answered(application, rolf):
    review_services.assess(application, "approve", by=rolf, member=True)
    return application


def rows():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return {table: cursor.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608


def reach(kari, rolf, *, before=lambda: None):
    """The state of the application and every row once Rolf has said yes to Kari. All of it is undone."""
    with transaction.atomic():
        situations.begin()
        before()
        application = sent(kari)
        same = answered(application, rolf)
        assert same is application
        found = application.state, application.person.ref, rows()
        transaction.set_rollback(True)
    return found


def test_every_row_is_the_same_and_so_is_what_the_arguments_have_become(kari, rolf):
    """The random refs too: the services would draw others."""
    first = reach(kari, rolf)

    assert first[0] == "approved"
    assert reach(kari, rolf) == first
    assert reach(kari, rolf) == first


@pytest.mark.parametrize(
    "before",
    [
        lambda: person("liv@example.org", "Liv", "Lie"),
        lambda: situations.before_fixture(["tmp_path", "monkeypatch"]),
        lambda: situations.before_fixture(["settings"]),
    ],
    ids=["something else was written", "something is patched", "a setting is changed"],
)
def test_the_services_build_where(kari, rolf, before):
    refs = [set(reach(kari, rolf, before=before)[2]["onboarding_application"]) for _time in range(2)]

    assert not refs[0] & refs[1]


@pytest.fixture
def patched(monkeypatch):
    """What a fixture with a patch does."""


def test_tests_do_repeat_where_no_fixture_patches(rolf, monkeypatch):
    """What the test itself patches comes after its fixtures."""
    assert situations.may_repeat()


def test_after_a_fixture_that_patches_the_services_build(patched, rolf):
    assert not situations.may_repeat()
