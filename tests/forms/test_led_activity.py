"""What whoever led an activity is asked of it, where another has logged it."""

import pytest

from forms.led_activity import LedActivityForm


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ((), ["leader", "in_person", "in_norway", "own_event", "unpaid"]),
        (("in_norway", "unpaid"), ["leader", "in_person", "own_event", "unpaid"]),
        (("in_person", "in_norway", "own_event", "unpaid"), ["leader", "unpaid"]),
    ],
)
def test_what_is_said_is_not_asked_but_for_pay(said, asked):
    assert list(LedActivityForm(said=said, words={}).fields) == asked


@pytest.mark.parametrize(
    ("leader", "fits"), [("me", True), ("not_me", True), ("supporter", False), ("other", False), ("", False)]
)
def test_whether_they_led_it_is_answered(leader, fits):
    form = LedActivityForm({"leader": leader, "unpaid": "yes"}, words={})
    assert form.is_valid() is fits
    assert form.cleaned_data["unpaid"] is True
