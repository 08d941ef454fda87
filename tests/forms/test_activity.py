"""Logging an activity."""

import datetime

import pytest

from forms.activity import ActivityForm
from forms.fields import LongTextField, TextField

TODAY = datetime.date(2026, 6, 10)
CHOICES = {"chapter": [("bergen", "Bergen")], "led_by": [], "topics": [("new", "Ny")]}


def form_of(answers, choices=CHOICES):
    group = {"kind": "conversation_group", "when": "today", "participants": "6", "minutes": "60"}
    answers = group | {"leader": "me"} | answers
    return ActivityForm(answers, choices=choices, today=TODAY)


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("Vi møttes 12.03.2026 kl. 18.00-20.00", True),
        ("Rom 204, 15 stoler", True),
        ("Skriv til kari@example.no", False),
        ("Telefon 22424545", False),
        ("Telefon 22 42 45 45", False),
        ("Født 01017012345", False),
    ],
)
def test_notes_hold_nothing_that_points_at_somebody(text, is_fine):
    form = form_of({"note": text})
    assert ("note" not in form.errors) is is_fine


@pytest.mark.parametrize(
    ("answers", "date"),
    [
        ({"when": "today"}, "2026-06-10"),
        ({"when": "yesterday"}, "2026-06-09"),
        ({"when": "other", "day": "3.6.2026"}, "2026-06-03"),
        ({"when": "other", "day": "onsdag 3. juni 2026"}, "2026-06-03"),
        ({"when": "today", "day": "10.6.2026"}, "2026-06-10"),
    ],
)
def test_the_date_of_an_activity(answers, date):
    form = form_of(answers)

    assert form.is_valid(), form.errors
    assert form.date.isoformat() == date


@pytest.mark.parametrize(
    ("answers", "date", "is_another_day"),
    [
        ({"opened": "2026-06-09"}, "2026-06-09", True),
        ({"opened": "2026-06-09", "when": "yesterday"}, "2026-06-08", True),
        ({"opened": "2026-06-09", "when": "other", "day": "10.6.2026"}, "2026-06-10", False),
        ({"opened": "2026-06-03"}, "2026-06-03", True),
        ({"opened": "2026-06-10"}, "2026-06-10", False),
        ({"opened": "2026-06-11"}, "2026-06-10", False),  # a day to come
        ({"opened": "0001-01-01", "when": "yesterday"}, "2026-06-09", False),
        ({"opened": "i går"}, "2026-06-10", False),
    ],
)
def test_today_is_the_day_on_which_the_form_was_opened(answers, date, is_another_day):
    form = form_of(answers)

    assert form.is_valid(), form.errors
    assert (form.date.isoformat(), form.is_sent_on_another_day) == (date, is_another_day)


def test_a_form_that_was_opened_in_december_and_sent_in_january_belongs_to_december():
    answers = {"kind": "visit", "when": "today", "opened": "2026-12-31", "leader": "me"}
    form = ActivityForm(answers, choices=CHOICES, today=datetime.date(2027, 1, 1))

    assert form.is_valid(), form.errors
    assert form.date == datetime.date(2026, 12, 31)


def test_a_form_from_another_day_shows_its_days_as_dates():
    names = {code: str(name) for code, name in form_of({"opened": "2026-06-09"}).fields["when"].choices}
    today = [str(name) for _code, name in form_of({"opened": "2026-06-10"}).fields["when"].choices]

    assert names == {"today": "Tirsdag 9. juni 2026", "yesterday": "Mandag 8. juni 2026", "other": "En annen dag"}
    assert today == ["I dag, onsdag 10. juni", "I går, tirsdag 9. juni", "En annen dag"]


def asked_form(answers, before):
    form = form_of(answers)
    form.initial = {"participants": before}
    return form


@pytest.mark.parametrize(
    ("kind", "participants", "before", "is_asked"),
    [
        ("conversation_group", 29, None, False), ("conversation_group", 30, None, True), ("course", 99, None, False),
        ("course", 100, None, True), ("course", 50, 5, True), ("course", 40, 5, False),
        ("activity_group", 60, 60, False),
    ],
)  # fmt: skip
def test_an_unlikely_number_is_asked_about_once(kind, participants, before, is_asked):
    answers = {"kind": kind, "participants": str(participants), "minutes": "90"}
    form = asked_form(answers, before)

    assert form.is_valid() is not is_asked
    if is_asked:
        assert list(form.errors) == ["participants"]
        assert str(participants) in form.errors["participants"][0]
        answers["asked_participants"] = str(form.asked_participants)
        assert asked_form(answers, before).is_valid()
        assert not asked_form({**answers, "participants": "1500"}, before).is_valid()


