"""The steps of the annual report, and what a new one begins with."""

import datetime

import pytest

from forms import annual_report
from forms.steps import validate_answers

TODAY = datetime.date(2027, 2, 1)
RAW = {
    annual_report.NUMBERS: {"seen": ["on"]},
    annual_report.BOARD: {
        "elected_on": ["12.3.2026"], "term": ["2"], "members": ["Áŋŋá Čáhci\nRolf Rygg"], "countable_members": ["0"],
        "bylaws": ["central"], "own_finances": ["yes"], "member_activity": ["none"],
    },
    annual_report.ABOUT_YEAR: {},
    annual_report.CONFIRM: {"role": ["leader"], "attest": ["on"]},
}  # fmt: skip


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
        "countable_members": 0, "bylaws": "central", "own_finances": "yes", "member_activity": "none",
        "member_activity_what": "",
    }  # fmt: skip
    assert annual_report.role_of(answers) == "leader"


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"NUMBERS": {"seen": []}}, annual_report.NUMBERS),
        ({"NUMBERS": {"correction": ["x" * 1001]}}, annual_report.NUMBERS),
        ({"BOARD": {"elected_on": ["2.2.2027"]}}, annual_report.BOARD),
        ({"BOARD": {"elected_on": ["i mars"]}}, annual_report.BOARD),
        ({"BOARD": {"elected_on": ["31. februar"]}}, annual_report.BOARD),
        ({"BOARD": {"elected_on": ["12.3.1926"]}}, annual_report.BOARD),
        ({"BOARD": {"term": ["0"]}}, annual_report.BOARD),
        ({"BOARD": {"term": ["5"]}}, annual_report.BOARD),
        ({"BOARD": {"members": [" "]}}, annual_report.BOARD),
        ({"BOARD": {"members": ["\n".join(f"Navn {number}" for number in range(41))]}}, annual_report.BOARD),
        ({"BOARD": {"countable_members": [""]}}, annual_report.BOARD),
        ({"BOARD": {"countable_members": ["mange"]}}, annual_report.BOARD),
        ({"BOARD": {"countable_members": ["4,5"]}}, annual_report.BOARD),
        ({"BOARD": {"bylaws": []}}, annual_report.BOARD),
        ({"BOARD": {"own_finances": []}}, annual_report.BOARD),
        ({"BOARD": {"member_activity": []}}, annual_report.BOARD),
        ({"BOARD": {"member_activity": ["held"]}}, annual_report.BOARD),  # which, and when?
        ({"ABOUT_YEAR": {"about": ["x" * 3001]}}, annual_report.ABOUT_YEAR),
        ({"CONFIRM": {"role": ["member"]}}, annual_report.CONFIRM),
        ({"CONFIRM": {"attest": []}}, annual_report.CONFIRM),
    ],
)
def test_what_is_missing_or_wrong_is_a_gap_in_its_step(changes, step):
    assert gaps(**changes) == [step]


def test_an_election_today_is_not_in_the_future():
    assert gaps(BOARD={"elected_on": ["1.2.2027"]}) == []


def test_a_corrected_report_begins_with_all_but_the_last_step():
    kept = annual_report.answers_for_correction(RAW)

    assert kept == {
        annual_report.NUMBERS: {"seen": ["on"]},
        annual_report.BOARD: RAW[annual_report.BOARD],
        annual_report.ABOUT_YEAR: {},
    }
    kept[annual_report.NUMBERS].pop("seen")
    assert RAW[annual_report.NUMBERS] == {"seen": ["on"]}  # the answers that were sent are not changed


KNOWN = {
    "elected_on": datetime.date(2025, 3, 9), "term": 2, "members": "Rolf Rygg\nBodil Berg", "countable_members": 34,
    "bylaws": "own", "own_finances": "yes", "member_activity": "Sommertur, 12. juni 2026",
}  # fmt: skip


def board_form(known=KNOWN, year=2026, offered=None, **typed):
    return annual_report.BoardForm(typed, known=known, offered=offered, today=TODAY, year=year)


def test_one_tick_answers_all_that_is_known():
    form = board_form(as_known="on")
    assert form.errors == {}
    assert form.cleaned_data == {
        **KNOWN, "as_known": True, "member_activity": "held", "member_activity_what": "Sommertur, 12. juni 2026",
    }  # fmt: skip
    assert form.fields_to_answer() == []


def test_what_is_known_is_never_taken_over_without_the_tick():
    assert list(board_form().errors) == ["as_known"]
    assert list(board_form(term="1").errors) == ["as_known"]


