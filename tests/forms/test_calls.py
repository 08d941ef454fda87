"""The forms of those who answer a helpline."""

import datetime

import pytest

from forms.calls import CallForm

TODAY = datetime.date(2026, 6, 10)


def form(*, saved=None, **typed):
    choices = {"line": [("ms", "MS"), ("other", "Other")], "caller": [("own", "Own")], "themes": [("new", "New")]}
    years = {"today": TODAY, "first_year": 2025}
    return CallForm({"line": "ms", "when": "2026-06-10", **typed}, choices=choices, saved=saved, **years)


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


def test_the_day_of_a_call_that_is_corrected_can_be_chosen_as_it_is():
    saved = datetime.date(2026, 6, 3)

    found = form(saved=saved, when="2026-06-03")

    assert (found.is_valid(), found.date) == (True, saved)
    names = ["Onsdag 3. juni", "I dag, onsdag 10. juni", "I går, tirsdag 9. juni", "En annen dag"]
    assert [str(name) for _code, name in found.fields["when"].choices] == names
    assert len(form(saved=TODAY).fields["when"].choices) == 3
    assert not form(when="2026-06-03").is_valid()