def test_a_day_that_is_said_from_today_is_of_the_day_on_which_the_form_was_opened():
    form = form_of({"opened": "2026-06-09", "when": "other", "day": "i går"})
    assert form.is_valid(), form.errors
    assert form.date == datetime.date(2026, 6, 8)


@pytest.mark.parametrize("when", ["today", "yesterday"])
def test_a_form_that_was_opened_long_ago_asks_which_day_it_was(when):
    form = form_of({"opened": "2026-06-02", "when": when})

    assert form.errors == {
        "when": ["Skjemaet ble åpnet tirsdag 2. juni 2026. Velg «En annen dag», og skriv hvilken dag det var"]
    }
    assert form_of({"opened": "2026-06-02", "when": "other", "day": "2.6.2026"}).is_valid()


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"when": "other"}, ["day"]),
        ({"when": "other", "day": "3.3"}, ["day"]),  # the year is guessed, and shown first
        ({"when": "today", "day": "3.6"}, ["when"]),  # two days: which one?
        ({"when": "yesterday", "day": "3.6.2026"}, ["when"]),
        ({"when": "other", "day": "11.6.2026"}, ["day"]),
        ({"when": "other", "day": "31.6"}, ["day"]),
        ({"when": "i går"}, ["when"]),
        ({"kind": ""}, ["kind"]),
        ({"participants": ""}, ["participants"]),
        ({"participants": "2001"}, ["participants"]),
        ({"participants": "-1"}, ["participants"]),
        ({"minutes": ""}, ["minutes"]),
        ({"minutes": "0"}, ["minutes"]),
        ({"minutes": "1.30"}, ["minutes"]),
        ({"participants": "1.5"}, ["participants"]),
        ({"topics": ["unknown"]}, ["topics"]),
        ({"place": "x" * 101}, ["place"]),
        ({"place": "Hos kari@example.org"}, ["place"]),
    ],
)
def test_bad_input_gets_one_error_at_its_field(answers, errors):
    assert {name: len(texts) for name, texts in form_of(answers).errors.items()} == dict.fromkeys(errors, 1)


@pytest.mark.parametrize("written", ["90", "90 min", "1 t 30", "halvannen time"])
def test_minutes_are_written_as_people_say_them(written):
    form = form_of({"minutes": written, "participants": "6 personer"})

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["minutes"], form.cleaned_data["participants"]) == (90, 6)


@pytest.mark.parametrize("kind", ["visit", "phone"])
def test_a_visit_and_a_phone_call_are_with_one_person_and_need_no_numbers(kind):
    form = form_of({"kind": kind, "participants": "", "minutes": ""})

    assert form.is_valid(), form.errors
    assert (form.cleaned_data["participants"], form.cleaned_data["minutes"]) == (1, None)


@pytest.mark.parametrize("kind", ["visit", "phone"])
@pytest.mark.parametrize(("typed", "errors"), [("5", ["participants"]), ("0", ["participants"]), ("1", [])])
def test_a_number_that_cannot_be_meant_is_not_saved_as_another(kind, typed, errors):
    assert list(form_of({"kind": kind, "participants": typed}).errors) == errors


@pytest.mark.parametrize("kind", ["digital", "other"])
def test_the_minutes_are_only_needed_for_groups_and_courses(kind):
    assert form_of({"kind": kind, "minutes": ""}).is_valid()


def test_what_cannot_be_chosen_is_not_asked():
    two = [("bergen", "Bergen"), ("oslo", "Oslo")]

    assert not {"chapter", "led_by"} & set(form_of({}).fields)
    assert {"chapter", "led_by"} <= set(form_of({}, CHOICES | {"chapter": two, "led_by": [("", "Jeg")]}).fields)


def test_every_field_is_shown_once_and_errors_in_the_optional_ones_are_announced():
    form = form_of({})
    shown = [field.name for field in [*form.main_fields, *form.optional_fields]]

    assert sorted(shown) == sorted(form.fields)
    assert [form_of({"note": note}).optional_fields_have_errors for note in ("", "22424545")] == [False, True]


def test_a_device_may_keep_choices_days_and_numbers_and_no_free_text():
    two = [("bergen", "Bergen"), ("oslo", "Oslo")]
    form = form_of({}, CHOICES | {"chapter": two, "led_by": [("", "Jeg")]})

    assert {"kind", "when", "day", "participants", "minutes", "chapter", "led_by", "topics"} <= set(form.kept_fields)
    texts = {name for name, field in form.fields.items() if isinstance(field, TextField | LongTextField)}
    assert {"place", "note"} <= texts
    assert not texts & set(form.kept_fields)
