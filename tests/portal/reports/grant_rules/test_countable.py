"""What keeps a chapter from being counted for the grant: a row for each rule and edge (paragraph 8)."""

import datetime

import pytest

from forms import annual_report
from portal.reports import queries as report_queries
from portal.reports.grant_rules.countable import WORDS, against, judge

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
        ({"elected_on": "2027-01-15"}, ["elected_later"]),
        ({"countable_members": 3, "own_finances": "no", "member_activity": "none", "elected_on": "2020-01-01"},
         ["few_members", "no_finances", "no_activity", "term_over"]),
    ],
)  # fmt: skip
def test_what_keeps_a_chapter_from_counting(changes, found):
    assert against({annual_report.BOARD: WHOLE | changes}, 2026) == found


def test_what_was_never_asked_keeps_nobody_from_counting():
    assert against({annual_report.BOARD: {"members": "Rolf Rygg"}}, 2026) == []
    assert against({}, 2026) == []


@pytest.mark.parametrize(
    ("changes", "condition", "answer", "code"),
    [
        ({}, "members", "yes", ""),
        ({"countable_members": None}, "members", "not_said", "members_not_said"),
        ({"countable_members": "5"}, "members", "not_said", "members_not_said"),
        ({"countable_members": True}, "members", "not_said", "members_not_said"),
        ({"own_finances": ""}, "finances", "not_said", "finances_not_said"),
        ({"own_finances": False}, "finances", "no", "no_finances"),
        ({"member_activity": None}, "activity", "not_said", "activity_not_said"),
        ({"elected_on": "in March"}, "election", "not_said", "election_not_said"),
        ({"elected_on": 2026}, "election", "not_said", "election_not_said"),
        ({"term": None}, "election", "not_said", "election_not_said"),
        ({"term": None, "elected_on": "2020-03-12"}, "election", "no", "long_ago"),
    ],
)
def test_each_condition_is_met_or_not_or_not_said(changes, condition, answer, code):
    assert judge(WHOLE | changes, 2026)[condition] == (answer, code)
    assert code == "" or code in WORDS


def test_who_fills_it_in_is_asked_whether_the_date_is_right(db):
    answers = {annual_report.BOARD: WHOLE | {"elected_on": "2024-03-12", "countable_members": 4}}
    assert report_queries.against_in_words(answers, 2026) == [
        "Færre enn fem medlemmer hadde betalt for året",
        "Valgperioden til styret var over før 31. desember. Er datoen for valget riktig?",
    ]
