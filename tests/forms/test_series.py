"""The form for an activity that was on several days."""

import datetime

import pytest

from forms.series import SeriesForm

TODAY = datetime.date(2026, 6, 10)
CHOICES = {"chapter": [("bergen", "Bergen")], "led_by": [], "topics": [("new", "Ny")]}


def shown(days):
    return ", ".join(f"{day.day}.{day.month}.{day.year}" for day in days)


def form_of(answers, today=TODAY, **how):
    group = {"kind": "conversation_group", "when": "other", "day": "6.5.2026", "participants": "6", "minutes": "60"}
    return SeriesForm(group | {"leader": "me"} | answers, choices=CHOICES, today=today, first_year=2025, **how)


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        ({}, "6.5.2026"),
        ({"more_days": "7.5.2026, 6.5.2026"}, "6.5.2026, 7.5.2026"),
        ({"more_days": "5.5.2026"}, "5.5.2026, 6.5.2026"),
        ({"repeat": "week", "repeat_until": "27.5.2026"}, "6.5.2026, 13.5.2026, 20.5.2026, 27.5.2026"),
        ({"repeat": "week", "repeat_until": "26.5.2026"}, "6.5.2026, 13.5.2026, 20.5.2026"),
        ({"repeat": "two_weeks", "repeat_until": "10.6.2026"}, "6.5.2026, 20.5.2026, 3.6.2026"),
        ({"repeat": "two_weeks", "repeat_until": "20.5.2026", "more_days": "14.5.2026, 20.5.2026"},
         "6.5.2026, 14.5.2026, 20.5.2026"),
        ({"day": "17.12.2025", "repeat": "week", "repeat_until": "7.1.2026"},
         "17.12.2025, 24.12.2025, 31.12.2025, 7.1.2026"),
    ],
)  # fmt: skip
def test_the_days_of_an_activity(answers, days):
    form = form_of(answers)

    assert form.is_valid(), form.errors
    assert shown(form.all_days) == days


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"more_days": "11.6.2026"}, {"more_days": "Torsdag 11. juni 2026 er fram i tid"}),
        ({"more_days": "31.12.2024"}, {"more_days": "Ta bort tirsdag 31. desember 2024"}),
        ({"repeat": "week"}, {"repeat_until": "Skriv den siste dagen"}),
        ({"repeat_until": "20.5.2026"}, {"repeat": "Velg hvor ofte"}),
        ({"repeat": "week", "repeat_until": "5.5.2026"}, {"repeat_until": "Den første dagen er onsdag 6. mai 2026"}),
        ({"repeat": "week", "repeat_until": "17.6.2026"}, {"repeat_until": "Velg i dag eller en tidligere dag"}),
        ({"repeat": "day", "repeat_until": "20.5.2026"}, {"repeat": "Velg hvor ofte"}),
        ({"day": "1.1.2025", "repeat": "week", "repeat_until": "3.6.2026"}, {"repeat_until": "Det er mer enn 60"}),
        ({"day": "31.6.2026", "repeat": "week", "repeat_until": "3.6.2026"}, {"day": "Skriv datoen slik"}),
        ({"more_days": "1.4.2026-30.5.2026"}, None),
        ({"more_days": "1.4.2026-30.5.2026", "day": "8.6.2026"}, {"more_days": "Det er mer enn 60"}),
    ],
)
def test_what_cannot_be_meant_is_refused_with_one_sentence(answers, errors):
    found = form_of(answers).errors

    assert set(found) == set(errors or {})
    assert all(len(found[name]) == 1 and found[name][0].startswith(text) for name, text in (errors or {}).items())
    assert form_of(answers).optional_fields_have_errors is (bool(errors) and "day" not in errors)


def test_days_without_a_year_lie_near_the_day_that_was_chosen():
    form = form_of({"day": "17.12.2025", "more_days": "18.12., 3.1."})

    assert form.is_valid(), form.errors
    assert shown(form.all_days) == "17.12.2025, 18.12.2025, 3.1.2026"
    guessed = form_of({"day": "17.12.2025", "more_days": "18.12., 3.3."})
    assert "3. mars 2026" in guessed.errors["more_days"][0]
    assert "18.12.2025, 3.3.2026" in str(guessed["more_days"])


def test_a_form_that_was_opened_in_december_has_its_days_in_december():
    january = datetime.date(2027, 1, 1)
    form = form_of({"when": "today", "day": "", "opened": "2026-12-31", "more_days": "29.12.2026"}, today=january)

    assert form.is_valid(), form.errors
    assert shown(form.all_days) == "29.12.2026, 31.12.2026"
    near = form_of({"when": "today", "day": "", "opened": "2026-12-31", "more_days": "29.12."}, today=january)
    assert near.is_valid(), near.errors
    assert shown(near.all_days) == "29.12.2026, 31.12.2026"
    weekly = {"repeat": "week", "repeat_until": "1.1.2027", "day": "18.12.2026", "opened": "2026-12-31"}
    form = form_of(weekly, today=january)
    assert form.is_valid(), form.errors
    assert shown(form.all_days) == "18.12.2026, 25.12.2026, 1.1.2027"


def test_every_question_about_days_is_under_add_more_and_may_be_kept_on_the_device():
    form = form_of({})
    names = {"more_days", "repeat", "repeat_until"}

    assert names <= {field.name for field in form.optional_fields}
    assert names <= set(form.kept_fields)
    assert sorted(field.name for field in [*form.main_fields, *form.optional_fields]) == sorted(form.fields)