@pytest.mark.parametrize("known", [KNOWN, {"members": KNOWN["members"]}])  # with and without a known activity
def test_the_names_that_stand_there_are_not_confirmed_by_silence(known):
    rest = {name: value[0] for name, value in RAW[annual_report.BOARD].items() if name != "members"}
    for untouched in (KNOWN["members"], KNOWN["members"].replace("\n", "\r\n") + "\r\n", ""):
        form = board_form(known=known, **rest, members=untouched)
        assert list(form.errors) == ["as_known"]
        assert board_form(known=known, **rest, members=untouched, as_known="on").errors == {}
    assert board_form(known=known, **rest, members="Rolf Rygg").errors == {}


def test_what_is_written_takes_the_place_of_what_is_known():
    form = board_form(as_known="on", countable_members="0", members="Rolf Rygg", member_activity="none")
    assert form.errors == {}
    found = {name: form.cleaned_data[name] for name in ("countable_members", "members", "member_activity", "bylaws")}
    assert found == {"countable_members": 0, "members": "Rolf Rygg", "member_activity": "none", "bylaws": "own"}
    assert form.cleaned_data["member_activity_what"] == ""


def test_the_names_are_there_to_be_corrected_and_nothing_else_is_filled_in():
    form = annual_report.BoardForm(known=KNOWN, today=TODAY, year=2026)
    assert form["members"].value() == KNOWN["members"]
    assert [form[name].value() for name in ("elected_on", "term", "bylaws", "member_activity")] == [None] * 4
    assert form.is_changed() is False
    for line_end in ("\n", "\r\n"):
        as_it_stood = KNOWN["members"].replace("\n", line_end)
        assert board_form(as_known="on", members=as_it_stood).is_changed() is False
    assert board_form(as_known="on", members="Rolf Rygg").is_changed() is True


def test_a_known_term_is_told_in_years():
    for term, text in ((1, "1 år"), (2, "2 år")):
        assert [row["value"] for row in board_form(known={"term": term}).known_rows()] == [text]


def test_an_error_in_what_is_written_is_not_covered_by_the_tick():
    assert list(board_form(as_known="on", elected_on="31. februar").errors) == ["elected_on"]


def test_an_offered_activity_is_kept_by_its_name():
    form = board_form(as_known="on", member_activity="b", offered={"a": "Tur, 1. mai 2026", "b": "Kafé, 2. mars 2026"})
    assert form.errors == {}
    answer = form.cleaned_data["member_activity"], form.cleaned_data["member_activity_what"]
    assert answer == ("held", "Kafé, 2. mars 2026")
    assert "member_activity" in board_form(as_known="on", member_activity="gone").errors


@pytest.mark.parametrize(
    ("elected_on", "is_right"),
    [("31.12.2026", True), ("1.1.2027", False), ("12.3.2025", True), ("1.3.2016", True), ("31.12.2015", False)],
)
def test_the_election_is_that_of_the_board_of_31_december(elected_on, is_right):
    assert ("elected_on" not in board_form(as_known="on", elected_on=elected_on).errors) is is_right


def test_three_thousand_names_are_refused_with_a_sentence_and_shown_again():
    typed = "\n".join("Å" for _number in range(900))
    form = board_form(as_known="on", members=typed)
    assert form.errors["members"] == ["Skriv opptil 40 navn. Nå er det 900."]
    assert form["members"].value() == typed
    assert list(board_form(as_known="on", members="Navn Navnesen\n" * 3000).errors) == ["members"]


@pytest.mark.parametrize(
    ("elected_on", "term", "still_runs"),
    [
        ("2026-03-12", 1, False),
        ("2026-03-12", 2, True),
        ("2025-03-12", 2, False),
        (datetime.date(2025, 3, 12), 3, True),
        ("", None, False),
    ],
)
def test_the_election_of_last_year_is_known_while_its_term_runs(elected_on, term, still_runs):
    board = {"elected_on": elected_on, "term": term, "countable_members": 0, "bylaws": "own", "own_finances": "no"}
    known = annual_report.known_of_last_year({annual_report.BOARD: board}, 2027)
    assert ("elected_on" in known, "term" in known) == (still_runs, still_runs)
    assert {name: known[name] for name in ("countable_members", "bylaws", "own_finances")} == {
        "countable_members": 0, "bylaws": "own", "own_finances": "no",
    }  # fmt: skip


def test_nothing_is_known_of_a_report_from_before_it_was_asked():
    assert annual_report.known_of_last_year({annual_report.BOARD: {"member_activity": True}}, 2027) == {}
