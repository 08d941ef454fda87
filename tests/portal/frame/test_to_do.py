"""The list of what waits for somebody is in the order of the deadlines."""

import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, to_do
from portal.accounts.models import User
from portal.chapters.models import Chapter


@given(st.lists(st.tuples(st.none() | st.dates(), st.none() | st.dates(max_value=datetime.date(9000, 1, 1)))))
def test_the_order_is_that_of_the_deadlines(days):
    """What is due soon comes before what has no deadline, and that before what is due later."""
    rows = [to_do.ToDo(str(number), due=due, since=since) for number, (due, since) in enumerate(days)]

    listed = to_do.in_order(rows)

    assert sorted(listed, key=lambda row: int(row.title)) == rows
    soon = clock.today() + to_do.USUAL_TIME
    parts = [1 if row.due is None else 0 if row.due <= soon else 2 for row in listed]
    assert parts == sorted(parts)
    waits = [row.since for row in listed if row.since and not row.due]
    assert waits == sorted(waits)
    dated = [row.due for row in listed if row.due]
    assert dated == sorted(dated)


@pytest.mark.django_db
def test_one_more_source_costs_no_query(rolf, bergen, django_assert_num_queries):
    def lines(_reader, people, chapters):
        yield to_do.ToDo(f"{len(people)} {len(chapters)}", due=clock.today())

    def rows(reader):
        return [User.objects.filter(pk=reader.person.pk), Chapter.objects.all()]

    def nobodys(_reader, _rows):
        raise AssertionError("it is not asked where there is nothing to read")

    one = to_do.Source(lines, rows)
    never = to_do.Source(nobodys, lambda _reader: None)
    without_rows = to_do.Source(lambda _reader: [to_do.ToDo("first", due=datetime.date(2020, 1, 1))])
    reader = to_do.Reader(SimpleNamespace(pk=rolf.pk))
    for sources, others in ([one], []), ([one, never, one, without_rows], [User.objects.all()]):
        with django_assert_num_queries(1):
            found = to_do.waiting_in(sources, reader, *others)
            assert [row.title for row in found if row.title != "first"] == ["1 1"] * sources.count(one)
            assert all(rolf in rows for rows in others)
    assert found[0].title == "first"
