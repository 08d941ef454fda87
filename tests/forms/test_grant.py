"""The forms of the grant file."""

import pytest

from forms.grant import FreezeForm, GrantContactForm, HoldForm, ReleaseForm

WHOLE = {"street": "Storgata 1", "postcode": "N-0155", "place": "Oslo", "phone": "22424545", "email": "k@example.org"}


def test_the_postcode_keeps_its_zero_and_the_phone_its_country():
    form = GrantContactForm(WHOLE)
    assert form.is_valid()
    assert (form.cleaned_data["postcode"], form.cleaned_data["phone"]) == ("0155", "+4722424545")


@pytest.mark.parametrize("name", WHOLE)
def test_each_part_is_required(name):
    form = GrantContactForm(WHOLE | {name: " "})
    assert list(form.errors) == [name]


@pytest.mark.parametrize(
    ("is_missing", "is_correction", "fields"),
    [
        (False, False, []),
        (True, False, ["despite_gaps", "reason"]),
        (False, True, ["reason"]),
        (True, True, ["despite_gaps", "reason"]),
    ],
)
def test_freezing_asks_only_for_what_it_needs(is_missing, is_correction, fields):
    form = FreezeForm({}, is_missing=is_missing, is_correction=is_correction)
    assert list(form.fields) == list(form.errors) == fields


def test_a_hold_has_a_reason():
    assert list(HoldForm({"reason": ""}).errors) == ["reason"]


def test_lifting_a_hold_has_a_reason():
    assert list(ReleaseForm({"why_released": ""}).errors) == ["why_released"]
