"""What is said about a report beside its sections."""

import pytest

from forms.annual_report import ABOUT_YEAR, BOARD
from forms.report_changes import AnswerForm, AnswerReopeningForm, AskReopeningForm, CorrectNumberForm

RIGHT = {"kind": "visit", "number": "count", "right": "12", "why": "To ble ikke logget"}


def test_a_number_needs_what_is_right_and_why():
    form = CorrectNumberForm(RIGHT)

    assert form.is_valid()
    assert form.cleaned_data["right"] == 12


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", ""), ("kind", "flight"), ("number", "minutes"), ("right", "-1"), ("right", "100001"), ("why", " ")],
)
def test_what_is_no_number_of_a_report(field, value):
    assert list(CorrectNumberForm({**RIGHT, field: value}).errors) == [field]


def test_nobody_asks_without_a_reason():
    assert list(AskReopeningForm({"reason": ""}).errors) == ["reason"]
    assert AskReopeningForm({"reason": "En gruppe manglet"}).is_valid()


@pytest.mark.parametrize(
    ("answer", "words", "wrong"),
    [("yes", "", []), ("yes", "Ja", []), ("no", "Nei", []), ("no", "", ["answer_words"]), ("", "", ["answer"])],
)
def test_a_no_has_words(answer, words, wrong):
    assert list(AnswerReopeningForm({"answer": answer, "answer_words": words}).errors) == wrong


def test_words_at_one_place_are_enough_to_send_a_report_back():
    places = [(BOARD, "Styret"), (ABOUT_YEAR, "Året")]
    form = AnswerForm({"verdict": "return", f"place-{BOARD}": "Hvem?"}, places=places)

    assert form.is_valid()
    assert form.cleaned_data["places"] == {BOARD: "Hvem?"}
    assert form.has_words_at_places


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
    assert list(AnswerForm(answers).errors) == errors
