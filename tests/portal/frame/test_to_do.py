"""The list of what waits for somebody is in the order of the deadlines."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from portal import to_do


@given(st.lists(st.tuples(st.none() | st.dates(), st.none() | st.dates(max_value=datetime.date(9000, 1, 1)))))
def test_the_order_is_that_of_the_deadlines(days):
    """What has none comes where it usually would be done, and what has no day at all comes last."""
    rows = [to_do.ToDo(str(number), due=due, since=since) for number, (due, since) in enumerate(days)]

    listed = to_do.in_order(rows)

    assert sorted(listed, key=lambda row: int(row.title)) == rows
    assert all(one.best_by <= other.best_by for one, other in zip(listed, listed[1:], strict=False))
    dated = [row.due for row in listed if row.due]
    assert dated == sorted(dated)
