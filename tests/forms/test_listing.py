"""What a supporter shows in public, and breaks."""

import pytest

from forms.listing import MOST_CONVERSATIONS, BreakForm, ListingForm

CONTACT = {"show_phone", "shown_phone", "show_email", "shown_email"}
CHOICES = {"experience": [("", "Nei"), ("own", "Egen")], "topics": [("work", "Arbeid")]}


def form_of(publishes_contact=True, **changes):
    answers = {"shown_name": "Áŋŋá", "capacity": "2", "consent": "on"} | changes
    return ListingForm(answers, choices=CHOICES, publishes_contact=publishes_contact)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"consent": ""}, ["consent"]),
        ({"shown_name": ""}, ["shown_name"]),
        ({"shown_name": "Kari kari@example.org"}, ["shown_name"]),
        ({"about": "Ring 22 42 45 45"}, ["about"]),
        ({"about": "x" * 301}, ["about"]),
        ({"capacity": "0"}, ["capacity"]),
        ({"capacity": str(MOST_CONVERSATIONS)}, []),
        ({"capacity": str(MOST_CONVERSATIONS + 1)}, ["capacity"]),
        ({"experience": "none"}, ["experience"]),
        ({"age_band": "60-plus"}, []),
        ({"age_band": "100"}, ["age_band"]),
        ({"topics": ["money"]}, ["topics"]),
        ({"languages": ["se", "sign"]}, []),
        ({"languages": ["xx"]}, ["languages"]),
        ({"show_phone": "on"}, ["shown_phone"]),
        ({"show_phone": "on", "shown_phone": "12"}, ["shown_phone"]),
        ({"show_email": "on"}, ["shown_email"]),
        ({"show_email": "on", "shown_email": "kari"}, ["shown_email"]),
    ],
)
def test_what_is_shown_is_agreed_to_and_names_nobody_else(changes, errors):
    assert list(form_of(**changes).errors) == errors


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"shown_name": "Ann"}, []),
        ({"shown_name": "Ann Áile"}, []),
        ({"shown_name": "Ann Berg"}, ["shown_name"]),
        ({"shown_name": "ann berg-moe"}, ["shown_name"]),
        ({"shown_name": "Ann M. Moe"}, ["shown_name"]),
        ({"shown_name": "BERG"}, ["shown_name"]),
        ({"shown_name": "Ann B."}, []),
        ({"shown_name": "Bergljot"}, []),
        ({"about": "Jeg heter Ann Moe, og liker turer"}, ["about"]),
        ({"about": "Jeg liker turer i bergene"}, []),
    ],
)
def test_the_last_name_is_never_shown(changes, errors):
    answers = {"shown_name": "Ann", "capacity": "2", "consent": "on"} | changes
    form = ListingForm(answers, choices=CHOICES, given_name="Ann Áile", family_name="Berg-Moe")

    assert list(form.errors) == errors


def test_a_last_name_that_is_a_first_name_too_is_no_secret():
    answers = {"shown_name": "Arne", "capacity": "2", "consent": "on"}

    assert ListingForm(answers, choices=CHOICES, given_name="Arne", family_name="Arne").is_valid()


def test_a_number_whose_box_is_not_ticked_is_not_shown_even_if_it_is_wrong():
    form = form_of(shown_phone="12", shown_email="kari@example.org")

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["shown_phone"], form.cleaned_data["shown_email"]) == ("", "")


def test_a_number_whose_box_is_ticked_is_shown():
    form = form_of(show_phone="on", shown_phone="22 42 45 45")

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["shown_phone"], form.cleaned_data["capacity"]) == ("+4722424545", 2)


def test_where_no_contact_is_published_none_is_asked_for():
    assert not CONTACT & set(form_of(publishes_contact=False).fields)
    assert set(form_of().fields) >= CONTACT


@pytest.mark.parametrize(("length", "is_fine"), [("week", True), ("open", True), ("year", False), ("", False)])
def test_a_break_is_as_long_as_one_of_the_choices(length, is_fine):
    assert BreakForm({"length": length}).is_valid() is is_fine
