"""Fields where one ticks."""

import pytest
from django import forms

from forms.choice_fields import CheckboxField, ChoiceWithHint, MultiChoiceField, SingleChoiceField
from tests.forms.cleaning import clean

CHOICES = [("a", "A"), ("b", ChoiceWithHint("B", "Mer om B"))]


@pytest.mark.parametrize("given_code", ["", "c", None, "A", "a "])
def test_what_cannot_be_chosen_gets_the_sentence_of_the_field(given_code):
    assert clean(SingleChoiceField(choices=CHOICES, required_message="Velg én"), given_code) == ["Velg én"]


@pytest.mark.parametrize(("codes", "is_fine"), [(["a"], True), (["b", "a"], True), (["a", "c"], False)])
def test_any_number_of_offered_choices(codes, is_fine):
    field = MultiChoiceField(choices=CHOICES, required_message="Velg noe")

    assert (clean(field, codes) == codes) is is_fine
    assert clean(field, []) == ["Velg noe"]


class Optional(forms.Form):
    since = SingleChoiceField(
        choices=[("a", "A"), ("b", "B")], required=False, required_message="Velg én", no_answer="Ingen"
    )


@pytest.mark.parametrize(("data", "ticked"), [(None, []), ({"since": "a"}, ["A"]), ({"since": ""}, ["Ingen"])])
def test_a_choice_that_is_optional_can_be_taken_back(data, ticked):
    form = Optional(data)
    buttons = {button.choice_label: button.data["selected"] for button in form["since"]}

    assert list(buttons) == ["A", "B", "Ingen"]
    assert [name for name, is_ticked in buttons.items() if is_ticked] == ticked
    assert data is None or form.is_valid()


def test_a_choice_that_is_needed_or_has_an_empty_answer_of_its_own_gets_no_other():
    needed = SingleChoiceField(choices=CHOICES, required_message="Velg én")
    own = SingleChoiceField(choices=[("", "Helst ikke"), *CHOICES], required=False, required_message="Velg én")

    assert [len(field.widget.optgroups("x", [""])) for field in (needed, own)] == [2, 3]


def test_a_choice_with_a_hint_is_its_name():
    choice = ChoiceWithHint("B", "Mer om B")

    assert (choice, choice.hint) == ("B", "Mer om B")


@pytest.mark.parametrize(("given_value", "is_fine"), [(True, True), (False, False), (None, False)])
def test_a_box_has_to_be_ticked_where_it_is_required(given_value, is_fine):
    assert clean(CheckboxField(required_message="Kryss av"), given_value) == (True if is_fine else ["Kryss av"])
