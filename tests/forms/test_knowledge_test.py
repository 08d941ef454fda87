"""Answering a question, and how the knowledge test is held."""

import datetime

import pytest

from forms.knowledge_test import ExceptionForm, KnowledgeTestSettingsForm, ThemeForm, answer_form_class

ANSWERS = [("a", "Lytte"), ("b", "Avbryte"), ("c", "Spørre")]
THEMES = [("listening", "Å lytte", 6), ("secrets", "Taushet", 4)]


@pytest.mark.parametrize(
    ("kind", "given", "choice"),
    [
        ("one", "a", "a"),
        ("one", "", None),
        ("one", "d", None),
        ("several", ["a", "c"], ["a", "c"]),
        ("several", [], None),
        ("several", ["a", "d"], None),
    ],
)
def test_a_question_is_answered_with_its_choices(kind, given, choice):
    form = answer_form_class(kind)({"choice": given}, choices={"choice": ANSWERS})

    assert form.is_valid() is (choice is not None)
    assert form.cleaned_data.get("choice") == choice


@pytest.mark.parametrize(("theme", "is_fine"), [("", True), ("listening", True), ("money", False)])
def test_a_theme_is_one_of_those_offered(theme, is_fine):
    assert ThemeForm({"tema": theme}, choices={"tema": [("", "Alle"), ("listening", "Å lytte")]}).is_valid() is is_fine


def settings(**changes):
    return KnowledgeTestSettingsForm(
        {"questions": "8", "pass_mark": "6", "counting_tries": "2"} | changes, themes=THEMES
    )


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"questions": "10"}, []),
        ({"questions": "11"}, ["questions"]),
        ({"questions": "0"}, ["questions"]),
        ({"questions": ""}, ["questions"]),
        ({"pass_mark": "9"}, ["pass_mark"]),
        ({"pass_mark": "0"}, ["pass_mark"]),
        ({"counting_tries": "3"}, ["counting_tries"]),
        ({"most_attempts": "51"}, ["most_attempts"]),
        ({"wait_days": "366"}, ["wait_days"]),
        ({"theme_listening": "7"}, ["theme_listening"]),
        ({"theme_listening": "6", "theme_secrets": "3"}, ["__all__"]),  # nine of eight
        ({"theme_listening": "1", "theme_secrets": "1"}, ["__all__"]),  # two of eight
        ({"theme_listening": "3"}, ["__all__"]),  # at most seven of eight
        ({"theme_listening": "4"}, []),
        ({"theme_listening": "0"}, ["__all__"]),
    ],
)
def test_the_numbers_of_a_test_fit_the_question_bank(changes, errors):
    assert list(settings(**changes).errors) == errors


def test_valid_settings_are_what_the_service_takes():
    form = settings(theme_listening="5", wait_days="", most_attempts="3", brings_back="on")

    assert form.is_valid(), form.errors
    assert form.values == {
        "questions": 8, "pass_mark": 6, "counting_tries": 2, "must_pass_critical": False, "brings_back": True,
        "most_attempts": 3, "wait_days": 0, "themes": {"listening": 5},
    }  # fmt: skip


def test_every_field_is_a_rule_or_a_theme():
    form = settings()

    assert [field.name for field in [*form.rule_fields(), *form.theme_fields()]] == list(form.fields)
    assert [field.name for field in form.theme_fields()] == ["theme_listening", "theme_secrets"]


def exception(**changes):
    choices = {"kind": [("more_attempts", "Flere forsøk"), ("oral_test", "Muntlig"), ("no_test", "Ingen prøve")]}
    return ExceptionForm({"reason": "Dysleksi"} | changes, choices=choices, today=datetime.date(2027, 3, 12))


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"kind": "more_attempts", "number": "1"}, []),
        ({"kind": "more_attempts"}, ["number"]),
        ({"kind": "more_attempts", "number": "0"}, ["number"]),
        ({"kind": "oral_test", "held_on": "12.3.2027", "held_by": "Siri Sekretær"}, []),
        ({"kind": "oral_test"}, ["held_by", "held_on"]),
        ({"kind": "oral_test", "held_on": "13.3.2027", "held_by": "Siri"}, ["held_on"]),
        ({"kind": "oral_test", "held_on": "12.3.2027", "held_by": "12"}, ["held_by"]),
        ({"kind": "no_test"}, []),
        ({"kind": "no_test", "reason": ""}, ["reason"]),
        ({"kind": "gift"}, ["kind"]),
    ],
)
def test_an_exception_says_what_its_kind_needs(changes, errors):
    assert sorted(exception(**changes).errors) == errors


def test_only_what_belongs_to_the_kind_is_kept():
    form = exception(kind="more_attempts", number="2", held_by="Siri", held_on="1.3.2027")

    assert form.is_valid()
    assert form.values == {"kind": "more_attempts", "reason": "Dysleksi", "number": 2}
    form = exception(kind="oral_test", number="2", held_by="Siri", held_on="1.3.2027")
    assert form.is_valid()
    assert form.values == {
        "kind": "oral_test", "reason": "Dysleksi", "held_on": datetime.date(2027, 3, 1), "held_by": "Siri",
    }  # fmt: skip
