"""Totals are the sum of the rows behind them, and what may not be told cannot be worked out."""

import datetime
import uuid
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.calls import services as calls
from portal.calls.models import Call, CallTheme
from portal.calls.totals import queries as total_queries
from portal.calls.totals.queries import Number
from tests.conftest import moment
from tests.portal.calls.conftest import MS, RELATIVES

ONE_CALL = st.fixed_dictionaries(
    {
        "line": st.sampled_from([MS, RELATIVES]),
        "day": st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 6, 10)),
        "minutes": st.sampled_from(["", "under-15", "over-60"]),
        "caller": st.sampled_from(["", "own", "relative"]),
        "themes": st.lists(st.sampled_from(["new", "work", "mood"]), max_size=3),
    }
)


def all_numbers(found):
    tables = [found.months, found.themes, found.lengths, found.callers, found.themes_of_month, {"": found.year}]
    return [cell for table in tables for by_line in table.values() for cell in by_line.values()]


@pytest.mark.slow
@pytest.mark.django_db
@given(logged=st.lists(st.tuples(ONE_CALL, st.booleans()), max_size=25))
def test_totals_are_the_sum_of_their_rows(logged):
    """Whatever was logged and taken back again."""
    Call.objects.all().delete()
    with clock.at(moment("2026-06-10 12:00")):
        for values, is_undone in logged:
            call = calls.log_call(token=uuid.uuid4(), by=None, **values)
            if is_undone:
                calls.undo_call(call, by=None)
        exact, told = total_queries.totals(2026, exact=True), total_queries.totals(2026, exact=False)

    kept = [values for values, is_undone in logged if not is_undone]
    months = Counter((values["day"].replace(day=1), values["line"]) for values in kept)
    themes = Counter((theme, values["line"]) for values in kept for theme in set(values["themes"]))
    for table, wanted in [
        (exact.months, months),
        (exact.themes, themes),
        (exact.lengths, Counter((values["minutes"], values["line"]) for values in kept)),
        (exact.callers, Counter((values["caller"], values["line"]) for values in kept)),
    ]:
        found = {(what, line): cell.shown for what, by_line in table.items() for line, cell in by_line.items()}
        assert found == dict(wanted)
    assert {line: cell.shown for line, cell in exact.year.items()} == Counter(values["line"] for values in kept)
    assert all(cell.hidden == 0 for cell in all_numbers(exact))

    assert not told.lengths
    assert not told.callers
    for month, by_line in told.months.items():
        for line, cell in by_line.items():
            count = months[month, line]
            assert cell == (Number(count) if count >= 3 else Number(0, 1))
    for line, cell in told.year.items():
        assert cell.shown + cell.hidden <= exact.year[line].shown


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Number(), "0"),
        (Number(3), "3"),
        (Number(1200), "1 200"),
        (Number(0, 1), "under 3"),
        (Number(0, 2), "minst 2"),
        (Number(39, 1), "minst 40"),
    ],
)
def test_a_number_in_words(cell, text):
    assert str(cell).replace("\xa0", " ") == text
    assert cell.value == (str(cell) if cell.hidden else cell.shown)


@pytest.mark.parametrize(
    ("count", "exact", "cell"), [(0, False, Number()), (2, False, Number(0, 1)), (2, True, Number(2))]
)
def test_none_at_all_is_told(count, exact, cell):
    assert total_queries.number(count, exact=exact) == cell


@pytest.mark.slow
@pytest.mark.django_db
def test_three_thousand_calls_cost_two_queries(django_assert_num_queries):
    month = datetime.date(2026, 3, 1)
    rows = Call.objects.bulk_create(
        Call(token=uuid.uuid4(), line=MS, day=month, month=month, minutes="15-30") for _one in range(3_000)
    )
    CallTheme.objects.bulk_create(CallTheme(call=call, theme="new", line=MS, month=month) for call in rows)

    with django_assert_num_queries(2):
        found = total_queries.totals(2026, exact=False)

    assert (found.year[MS], found.themes["new"][MS]) == (Number(3_000), Number(3_000))
