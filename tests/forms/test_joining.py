"""The address of another account, and how the office knows that both are one person's."""

from forms.joining import OtherAccountForm, OwnOtherAccountForm


def test_an_address_is_read_as_meant_and_anything_else_refused():
    form = OwnOtherAccountForm({"email": " Kari@Example.org "})
    assert form.is_valid()
    assert form.cleaned_data["email"].lower() == "kari@example.org"
    assert "email" in OwnOtherAccountForm({"email": "kari"}).errors
    assert set(OtherAccountForm({"email": "", "reason": ""}).errors) == {"email", "reason"}
