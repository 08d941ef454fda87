"""Why an activity is corrected: a choice, and some words where the choice says too little."""

import pytest

from forms.correction import (
    CORRECT_REASONS,
    PUT_BACK_REASONS,
    REASONS,
    SAME,
    STRIKE_REASONS,
    FormsTogether,
    ReasonForm,
    reason_in_words,
)


def form(reason="mistake", because="", choices=CORRECT_REASONS):
    return ReasonForm({"reason": reason, "because": because}, choices={"reason": choices})


@pytest.mark.parametrize(
    ("reason", "because", "wrong"),
    [
        ("mistake", "", []),
        ("mistake", "Vi telte feil", []),
        ("other", "Vi telte feil", []),
        ("other", "", ["because"]),
        ("other", "   ", ["because"]),
        ("", "Vi telte feil", ["reason"]),
        ("not_held", "", ["reason"]),
        ("mistake", "Ring 22 42 45 45", ["because"]),
        ("other", "Ring 22 42 45 45", ["because"]),
        ("mistake", "x" * 201, ["because"]),
    ],
)
def test_what_is_asked_why(reason, because, wrong):
    assert list(form(reason, because).errors) == wrong


def test_each_reason_has_a_name_whatever_was_done():
    for code, name in [*CORRECT_REASONS, *STRIKE_REASONS, *PUT_BACK_REASONS]:
        assert reason_in_words(code) == name
    assert SAME in dict(REASONS)
    assert SAME not in dict([*CORRECT_REASONS, *STRIKE_REASONS, *PUT_BACK_REASONS])


def test_two_forms_that_are_sent_as_one_have_one_list_of_what_is_wrong():
    right, wrong = form(), form(reason="")
    assert FormsTogether(right, right).is_valid()
    together = FormsTogether(right, wrong)
    assert not together.is_valid()
    assert list(together.errors) == ["reason"]
    assert (together.non_field_errors(), together.hidden_fields()) == ([], [])
    assert [field.name for field in together.visible_fields()] == ["reason", "because"] * 2
