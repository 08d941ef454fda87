"""A queryset that is put together once is, for each that asks, as if it were made then."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db.models import Q

from portal.accounts.models import User
from portal.chapters.models import Office
from portal.kept_querysets import MOST, compiled, kept_queryset
from portal.permissions import Access, Role, access_of
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


@pytest.fixture
def own_offices():
    """``own_offices(access)``: the offices of this person, and all in the chapters on whose boards they are, without
    those of people to whom they have a tie. ``own_offices.made`` is how often it was put together."""
    made = []

    @kept_queryset
    def function(access):
        made.append(access)
        shown = Q(person=access.person) | Q(chapter__in=access.board_chapters)
        return Office.objects.filter(shown).exclude(person__in=access.ties).order_by("pk")

    function.made = made
    return function


def test_people_with_the_same_roles_share_what_is_kept_and_each_gets_their_own(own_offices, rolf, turid, siri):
    accesses = {who: access_of(who) for who in (rolf, turid, siri)}
    of = {who: list(own_offices.__wrapped__(access)) for who, access in accesses.items()}
    assert [[office.person for office in of[who]] for who in (rolf, turid, siri)] == [[rolf], [turid], [siri]]
    own_offices.made.clear()

    for who, access in accesses.items():
        together, alone = own_offices(access), own_offices(access)
        read_together(together)
        assert list(together) == list(alone) == of[who]
        assert own_offices(access).count() == len(of[who])
        assert own_offices(access).exists()
        assert list(together.filter(person=who)) == of[who]
        assert list(Office.objects.filter(pk__in=own_offices(access)).order_by("pk")) == of[who]
        assert list(own_offices(access)[:1]) == of[who]
        two = own_offices(access).order_by()
        assert len(two.union(own_offices(access).order_by(), all=True)) == 2 * len(of[who])

    shared = [one for one in own_offices.made if one not in accesses.values()]
    assert len(shared) == 2  # for a leader of one chapter, and for the secretariat


def test_chapters_and_ties_are_each_persons_own(own_offices, rolf, turid, bergen, oslo, siri):
    held = {(Role.CHAPTER_LEADER, bergen.pk), (Role.BOARD_MEMBER, oslo.pk), (Role.BOARD_MEMBER, bergen.pk)}
    turned = {(role, {bergen.pk: oslo.pk, oslo.pk: bergen.pk}[chapter]) for role, chapter in held}
    for number, access in enumerate(
        Access(siri.pk, frozenset(roles), ties=frozenset(ties))
        for roles in (held, turned, {(Role.BOARD_MEMBER, oslo.pk)})
        for ties in ((), (rolf.pk,), (turid.pk,), (rolf.pk, turid.pk))
    ):
        rows = own_offices(access)
        read_together(rows)
        assert list(rows) == list(own_offices.__wrapped__(access)), number


def test_a_person_is_an_argument_too(rolf, turid):
    made = []

    @kept_queryset
    def offices(person):
        made.append(person)
        return Office.objects.filter(person=person)

    for who in (rolf, turid):
        rows = offices(who)
        read_together(rows)
        assert [office.person for office in rows] == [who]
    assert len(made) == 1
