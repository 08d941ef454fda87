"""Planning, cancelling and copying a gathering, and signing up."""

import datetime

import pytest

from forms.gathering import CancelGatheringForm, CopyGatheringForm, GatheringForm, SignUpForm
from tests.conftest import moment

NOON = moment("2026-06-10 12:00")
GOOD = {
    "title": "Kafé", "kind": "conversation_group", "day": "17.6.2026", "begins": "18", "ends": "20.00", "last_day": "",
    "place": "Biblioteket", "about": "", "audience": "public", "sign_up": "yes", "places": "12",
    "sign_up_by": "15.6.2026",
}  # fmt: skip


def test_a_good_answer_is_what_the_service_takes():
    groups = {"target_groups": ["new"], "is_on_screen": "on"}
    form = GatheringForm({**GOOD, **groups, "access": ["toilet"]}, now=NOON)

    assert form.is_valid(), form.errors
    assert form.values == {
        "title": "Kafé", "kind": "conversation_group", "starts_at": moment("2026-06-17 18:00"),
        "ends_at": moment("2026-06-17 20:00"), "place": "Biblioteket", "about": "", "access": ["toilet"],
        "target_groups": ["new"], "is_on_screen": True,
        "audience": "public", "takes_sign_ups": True, "places": 12, "sign_up_by": datetime.date(2026, 6, 15),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"ends": "17"}, "ends"),
        ({"last_day": "16.6.2026"}, "last_day"),
        ({"last_day": "21.6.2026"}, "last_day"),
        ({"last_day": "18.6", "ends": "10.00"}, "last_day"),  # the year is asked about, and nothing else
        ({"day": "10.6.2026", "begins": "11.59", "sign_up_by": ""}, "begins"),
        ({"day": "9.6.2026", "sign_up_by": ""}, "day"),
        ({"day": "31.6"}, "day"),
        ({"begins": "25.00"}, "begins"),
        ({"begins": "halv seks"}, "begins"),
        ({"sign_up_by": "18.6.2026"}, "sign_up_by"),
        ({"sign_up_by": "1.6.2026"}, "sign_up_by"),
        ({"places": "0"}, "places"),
        ({"kind": "visit"}, "kind"),
        ({"title": "Ring 22 42 45 45"}, "title"),
        ({"place": "Hos kari@example.org"}, "place"),
        ({"about": "Født 01017012345"}, "about"),
        ({"title": ""}, "title"),
        ({"audience": "alle"}, "audience"),
        ({"target_groups": ["new", "eldre"]}, "target_groups"),
    ],
)
def test_bad_input_is_met_with_one_sentence_at_its_place(changes, wrong):
    form = GatheringForm({**GOOD, **changes}, now=NOON)

    assert {name: len(errors) for name, errors in form.errors.items()} == {wrong: 1}


def test_a_day_without_a_year_is_the_next_one():
    days = {}
    for written in ("17.6", "9.6", "10.6"):
        form = GatheringForm({**GOOD, "day": written, "sign_up_by": ""}, now=NOON)
        assert list(form.errors) == ["day"]  # it is shown first
        days[written] = form["day"].value()

    assert days == {"17.6": "17.6.2026", "9.6": "9.6.2027", "10.6": "10.6.2026"}


@pytest.mark.parametrize("written", ["18", "18.00", "18:00", "1800", "kl. 18", "klokka 18.00"])
def test_the_clock_is_read_as_people_write_it(written):
    form = GatheringForm({**GOOD, "begins": written}, now=NOON)

    assert form.is_valid()
    assert form.cleaned_data["begins"] == datetime.time(18)


def test_the_hour_that_is_left_out_in_march_is_refused():
    night = {**GOOD, "day": "29.3.2026", "begins": "02.30", "ends": "04", "sign_up_by": ""}
    form = GatheringForm(night, now=moment("2026-03-01 12:00"))

    assert list(form.errors) == ["begins"]


def test_the_wall_clock_stands_over_the_change_to_winter_time():
    nights = {**GOOD, "day": "24.10.2026", "begins": "18", "last_day": "25.10.2026", "ends": "18", "sign_up_by": ""}
    form = GatheringForm(nights, now=NOON)

    assert form.is_valid()
    assert form.values["starts_at"].astimezone(datetime.UTC).isoformat() == "2026-10-24T16:00:00+00:00"
    assert form.values["ends_at"].astimezone(datetime.UTC).isoformat() == "2026-10-25T17:00:00+00:00"


def test_without_sign_up_there_are_no_places_and_no_last_day():
    form = GatheringForm({**GOOD, "sign_up": "no"}, now=NOON)

    assert form.is_valid(), form.errors
    assert (form.values["takes_sign_ups"], form.values["places"], form.values["sign_up_by"]) == (False, None, None)


@pytest.mark.parametrize(("written", "errors"), [("", []), ("Sykdom", []), ("Ring 22 42 45 45", ["because"])])
def test_the_reason_for_cancelling_can_be_left_out_and_names_no_number(written, errors):
    assert list(CancelGatheringForm({"because": written}).errors) == errors


@pytest.mark.parametrize(("weeks", "is_fine"), [("1", True), ("12", True), ("5", False), ("", False), ("x", False)])
def test_a_copy_is_made_for_one_of_the_offered_weeks(weeks, is_fine):
    assert CopyGatheringForm({"weeks": weeks}).is_valid() is is_fine


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"email": "", "phone": "22 42 45 45"}, []),
        ({"email": ""}, ["email"]),
        ({"email": "kari@"}, ["email"]),
        ({"email": "", "phone": "123"}, ["phone"]),
        ({"phone": "829 12 345"}, ["phone"]),
        ({"name": ""}, ["name"]),
        ({"agreed": ""}, ["agreed"]),
    ],
)
def test_signing_up_takes_a_name_one_way_to_reach_the_person_and_consent(changes, errors):
    form = SignUpForm({"name": "Kari", "email": "kari@example.org", "phone": "", "agreed": "on"} | changes)

    assert list(form.errors) == errors
