"""Phone numbers: what is typed, what is kept and what is shown."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from forms.contact import ContactRequestForm, OpenContactRequestForm
from forms.gathering import SignUpForm
from forms.phones import PhoneField, format_phone
from tests.forms.cleaning import clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("22 42 45 45", "+4722424545"), ("+47 22424545", "+4722424545"), ("0047 22 42 45 45", "+4722424545"),
        ("22-42-45-45", "+4722424545"), ("\u200b22 42 45 45", "+4722424545"), ("", ""),
        ("+46 8 123 456 78", "+46812345678"),
    ],
)  # fmt: skip
def test_a_phone_number_is_read_as_people_write_it(typed, kept):
    assert PhoneField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["1234567", "abc", "12", "99999999999999"])
def test_what_is_no_phone_number_gets_a_sentence(typed):
    with pytest.raises(ValidationError):
        PhoneField(required=False).clean(typed)


@pytest.mark.parametrize(("typed", "kept"), [("04800", "04800"), ("116 123", "116123"), ("22 42 45 45", "+4722424545")])
def test_an_organisation_can_have_a_number_of_five_or_six_digits(typed, kept):
    assert PhoneField(takes_service_numbers=True).clean(typed) == kept


@pytest.mark.parametrize("typed", ["116 123", "4705000", "22424545 / 90000000", "22424545 x 12", "22424545 Kari"])
def test_a_person_has_one_whole_number(typed):
    assert isinstance(clean(PhoneField(), typed), list)


COSTLY = ["82940000", "829 12 345", "815 00 000", "02123", "+44 909 8790000", "+44 70 1234 5678", "+1 900 555 0123",
          "+371 90001234"]  # fmt: skip


@pytest.mark.parametrize("typed", COSTLY)
def test_a_number_that_others_are_to_call_costs_nobody_a_fortune(typed):
    with pytest.raises(ValidationError, match="koster for mye å ringe"):
        PhoneField(required=False, refuse_costly_numbers=True).clean(typed)
    assert PhoneField(required=False).clean(typed)


@pytest.mark.parametrize("typed", ["22 42 45 45", "900 00 000", "+46 8 123 456 78", "800 12 345", ""])
def test_an_ordinary_number_can_be_called_by_anyone(typed):
    field = PhoneField(required=False, refuse_costly_numbers=True)

    assert field.clean(typed) == PhoneField(required=False).clean(typed)


def test_whoever_gives_a_number_for_others_to_call_gives_an_ordinary_one():
    for form in (ContactRequestForm, OpenContactRequestForm, SignUpForm):
        assert form.base_fields["phone"].refuse_costly_numbers, form


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+4722424545", "22 42 45 45"), ("116123", "116 123"), ("113", "113"), ("+4790000000", "90 00 00 00")],
)
def test_a_phone_number_is_shown_in_groups(number, shown):
    assert format_phone(number).replace("\N{NO-BREAK SPACE}", " ") == shown


@given(st.integers(20_000_000, 99_999_999))
def test_a_norwegian_number_that_is_accepted_is_shown_as_it_can_be_typed_again(number):
    kept = clean(PhoneField(), str(number))
    if isinstance(kept, str):
        assert kept == f"+47{number}"
        assert PhoneField().clean(format_phone(kept)) == kept


@pytest.mark.parametrize("text", ["", "abc", "+", "1234567890123456789"])
def test_what_is_no_phone_number_is_shown_as_it_is(text):
    assert format_phone(text).replace("\N{NO-BREAK SPACE}", "") == text
