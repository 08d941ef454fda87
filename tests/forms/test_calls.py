"""The forms of those who answer a helpline."""

import datetime

import pytest

from forms.calls import CallForm

TODAY = datetime.date(2026, 6, 10)


def form(**typed):
    choices = {"line": [("ms", "MS"), ("other", "Other")], "caller": [("own", "Own")], "themes": [("new", "New")]}
    return CallForm({"line": "ms", "when": "2026-06-10", **typed}, choices=choices, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ({}, TODAY),
        ({"day": "10.6.2026"}, TODAY),
        ({"when": "2026-06-09"}, datetime.date(2026, 6, 9)),
        ({"when": "other", "day": "1.1.2025"}, datetime.date(2025, 1, 1)),
    ],
)
def test_the_day_of_a_call(typed, day):
    found = form(**typed)

    assert found.is_valid()
    assert found.date == day


def test_nothing_but_the_line_and_the_day_is_needed():
    found = form()

    assert found.is_valid()
    assert {name: found.cleaned_data[name] for name in ("caller", "minutes", "themes")} == {
        "caller": "", "minutes": "", "themes": [],
    }  # fmt: skip


def test_the_days_to_choose_from_say_which_they_are():
    assert [str(name) for _code, name in form().fields["when"].choices] == [
        "I dag, onsdag 10. juni", "I går, tirsdag 9. juni", "En annen dag",
    ]  # fmt: skip
