"""A situation that is repeated is the one that the services built."""

import pytest
from django.db import connection, transaction

from portal.chapters import services as chapters
from portal.onboarding.review import services as review_services
from tests import situations
from tests.conftest import moment, person, send_in

pytestmark = pytest.mark.django_db


@situations.repeatable
def led():
    """Bergen, and Rolf who leads it."""
    rolf = person("rolf@example.org", "Rolf", "Rygg")
    bergen = chapters.create_chapter("Bergen", "bergen", county="Vestland", municipality="Bergen", by=rolf)
    chapters.give_office(rolf, "chapter_leader", bergen, by=rolf, starts=moment("2020-01-01 12:00").date())
    return rolf


@situations.repeatable
def sent(rolf):
    return send_in(person("kari@example.org", "Kari", "Krogh"))


@situations.repeatable
def answered(application, rolf):
    review_services.assess(application, "approve", by=rolf, member=True)
    return application


def rows():
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            found[table] = sorted(map(str, cursor.fetchall()))
        return found


def reach(*, before=lambda: None):
    """The state of the application and every row once Rolf has said yes to Kari. All of it is undone."""
    with transaction.atomic():
        situations.begin(is_undone=True)
        before()
        rolf = led()
        application = sent(rolf)
        same = answered(application, rolf)
        assert same is application
        found = application.state, application.person.ref, rows()
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_every_row_is_the_same_and_so_is_what_the_arguments_have_become():
    """The random refs and the numbers of the rows too: the services would draw others."""
    first = reach()

    assert first[0] == "approved"
    assert reach() == first
    assert reach() == first


@pytest.mark.slow
@pytest.mark.parametrize(
    "before",
    [
        lambda: person("liv@example.org", "Liv", "Lie"),
        lambda: situations.before_fixture(["tmp_path", "monkeypatch"]),
        lambda: situations.before_fixture(["settings"]),
    ],
    ids=["something else was written", "something is patched", "a setting is changed"],
)
def test_the_services_build_where(before):
    refs = [set(reach(before=before)[2]["onboarding_application"]) for _time in range(2)]

    assert not refs[0] & refs[1]


@pytest.fixture
def patched(monkeypatch):
    """What a fixture with a patch does."""


def test_tests_do_repeat_where_no_fixture_patches(rolf, monkeypatch):
    """What the test itself patches comes after its fixtures."""
    assert situations.may_repeat()


def test_after_a_fixture_that_patches_the_services_build(patched, rolf):
    assert not situations.may_repeat()
