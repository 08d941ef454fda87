"""Appointing, registering somebody who did not apply, and ending an appointment."""

import datetime

import pytest

from forms.appointment import AppointForm, EndAppointmentForm, RegisterSupporterForm

TODAY = datetime.date(2026, 6, 10)


@pytest.mark.parametrize(
    ("written", "errors"),
    [
        ("10.6.2026", []),
        ("10.6", []),
        ("10.3", ["decided_on"]),
        ("11.6.2026", ["decided_on"]),
        ("", ["decided_on"]),
        ("i går", []),
    ],
)
def test_a_decision_was_made_today_or_before(written, errors):
    assert list(AppointForm({"decided_on": written}, today=TODAY).errors) == errors


def test_the_chapter_is_asked_for_only_where_there_are_several():
    several = {"chapter": [("oslo", "Oslo"), ("bergen", "Bergen")]}

    assert list(AppointForm(today=TODAY).fields) == list(AppointForm(today=TODAY, choices={"chapter": []}).fields)
    assert "chapter" not in AppointForm(today=TODAY).fields
    assert list(AppointForm({"decided_on": "1.6.2026"}, today=TODAY, choices=several).errors) == ["chapter"]


def register(**changes):
    answers = {
        "email": "ola@example.org", "given_name": "Ola", "family_name": "Čuolgga", "category": "walks",
        "method": "board", "decided_on": "1.6.2026",
    }  # fmt: skip
    choices = {
        "category": [("walks", "Turer"), ("talks", "Samtaler")],
        "method": [("board", "Styret"), ("office", "Verv")],
    }
    methods = {"walks": ["board"], "talks": ["board", "office"]}
    return RegisterSupporterForm(answers | changes, methods=methods, choices=choices, today=TODAY)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"category": "talks", "method": "office"}, []),
        ({"method": "office"}, ["method"]),
        ({"category": ""}, ["category"]),
        ({"method": "lottery"}, ["method"]),
        ({"email": "ola"}, ["email"]),
        ({"family_name": "123"}, ["family_name"]),
        ({"decided_on": "11.6.2026"}, ["decided_on"]),
    ],
)
def test_a_supporter_is_registered_with_a_method_of_the_category(changes, errors):
    assert list(register(**changes).errors) == errors


def test_the_error_names_the_methods_that_fit():
    assert "Styret" in register(method="office").errors["method"][0]


@pytest.mark.parametrize(
    ("written", "errors"),
    [("1.6.2026", []), ("10.6.2026", []), ("31.5.2026", ["ended_on"]), ("11.6.2026", ["ended_on"]), ("", ["ended_on"])],
)
def test_an_appointment_ends_between_its_beginning_and_today(written, errors):
    form = EndAppointmentForm({"ended_on": written}, since=datetime.date(2026, 6, 1), today=TODAY)

    assert list(form.errors) == errors
