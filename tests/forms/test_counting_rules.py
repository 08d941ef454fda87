"""The rules of what counts, as the secretariat fills them in."""

import pytest

from forms.counting_rules import CountingRulesForm, initial_values

KINDS = [("visit", "Besøk"), ("course", "Kurs"), ("digital", "Digitalt")]
RULES = {
    "base_year": 2026,
    "kinds": {
        "visit": {"minutes": 0, "participants": 1, "led_by_supporter": True, "in_person": True},
        "course": {"minutes": 90, "participants": 1, "led_by_supporter": False, "in_person": True},
    },
    "leader_counts_as_participant": False,
    "in_norway": True,
    "own_event": True,
    "unpaid": True,
    "warns_of_last_day": False,
}


def form_of(changes):
    shown = initial_values(RULES)
    answers = {
        name: "on" if value is True else value
        for name, value in shown.items()
        if value is not None and value is not False
    }
    return CountingRulesForm(answers | changes, kinds=KINDS, choices={"base_year": [("2026", "2026")]})


def test_what_the_form_shows_is_what_it_gives_back():
    form = form_of({})

    assert form.is_valid(), form.errors
    assert form.values == RULES


def test_a_kind_that_is_not_ticked_is_no_activity_day_whatever_else_is_written():
    form = form_of({"digital_minutes": "30", "digital_led_by_supporter": "on"})

    assert form.is_valid(), form.errors
    assert "digital" not in form.values["kinds"]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"base_year": "2020"}, ["base_year"]),
        ({"visit_participants": ""}, ["visit_participants"]),
        ({"visit_participants": "0"}, ["visit_participants"]),
        ({"course_participants": "0"}, []),
        ({"digital_counts": "on"}, ["digital_participants"]),
        ({"course_minutes": "90 min"}, []),
        ({"course_minutes": "x"}, ["course_minutes"]),
    ],
)
def test_bad_input_gets_one_error_at_its_field(changes, errors):
    assert {name: len(texts) for name, texts in form_of(changes).errors.items()} == dict.fromkeys(errors, 1)


def test_every_field_is_shown_once():
    form = form_of({})
    shown = [field.name for field in form.fields_for_all] + [
        one.name for _n, fields in form.kind_fields for one in fields
    ]

    assert sorted(shown) == sorted(form.fields)
