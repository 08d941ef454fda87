"""The list of what waits for somebody is in the order of the deadlines."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from portal import clock, to_do


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
