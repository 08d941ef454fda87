"""No number that one list of the page of totals hides can be worked out from another list of the page."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.chapters.models import Chapter
from portal.reports.totals.groups import Cell
from portal.reports.totals.queries import CHAPTERS, COUNTIES, KINDS, MONTHS_OF_YEAR, TOPICS, Totals

pytestmark = pytest.mark.django_db  # for the names of what is listed
PLACES = {
    number: Chapter(pk=number, short_name=f"c{number}", county=county) for number, county in enumerate("abccde", 1)
}
STEPS = (-1, 0, 1)
ONE = st.tuples(
    st.sampled_from([*PLACES, None]), st.sampled_from(["visit", "course", "other"]), st.integers(1, 3),
    st.sampled_from([0, 1, 1, 2, 5, 9]),
)  # fmt: skip


def page(activities, county=""):
    """The totals as a coordinator sees them, where all activities are about one theme."""
    cells = [
        Cell(chapter, *cut, 1, 1, 1, people, 0)
        for chapter, kind, month, people in activities
        for cut in ((kind, None, None), (None, month, None), (None, None, "work"))
    ]
    return Totals(2025, county, False, [*"abcde"], PLACES, cells)


def real(activities, key_of):
    found = {}
    for one in activities:
        found[key_of(one)] = found.get(key_of(one), 0) + one[3]
    return found


def shown(totals, code):
    return {line.key: line.participants for line in totals.table(code).lines}


def county_of(chapter):
    return PLACES[chapter].county if chapter else ""


def changes(numbers, told):
    """``{by how much the sum changes: [{key: change}]}`` of a list that looks the same to its reader."""
    hidden = [key for key, number in numbers.items() if number and told[key] is None]
    found = {}
    for steps in itertools.product(STEPS, repeat=len(hidden)):
        change = dict(zip(hidden, steps, strict=True))
        if all(numbers[key] + step >= 1 for key, step in change.items()):
            found.setdefault(sum(steps), []).append(change)
    return found


def changes_of_places(activities, totals):
    """The same of the chapters, where the counties look the same too; with the changes of the counties."""
    numbers, counties = real(activities, lambda one: one[0]), shown(totals, COUNTIES)
    found = {}
    for total, some in changes(numbers, shown(totals, CHAPTERS)).items():
        for change in some:
            by_county = dict.fromkeys((key for key, number in counties.items() if number is None), 0)
            for chapter, step in change.items():
                by_county[county_of(chapter)] = by_county.get(county_of(chapter), 0) + step
            if all(step == 0 or counties[key] is None for key, step in by_county.items()):
                found.setdefault(total, []).append(
                    change | {("county", key): step for key, step in by_county.items() if counties[key] is None}
                )
    return found


@given(activities=st.lists(ONE, min_size=1, max_size=7))
def test_nothing_hidden_can_be_worked_out_of_all_lists_of_the_page(activities):
    totals = page(activities)
    lists = [
        changes(real(activities, lambda one, part=part: one[part]), shown(totals, code))
        for part, code in ((1, KINDS), (2, MONTHS_OF_YEAR))
    ]
    lists.append(changes_of_places(activities, totals))
    possible = set.intersection(*(set(one) for one in lists))
    if totals.total.participants is None:
        assert len(possible) > 1
        assert {line.participants for line in totals.table(TOPICS).lines} <= {None}
    else:
        possible = {0}
    for one in lists:
        others = [change for total in possible for change in one[total]]
        assert [key for key in others[0] if len({change[key] for change in others}) == 1] == []


def test_five_counties_of_one_are_given_by_neither_kind_nor_month():
    found = [(place, "visit", 3, 1) for place in (1, 2, 3, 5, None)]
    totals = page(found)

    assert set(shown(totals, COUNTIES).values()) == {None}
    for code in (KINDS, MONTHS_OF_YEAR):
        assert [number for number in shown(totals, code).values() if number] == []
        assert totals.table(code).total.participants is None
    assert shown(totals, TOPICS) == {"work": None}


def test_the_sum_of_a_single_small_number_is_in_no_list_of_any_page():
    for county in ("", "a"):
        totals = page([(1, "visit", 3, 3)], county)

        assert {
            one for code in (COUNTIES, CHAPTERS, KINDS, MONTHS_OF_YEAR) for one in shown(totals, code).values()
        } <= {None, 0}
        assert totals.total.participants is None


def test_a_sum_that_is_told_hides_nothing_in_the_other_lists():
    totals = page([(1, "visit", 3, 1), (2, "course", 3, 20), (2, "course", 3, 20)])

    assert totals.total.participants == 41
    assert shown(totals, MONTHS_OF_YEAR)[3] == 41
