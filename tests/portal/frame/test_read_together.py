"""Several lists are read with one query, and each has the rows that it would have had by itself."""

import datetime

import pytest
from django.db.models import BooleanField, Count, Exists, F, IntegerField, Model, OuterRef, Q, Value
from django.db.models.functions import Cast

from portal import clock
from portal.accounts.models import User
from portal.chapters.models import Chapter, Office
from portal.models import Event, OutboxMail
from portal.onboarding.models import Application
from portal.read_together import read_together
from portal.supporters.models import Appointment, Category

pytestmark = pytest.mark.django_db


def _lists(kari, now):
    """Querysets of every form that the pages use, by what they are."""
    nobody = Cast(Value(None), IntegerField())
    leads = Office.objects.filter(person=OuterRef("pk"), kind="chapter_leader")
    return {
        "rows with related ones": Application.objects.select_related("person", "chapter", "category", "handler"),
        "some columns": Application.objects.defer("answers", "copy").order_by("-submitted_at"),
        "JSON": Category.objects.order_by("-code"),
        "a related one that may be missing": Office.objects.select_related("chapter", "person__supporter"),
        "annotations": User.objects.annotate(leads=Exists(leads), held=Count("offices"), one=Q(pk=kari.pk)),
        "a slice": User.objects.order_by("-family_name")[1:3],
        "tuples": User.objects.values_list("ref", "created_at", "is_active").order_by("pk"),
        "one column": User.objects.order_by("email").values_list("email", flat=True),
        "dictionaries": Office.objects.values("starts", "ends", "kind", name=F("person__given_name")),
        "a union": User.objects.order_by().values_list("email", "pk", "created_at").union(
            Chapter.objects.order_by().values_list("name", nobody, Value(now)), all=True
        ).order_by("email"),
        "a union whose first part is empty": User.objects.none().values_list("pk", Value("a")).union(
            Chapter.objects.order_by().values_list("pk", Value("b")), all=True
        ),
        "none that can match": User.objects.filter(pk__in=[]),
        "none": Event.objects.none(),
        "a related one two tables away": Appointment.objects.select_related("supporter__person", "supporter__contact"),
        "events": Event.objects.order_by("pk"),
        "times": OutboxMail.objects.filter(created_at__lte=now).order_by("-pk"),
        "yes and no": User.objects.order_by("pk").values_list(Value(True, BooleanField()), "is_active"),
    }  # fmt: skip


def _content(row, depth=3):
    """All that a row holds, and all that its related rows hold."""
    if not isinstance(row, Model) or not depth:
        return row
    values = dict(vars(row))
    related = values.pop("_state").fields_cache
    return values, {name: _content(other, depth - 1) for name, other in related.items()}


def test_each_list_is_as_if_it_had_been_read_alone(submitted, kari, turid, django_assert_num_queries):
    alone, together = _lists(kari, now := clock.now()), _lists(kari, now)
    with django_assert_num_queries(1):
        read_together(*together.values())
        found = {what: [_content(row) for row in rows] for what, rows in together.items()}

    assert [what for what, rows in found.items() if not rows] == ["none that can match", "none"]
    for what, rows in alone.items():
        assert found[what] == [_content(row) for row in rows], what


def test_what_is_prefetched_is_read_afterwards(rolf, turid, django_assert_num_queries):
    people, chapters = User.objects.prefetch_related("offices"), Chapter.objects.all()
    with django_assert_num_queries(2):
        read_together(people, chapters)
        assert {office.person_id for one in people for office in one.offices.all()} >= {rolf.pk, turid.pk}


def test_what_has_its_rows_is_not_read_again(rolf, django_assert_num_queries):
    people = User.objects.all()
    assert rolf in people
    with django_assert_num_queries(0):
        read_together(people, User.objects.none())
        read_together()


def test_a_queryset_made_from_one_that_was_read_asks_anew(rolf, turid, django_assert_num_queries):
    people = User.objects.order_by("pk")
    read_together(people, Chapter.objects.all())
    with django_assert_num_queries(1):
        assert list(people.filter(pk=rolf.pk)) == [rolf]


def test_a_day_a_time_and_an_id_are_what_they_were(rolf):
    offices, people = Office.objects.filter(person=rolf), User.objects.filter(pk=rolf.pk)
    read_together(offices, people)

    assert type(offices[0].starts) is datetime.date
    assert (people[0].created_at, people[0].ref) == (rolf.created_at, rolf.ref)
    assert people[0].created_at.utcoffset() == datetime.timedelta(0)
    assert people[0].is_active is True
