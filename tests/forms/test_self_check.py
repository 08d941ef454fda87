"""The self check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.self_check import ANSWER_CHOICES, NOT_YET, SelfCheckForm

NAMES = list(SelfCheckForm.base_fields)
ANSWERS = st.fixed_dictionaries({name: st.sampled_from([code for code, _name in ANSWER_CHOICES]) for name in NAMES})


@given(ANSWERS)
def test_the_statements_that_do_not_hold_yet(answers):
    form = SelfCheckForm(answers)

    assert form.is_valid()
    assert [field.name for field in form.not_yet] == [name for name in NAMES if answers[name] == NOT_YET]


@pytest.mark.parametrize("answer", ["", "no"])
@pytest.mark.parametrize("name", NAMES)
def test_every_statement_has_its_own_error(name, answer):
    errors = {field: str(SelfCheckForm({}).errors[field][0]) for field in NAMES}

    assert SelfCheckForm(dict.fromkeys(NAMES, "yes") | {name: answer}).errors == {name: [errors[name]]}
    assert len(set(errors.values())) == len(NAMES)


def test_a_statement_that_is_left_out_is_not_asked():
    form = SelfCheckForm(dict.fromkeys(NAMES, "yes"), left_out=["age", "member"])

    assert form.is_valid()
    assert set(NAMES) - set(form.fields) == {"age", "member"}
