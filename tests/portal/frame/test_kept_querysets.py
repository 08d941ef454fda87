"""A queryset that is put together once is, for each that asks, as if it were made then."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.accounts.models import User
from portal.kept_querysets import MOST, compiled, kept_queryset
from portal.read_together import read_together

pytestmark = pytest.mark.django_db


@pytest.fixture
def named():
    """``named(text)``: the people with this in their address. ``named.made`` is what it was made for."""
    made = []

    @kept_queryset
    def function(text):
        """People."""
        made.append(text)
        return User.objects.filter(email__contains=text).order_by("pk")

    function.made = made
    return function


def test_it_is_made_once_and_read_anew_each_time(named, kari, django_assert_num_queries):
    for given in ("Kari", "Karin"):
        User.objects.filter(pk=kari.pk).update(given_name=given)
        together, alone, narrowed = named("kari"), named("kari"), named("kari").filter(given_name="Kari")
        with django_assert_num_queries(1):
            read_together(together, other := named("nobody"))
            assert [one.given_name for one in together] == [given]
            assert list(other) == []
        assert [one.given_name for one in alone] == [given]
        assert narrowed.count() == (given == "Kari")
        read_together(narrowed)
        assert len(narrowed) == (given == "Kari")
        assert together.filter(given_name="Kari").count() == (given == "Kari")
    assert (named.made, named.__doc__) == (["kari", "nobody"], "People.")


def test_some_few_are_kept(named):
    for number in range(MOST + 1):
        named(number)
    named(0)  # made again: it was asked for longest ago
    assert named.made == [*range(MOST + 1), 0]


def test_a_queryset_with_no_row_that_can_match_is_kept_as_well(kari, django_assert_num_queries):
    none = kept_queryset(lambda: User.objects.filter(pk__in=[]))
    rows = none()
    with django_assert_num_queries(0):
        read_together(rows)
        assert list(rows) == []


def test_threads_that_read_at_once_have_a_compiler_each(named):
    made = compiled(named("kari"))
    assert compiled(named("kari")) is made
    with ThreadPoolExecutor() as threads:
        compilers = [made.for_one_reading(), *threads.map(lambda _number: made.for_one_reading(), range(2))]
    for number, compiler in enumerate(compilers):
        compiler.execute_sql = number
    assert [compiler.execute_sql for compiler in compilers] == [0, 1, 2]
    assert made.compiler not in compilers
