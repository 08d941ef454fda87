"""The steps of the annual report, and what a new one begins with."""

import datetime

import pytest

from forms import annual_report
from forms.steps import validate_answers

TODAY = datetime.date(2027, 2, 1)
RAW = {
    annual_report.NUMBERS: {"seen": ["on"]},
    annual_report.BOARD: {"elected_on": ["12.3.2026"], "term": ["2"], "members": ["Áŋŋá Čáhci\nRolf Rygg"]},
    annual_report.ABOUT_YEAR: {},
    annual_report.CONFIRM: {"role": ["leader"], "attest": ["on"]},
}


def gaps(**changes):
    """The keys of the steps with gaps, after changes ``{step name: {field: values}}``."""
    raw = {
        **RAW,
        **{getattr(annual_report, step): RAW[getattr(annual_report, step)] | new for step, new in changes.items()},
    }
    return [step.key for step in validate_answers(annual_report.STEPS, raw, lambda key: {"today": TODAY})[1]]


def test_a_complete_report_has_cleaned_answers_for_every_step():
    answers, missing = validate_answers(annual_report.STEPS, RAW, lambda key: {"today": TODAY})

    assert missing == []
    assert answers[annual_report.BOARD] == {
        "elected_on": datetime.date(2026, 3, 12), "term": 2, "members": "Áŋŋá Čáhci\nRolf Rygg",
        "member_activity": False, "member_activity_what": "",
    }  # fmt: skip
    assert annual_report.role_of(answers) == "leader"


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"NUMBERS": {"seen": []}}, annual_report.NUMBERS),
        ({"NUMBERS": {"correction": ["x" * 1001]}}, annual_report.NUMBERS),
        ({"BOARD": {"elected_on": ["2.2.2027"]}}, annual_report.BOARD),
        ({"BOARD": {"elected_on": ["i mars"]}}, annual_report.BOARD),
        ({"BOARD": {"term": ["0"]}}, annual_report.BOARD),
        ({"BOARD": {"term": ["5"]}}, annual_report.BOARD),
        ({"BOARD": {"members": [" "]}}, annual_report.BOARD),
        ({"ABOUT_YEAR": {"about": ["x" * 3001]}}, annual_report.ABOUT_YEAR),
        ({"CONFIRM": {"role": ["member"]}}, annual_report.CONFIRM),
        ({"CONFIRM": {"attest": []}}, annual_report.CONFIRM),
    ],
)
def test_what_is_missing_or_wrong_is_a_gap_in_its_step(changes, step):
    assert gaps(**changes) == [step]


def test_an_election_today_is_not_in_the_future():
    assert gaps(BOARD={"elected_on": ["1.2.2027"]}) == []


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"verdict": "approve"}, []),
        ({"verdict": "approve", "words": "Bra!"}, []),
        ({"verdict": "return", "words": "Rett datoen."}, []),
        ({"verdict": "return"}, ["words"]),
        ({"verdict": "return", "words": "x" * 2001}, ["words"]),
        ({"verdict": "forget"}, ["verdict"]),
        ({}, ["verdict"]),
    ],
)
def test_a_report_is_sent_back_with_words(answers, errors):
    assert list(annual_report.AnswerForm(answers).errors) == errors


def test_a_corrected_report_begins_with_all_but_what_is_confirmed_anew():
    kept = annual_report.answers_for_correction(RAW)

    assert kept == {
        annual_report.NUMBERS: {},
        annual_report.BOARD: RAW[annual_report.BOARD],
        annual_report.ABOUT_YEAR: {},
    }
    assert RAW[annual_report.NUMBERS] == {"seen": ["on"]}  # the answers that were sent are not changed


@pytest.mark.parametrize(
    ("members", "last_year", "board"),
    [
        ([], None, {}),
        (["Rolf Rygg", "Bodil Berg"], None, {"members": ["Rolf Rygg\nBodil Berg"]}),
        (["Rolf Rygg"], RAW, {"members": ["Rolf Rygg"], "elected_on": ["12.3.2026"], "term": ["2"]}),
        ([], {annual_report.BOARD: {"members": ["Rolf Rygg"]}}, {}),
    ],
)
def test_a_new_report_begins_with_the_board_and_the_election_of_last_year(members, last_year, board):
    known = annual_report.answers_for_new_report(members, last_year)

    assert known == {annual_report.BOARD: board, annual_report.ABOUT_YEAR: {}}
