"""Long forms as lists of steps."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.dates import DateField
from forms.fields import LongTextField, TextField, WholeNumberField
from forms.phones import PhoneField
from forms.renderer import SiteForm
from forms.steps import Step, bound_form, steps_to_ask, summary_rows, validate_answers


class NameForm(SiteForm):
    name = TextField(longest=10, required_message="Skriv navnet")


class DogForm(SiteForm):
    dogs = WholeNumberField(highest=5)

    def eligibility_errors(self):
        return {"dogs": "Flere hunder trengs"} if self.cleaned_data["dogs"] < 2 else {}


NAME = Step("navn", "Navn", NameForm)
DOGS = Step("hunder", "Hunder", DogForm, condition=lambda values: values.get("choices") is None)
STEPS = [NAME, DOGS]


def without_dogs(key):
    return {"choices": {}}


def keys(steps):
    return [step.key for step in steps]


def test_a_step_is_asked_when_its_condition_is_met():
    assert keys(steps_to_ask(STEPS, lambda key: {})) == [NAME.key, DOGS.key]
    assert keys(steps_to_ask(STEPS, without_dogs)) == [NAME.key]


@pytest.mark.parametrize(
    ("raw", "answers", "gaps"),
    [
        ({}, {}, [NAME.key, DOGS.key]),
        ({NAME.key: {"name": ["Kari"]}}, {NAME.key: {"name": "Kari"}}, [DOGS.key]),
        ({NAME.key: {"name": ["x" * 11]}, DOGS.key: {"dogs": ["2"]}}, {DOGS.key: {"dogs": 2}}, [NAME.key]),
        ({NAME.key: {"name": ["Kari"]}, DOGS.key: {"dogs": ["1"]}}, {NAME.key: {"name": "Kari"}}, [DOGS.key]),
        ({NAME.key: {}, DOGS.key: {}}, {}, [NAME.key, DOGS.key]),
        ({"unknown": {"name": ["Kari"]}}, {}, [NAME.key, DOGS.key]),
        ({NAME.key: {"name": ["Kari", "Ola"]}}, {NAME.key: {"name": "Ola"}}, [DOGS.key]),
    ],
)
def test_answers_are_validated_and_the_gaps_are_found(raw, answers, gaps):
    found, missing = validate_answers(STEPS, raw)

    assert (found, keys(missing)) == (answers, gaps)


def test_a_step_that_is_not_asked_is_no_gap_and_its_answers_are_left_out():
    raw = {NAME.key: {"name": ["Kari"]}, DOGS.key: {"dogs": ["2"]}}

    assert validate_answers(STEPS, raw, without_dogs) == ({NAME.key: {"name": "Kari"}}, [])


def test_a_step_without_required_fields_has_to_be_saved():
    class Optional(SiteForm):
        note = TextField(longest=10, required=False)

    step = Step("notat", "Notat", Optional)

    assert keys(validate_answers([step], {})[1]) == [step.key]
    assert validate_answers([step], {step.key: {}}) == ({step.key: {"note": ""}}, [])


@given(st.dictionaries(st.sampled_from([NAME.key, DOGS.key, "x"]), st.dictionaries(
    st.sampled_from(["name", "dogs", "x"]), st.lists(st.text(max_size=12), min_size=1, max_size=2), max_size=3
)))  # fmt: skip
def test_every_step_is_either_answered_or_a_gap(raw):
    answers, gaps = validate_answers(STEPS, raw)

    assert sorted([*answers, *keys(gaps)]) == sorted(keys(STEPS))


class Everything(SiteForm):
    name = TextField(longest=20, label="Navn", required=False)
    text = LongTextField(longest=20, label="Tekst", required=False)
    phone = PhoneField(label="Telefon", required=False)
    day = DateField(label="Dag", required=False)
    one = SingleChoiceField(label="En", choices=[("a", "A-navn")], required_message="Velg", required=False)
    several = MultiChoiceField(label="Flere", choices=[("a", "A-navn"), ("b", "B-navn")], required=False)
    ticked = CheckboxField(label="Ja?", required=False)
    number = WholeNumberField(label="Antall", required=False)


def rows_of(**values):
    return {row["name"]: row for row in summary_rows(bound_form(Step("alt", "Alt", Everything), values))}


def test_the_summary_says_every_answer_in_words():
    rows = rows_of(
        name=["Áŋŋá"], text=["To\r\nlinjer"], phone=["22424545"], day=["2026-06-03"], one=["a"], several=["a", "b"],
        ticked=["on"], number=["0"],
    )  # fmt: skip
    values = {name: row["value"].replace("\N{NO-BREAK SPACE}", " ") for name, row in rows.items()}

    assert values == {
        "name": "Áŋŋá", "text": "To\nlinjer", "phone": "22 42 45 45", "day": "3. juni 2026", "one": "A-navn",
        "several": "A-navn\nB-navn", "ticked": "Ja", "number": "0",
    }  # fmt: skip
    assert [row["key"] for row in rows.values()] == [field.label for field in Everything.base_fields.values()]
    assert {name for name, row in rows.items() if "lines" in row} == {"several"}
    assert rows["several"]["lines"] == ["A-navn", "B-navn"]


def test_a_missing_answer_is_empty_and_a_wrong_one_stands_as_it_was_written():
    assert {row["value"] for row in rows_of().values()} == {""}
    assert rows_of(day=["i morgen"], phone=["12"])["day"]["value"] == "i morgen"
    assert rows_of(one=["z"])["one"]["value"] == "z"


def test_an_answer_that_was_offered_before_keeps_its_name():
    form = bound_form(Step("alt", "Alt", Everything), {"one": ["old"]})
    form.fields["one"].known_choices = [("a", "A-navn"), ("old", "Gammelt")]

    assert {row["name"]: row["value"] for row in summary_rows(form)}["one"] == "Gammelt"


def test_a_field_can_be_kept_out_of_the_summary():
    form = bound_form(Step("alt", "Alt", Everything), {})
    form.fields["one"].is_kept_out_of_summary = True

    assert "one" not in {row["name"] for row in summary_rows(form)}


def test_a_bound_form_has_every_value_and_the_keyword_arguments():
    form = bound_form(Step("alt", "Alt", Everything), {"several": ["b", "a"]}, today=datetime.date(2026, 6, 10))

    assert form.is_valid()
    assert (form.cleaned_data["several"], form.today) == (["b", "a"], datetime.date(2026, 6, 10))
