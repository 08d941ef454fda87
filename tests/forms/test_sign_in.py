"""Signing in: the address and the codes."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from forms import sign_in


@pytest.mark.parametrize(
    ("typed", "code"),
    [("123456", "123456"), (" 123 456 ", "123456"), ("123-456", "123456"), ("123\u00a0456", "123456"),
     ("\u200b123456\ufeff", "123456"), ("123\x00456", "123456"), ("000001", "000001")],
)  # fmt: skip
def test_a_code_is_read_as_it_is_pasted(typed, code):
    assert sign_in.CodeField().clean(typed) == code


@pytest.mark.parametrize("typed", ["", " ", "-", "\u200b", None])
def test_a_code_is_needed(typed):
    with pytest.raises(ValidationError):
        sign_in.CodeField().clean(typed)
    assert list(sign_in.FreshCodeForm({"code": typed}).errors) == ["code"]


@given(st.text())
def test_no_code_has_spaces_dashes_or_control_characters(typed):
    code = sign_in.CodeField(required=False).clean(typed)

    assert not [character for character in code if character.isspace() or character in "-\x00\u200b"]


@pytest.mark.parametrize(
    ("email", "is_fine"),
    [("kari@example.org", True), ("kari", False), ("", False), (f"{'x' * 250}@example.org", False)],
)
def test_a_code_is_sent_to_an_address(email, is_fine):
    field = sign_in.RequestCodeForm.base_fields["email"]

    if is_fine:
        assert field.clean(email) == email
    else:
        with pytest.raises(ValidationError):
            field.clean(email)


@pytest.mark.parametrize(
    "form",
    [sign_in.ConfirmCodeForm, sign_in.SecondFactorForm, sign_in.SetUpSecondFactorForm, sign_in.FreshCodeForm],
)
def test_every_form_for_a_code_reads_it_in_the_same_way(form):
    field = form.base_fields["code"]

    assert isinstance(field, sign_in.CodeField)
    assert field.widget.attrs["autocomplete"] == "one-time-code"
    assert form.use_required_attribute is False
