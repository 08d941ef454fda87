"""No number that is hidden can be worked out from those that are shown."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from portal.reports.totals.groups import Cell
from portal.reports.totals.queries import TOPICS, Totals
from portal.reports.totals.small import SMALL, SUM, hide, hide_in_list

NUMBERS = st.integers(0, 12)


def sums_of(cells):
    rows, columns = {row for row, _column in cells}, {column for _row, column in cells}
    found = {(row, SUM): sum(cells[row, column] for column in columns) for row in rows}
    found |= {(SUM, column): sum(cells[row, column] for row in rows) for column in columns}
    return {**cells, **found, (SUM, SUM): sum(cells.values())}


def others(cells, hidden, seen):
    """Every table a little different from this one that looks the same to a reader who ``seen`` the places."""
    movable = [place for place in cells if place in hidden]
    for steps in itertools.product((-1, 0, 1), repeat=len(movable)):
        other = sums_of(cells | {place: cells[place] + step for place, step in zip(movable, steps, strict=True)})
        if all(other[place] >= 1 for place in hidden) and all(other[place] == value for place, value in seen.items()):
            yield other


def check(cells, row_sums=True, column_sums=True):
    hidden, all_numbers = hide(cells, row_sums=row_sums, column_sums=column_sums), sums_of(cells)
    unseen = {(row, SUM) for row, _column in cells if not row_sums}
    unseen |= {(SUM, column) for _row, column in cells if not column_sums}
    seen = {place: number for place, number in all_numbers.items() if place not in hidden | unseen}
    assert not [place for place, number in seen.items() if 0 < number < SMALL]
    assert all(all_numbers[place] for place in hidden)
    possible = list(others(cells, hidden, seen))
    known = {place for place in hidden if len({other[place] for other in possible}) == 1}
    assert known == set()


@given(numbers=st.lists(NUMBERS, min_size=6, max_size=6))
def test_nothing_hidden_can_be_worked_out_of_rows_and_columns(numbers):
    check(dict(zip(itertools.product("ab", "xyz"), numbers, strict=True)))


@given(numbers=st.lists(NUMBERS, min_size=1, max_size=7))
def test_nothing_hidden_can_be_worked_out_of_a_list_and_its_sum(numbers):
    check({("", place): number for place, number in enumerate(numbers)}, column_sums=False)


@given(numbers=st.lists(st.tuples(st.sampled_from("abc"), NUMBERS), min_size=1, max_size=7))
def test_nothing_hidden_can_be_worked_out_of_chapters_and_their_counties(numbers):
    chapters = {(county, place): number for place, (county, number) in enumerate(numbers)}
    every = dict.fromkeys(itertools.product({county for county, _n in numbers}, range(len(numbers))), 0)
    check(every | chapters, column_sums=False)


def themes(activities, participants=None, without=0):
    """The lines of the table of themes as a coordinator sees it: of each theme so many activities and participants.

    ``without`` is how many activities have no theme.
    """
    people = participants or activities
    cells = [
        Cell(None, None, None, str(place), *(number,) * 3, people[place], 0) for place, number in enumerate(activities)
    ]
    cells.append(Cell(None, "visit", None, None, *(sum(activities) + without,) * 3, sum(people), 0))
    return Totals(2026, "", False, [], {}, cells).table(TOPICS).lines


@given(numbers=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6))
def test_no_hidden_theme_can_be_worked_out_where_each_activity_has_one(numbers):
    """The sums of all activities and of all participants are shown, so they are taken as known."""
    activities, participants = zip(*numbers, strict=True)
    lines = {int(line.key): line for line in themes(activities, participants)}
    if not lines:
        assert sum(bool(number) for number in activities) == 1 or max(activities) < SMALL
        return
    for name, all_numbers in (("count", activities), ("counting", activities), ("days", activities)):
        shown = {place: getattr(line, name) for place, line in lines.items()}
        cells = {("", place): number for place, number in enumerate(all_numbers)}
        hidden = {("", place) for place, number in shown.items() if number is None}
        total = {("", SUM): sum(all_numbers)}
        assert not [number for number in shown.values() if number and number < SMALL]
        possible = list(others(cells, hidden, total))
        assert not {place for place in hidden if len({other[place] for other in possible}) == 1}
    assert not [line for line in lines.values() if line.participants and line.participants < SMALL]


def test_one_small_theme_takes_the_next_smallest_with_it():
    assert [line.count for line in themes([3, 9, 7])] == [9, None, None]
    assert [line.participants for line in themes([30, 9, 7], [3, 50, 6])] == [None, 50, None]


def test_where_the_sum_would_tell_of_the_only_theme_there_is_no_table():
    assert themes([3]) == themes([1, 1]) == []
    assert [line.count for line in themes([3], without=1)] == [None]


def test_what_is_large_enough_is_told():
    assert hide_in_list({"a": 5, "b": 0, "c": 100}) == set()


def test_one_small_number_takes_the_next_smallest_with_it():
    assert hide_in_list({"a": 3, "b": 0, "c": 9, "d": 7}) == {"a", "d"}


def test_two_ones_whose_sum_would_say_so_take_a_third_with_them():
    assert hide_in_list({"a": 1, "b": 1, "c": 9, "d": 7}) == {"a", "b", "d"}


def test_a_small_number_alone_takes_the_sum_with_it():
    assert hide_in_list({"a": 3, "b": 0}) == {"a", SUM}
