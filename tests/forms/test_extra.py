"""The organisation's own questions."""

import datetime

import pytest

from forms.extra import (
    LONGEST_CHOICE,
    LONGEST_HINT,
    LONGEST_LABEL,
    QUESTION_KINDS,
    ExtensibleForm,
    QuestionDefinition,
    QuestionForm,
)
from forms.fields import TextField

TODAY = datetime.date(2026, 6, 10)


class Ours(ExtensibleForm):
    name = TextField(longest=10, required_message="Skriv navnet")


def form_of(answer, **values):
    question = QuestionDefinition(name="own_1", label="Når kan du?", **values)
    return Ours({"name": "Kari", "own_1": answer}, extra=[question], today=TODAY)


@pytest.mark.parametrize(
    ("values", "answer", "cleaned"),
    [
        ({"kind": "text"}, "Ja,\nto.", "Ja,\nto."),
        ({"kind": "choice", "choices": (("a", "Dag"), ("b", "Kveld"))}, "b", "b"),
        ({"kind": "yes_no"}, "no", "no"),
        ({"kind": "number"}, "1 200", 1200),
        ({"kind": "date"}, "24.12.25", datetime.date(2025, 12, 24)),
        ({"kind": "text"}, "", ""),
        ({"kind": "number"}, "", None),
        ({"kind": "date"}, "", None),
    ],
)
def test_a_question_of_each_kind_is_answered(values, answer, cleaned):
    form = form_of(answer, **values)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["own_1"] == cleaned
    assert list(form.fields) == ["name", "own_1"]


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"kind": "text"}, "x" * 1001),
        ({"kind": "choice", "choices": (("a", "Dag"),)}, "c"),
        ({"kind": "yes_no"}, "maybe"),
        ({"kind": "number"}, "six"),
        ({"kind": "date"}, "31.6"),
    ],
)
def test_bad_input_gets_one_error(values, answer):
    assert {name: len(texts) for name, texts in form_of(answer, **values).errors.items()} == {"own_1": 1}


@pytest.mark.parametrize("kind", [kind for kind, _name in QUESTION_KINDS])
def test_an_unanswered_question_that_has_to_be_answered_is_named_in_its_error(kind):
    assert form_of("", kind=kind, required=True).errors == {"own_1": ["Svar på dette: Når kan du?"]}


GOOD = {"label_nb": "Når kan du?", "kind": "choice", "choices_nb": "Dag\nKveld", "step": "one", "order": "1"}
CHOICES = {"step": [("one", "Først"), ("two", "Så")], "categories": [("talks", "Samtaler")]}


def edit(initial=None, is_new=True, **changes):
    return QuestionForm(GOOD | changes, choices=CHOICES, early_steps=["one"], is_new=is_new, initial=initial)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"kind": "text", "choices_nb": ""}, []),
        ({"label_nb": "", "label_en": "When?"}, ["label"]),
        ({"label_nb": "x" * LONGEST_LABEL}, []),
        ({"label_nb": "x" * (LONGEST_LABEL + 1)}, ["label"]),
        ({"hint_nb": "x" * (LONGEST_HINT + 1)}, ["hint"]),
        ({"choices_nb": ""}, ["choices"]),
        ({"choices_nb": "Dag"}, ["choices"]),
        ({"choices_nb": "Dag\n Dag "}, ["choices"]),
        ({"choices_nb": "Dag\n" + "x" * (LONGEST_CHOICE + 1)}, ["choices"]),
        ({"choices_en": "Day"}, ["choices"]),
        ({"choices_en": "Day\nEvening"}, []),
        ({"kind": "song"}, ["kind"]),
        ({"step": "three"}, ["step"]),
        ({"categories": ["talks"]}, ["categories"]),  # in an early step it is not known what is chosen
        ({"step": "two", "categories": ["talks"]}, []),
        ({"order": "1000"}, ["order"]),
        ({"order": ""}, ["order"]),
    ],
)
def test_a_question_is_complete_in_bokmal_and_in_a_step(changes, errors):
    assert list(edit(**changes).errors) == errors


def test_the_choices_are_one_wording_for_each_line():
    form = edit(choices_nb=" Dag \n\n Sen  kveld", choices_en="Day\nLate evening")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["choices"] == [{"nb": "Dag", "en": "Day"}, {"nb": "Sen kveld", "en": "Late evening"}]


def test_a_question_without_choices_stores_none():
    form = edit(kind="text", choices_nb="Dag\nKveld")

    assert form.is_valid()
    assert form.cleaned_data["choices"] == []


def test_kind_and_step_of_a_stored_question_cannot_be_changed():
    fields = {name: list(edit(initial, is_new=False).fields) for name, initial in (
        ("text", {"step": "one"}), ("choice", {"step": "one", "choices": {"nb": "Dag\nKveld"}}),
    )}  # fmt: skip

    assert not {"kind", "step", "choices"} & set(fields["text"])
    assert {"kind", "step", "choices"} & set(fields["choice"]) == {"choices"}
    assert list(edit({"step": "one"}, is_new=False, categories=["talks"]).errors) == ["categories"]
