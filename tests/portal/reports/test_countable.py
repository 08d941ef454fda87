"""What keeps a chapter from being counted for the grant: a row for each rule and edge (paragraph 8)."""

import datetime

import pytest

from forms import annual_report
from portal.reports.countable import against

WHOLE = {
    "elected_on": datetime.date(2026, 3, 12), "term": 2, "members": "Rolf Rygg", "countable_members": 5,
    "bylaws": "central", "own_finances": "yes", "member_activity": "held", "member_activity_what": "Tur, 1. mai 2026",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"bylaws": "own"}, []),
        ({"countable_members": 4}, ["few_members"]),
        ({"countable_members": 0}, ["few_members"]),
        ({"own_finances": "no"}, ["no_finances"]),
        ({"member_activity": "none", "member_activity_what": ""}, ["no_activity"]),
        ({"member_activity": False}, ["no_activity"]),  # as it was asked before
        ({"member_activity": True}, []),
        ({"elected_on": "2026-03-12", "term": 1}, []),  # as a sent report keeps it
        ({"elected_on": "2025-03-12", "term": 1}, ["term_over"]),
        ({"elected_on": "2025-03-12", "term": 2}, []),
        ({"elected_on": "2024-03-12", "term": 2}, ["term_over"]),
        ({"elected_on": "2024-03-12", "term": 4}, ["long_ago"]),
        ({"elected_on": "2026-03-12", "term": 3}, ["long_term"]),
        ({"countable_members": 3, "own_finances": "no", "member_activity": "none", "elected_on": "2020-01-01"},
         ["few_members", "no_finances", "no_activity", "term_over"]),
    ],
)  # fmt: skip
def test_what_keeps_a_chapter_from_counting(changes, found):
    assert against({annual_report.BOARD: WHOLE | changes}, 2026) == found


def test_what_was_never_asked_keeps_nobody_from_counting():
    assert against({annual_report.BOARD: {"members": "Rolf Rygg"}}, 2026) == []
    assert against({}, 2026) == []
