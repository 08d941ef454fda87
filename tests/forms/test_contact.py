"""How pages look, votes, one's own details, and asking to be called back."""

import pytest

from forms.contact import (
    HONEYPOT_FIELD,
    AssignRequestForm,
    ContactRequestForm,
    DisplayForm,
    MyDetailsForm,
    OpenContactRequestForm,
)

GOOD = {"called": "Kari", "phone": "22 42 45 45", "best_time": "any", "who": "own"}
CHOICES = {"who": [("own", "Egen"), ("unsaid", "Vil ikke si")]}


def errors_of(form=ContactRequestForm, choices=None, **changes):
    return {name: len(texts) for name, texts in form(GOOD | changes, choices=CHOICES | (choices or {})).errors.items()}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"phone": "", "email": "kari@example.org"}, {}),
        ({"phone": "", "email": ""}, {"phone": 1}),
        ({"phone": "123"}, {"phone": 1}),
        ({"phone": "", "email": "kari"}, {"email": 1}),
        ({"phone": "820 00 000"}, {"phone": 1}),
        ({"called": ""}, {"called": 1}),
        ({"called": "www.casino.example"}, {"called": 1}),
        ({"called": "Kari\u200b"}, {"called": 1}),
        ({"who": ""}, {"who": 1}),
        ({"best_time": "at night"}, {"best_time": 1}),
        ({"message": "x" * 300}, {}),
        ({"message": "x" * 301}, {"message": 1}),
        ({"message": "Se https://example.org"}, {}),
        ({"message": "https://a.example HTTP://b.example"}, {"message": 1}),
        ({HONEYPOT_FIELD: "x"}, {HONEYPOT_FIELD: 1}),
    ],
)
def test_whoever_asks_to_be_called_can_be_reached_and_sends_no_advertising(changes, errors):
    assert errors_of(**changes) == errors
    assert errors_of(OpenContactRequestForm, **changes) == errors


def test_the_hidden_field_is_not_among_those_for_people():
    form = ContactRequestForm()

    assert {field.name for field in form.visible_fields_in_order} == set(form.fields) - {HONEYPOT_FIELD}


@pytest.mark.parametrize(
    ("changes", "errors", "has_wishes"),
    [
        ({}, {}, False),
        ({"topic": "work"}, {}, True),
        ({"topic": "money"}, {"topic": 1}, True),
        ({"language": "se"}, {}, True),
        ({"language": "xx"}, {"language": 1}, True),
    ],
)
def test_wishes_are_optional_and_seen_when_there_are_any(changes, errors, has_wishes):
    choices = {"topic": [("", "Alle"), ("work", "Arbeid")]}

    assert errors_of(OpenContactRequestForm, choices, **changes) == errors
    form = OpenContactRequestForm(GOOD | changes, choices=CHOICES | choices)
    assert form.has_wishes is has_wishes
    assert [field.name for field in form.wishes] == list(form.WISH_FIELDS)


@pytest.mark.parametrize(("supporter", "is_fine"), [("guro", True), ("", False), ("kari", False)])
def test_a_request_goes_to_one_of_those_offered(supporter, is_fine):
    assert AssignRequestForm({"supporter": supporter}, choices={"supporter": [("guro", "Guro")]}).is_valid() is is_fine


@pytest.mark.parametrize(
    ("changes", "errors"),
    [({}, []), ({"size": "200"}, ["size"]), ({"mode": ""}, ["mode"]), ({"motion": "fast"}, ["motion"])],
)
def test_the_look_of_pages_is_one_of_those_offered(changes, errors):
    good = {"size": "130", "spacing": "airy", "mode": "dark", "motion": "off"}

    assert list(DisplayForm(good | changes).errors) == errors


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"phone": "1"}, ["phone"]),
        ({"given_name": ""}, ["given_name"]),
        ({"family_name": "!"}, ["family_name"]),
        ({"postcode": "50"}, ["postcode"]),
        ({"language": "sv"}, ["language"]),
    ],
)
def test_ones_own_details(changes, errors):
    posted = {"given_name": "Áŋŋá", "family_name": "Čáhci", "phone": "", "language": "nb"}
    assert list(MyDetailsForm(posted | changes).errors) == errors
