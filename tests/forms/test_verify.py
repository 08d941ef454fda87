"""Finding out whether a document is genuine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.verify import VerifyCodeForm


@pytest.mark.parametrize(("typed", "code"), [("ab12-cd34-ef", "ab12cd34ef"), (" AB12 CD34 EF ", "AB12CD34EF")])
def test_dashes_and_spaces_are_taken_out(typed, code):
    form = VerifyCodeForm({"code": typed})

    assert form.is_valid()
    assert form.cleaned_data == {"code": code}


@pytest.mark.parametrize("typed", ["", " ", "--", "x" * 401, "ab\x00", "ab\u202e"])
def test_what_is_no_code_gets_one_error(typed):
    assert {name: len(texts) for name, texts in VerifyCodeForm({"code": typed}).errors.items()} == {"code": 1}


@given(st.text(max_size=50))
def test_any_text_is_letters_and_digits_or_refused(typed):
    form = VerifyCodeForm({"code": typed})

    assert form.cleaned_data["code"].isalnum() if form.is_valid() else list(form.errors) == ["code"]
