"""What people type, and what is made of it."""

import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from forms.dates import DateField
from forms.fields import (
    DigitsField,
    EmailField,
    LongTextField,
    NameField,
    PostcodeField,
    TextField,
    WebAddressField,
    WholeNumberField,
    WordingFormField,
    normalize_text,
    parse_whole_number,
    remove_unstorable,
)
from forms.phones import PhoneField
from tests.forms.cleaning import OTHER_DIGITS, clean


@pytest.mark.parametrize(("typed", "kept"), [("5003", "5003"), (" 50 03 ", "5003"), ("NO-5003", "5003")])
def test_a_postcode_is_four_digits(typed, kept):
    assert PostcodeField().clean(typed) == kept


@pytest.mark.slow
@given(st.text(max_size=100))
def test_any_text_is_either_read_or_refused_with_a_sentence(text):
    for field in (PhoneField(), DateField(), PostcodeField(), WholeNumberField(), NameField()):
        try:
            field.clean(text)
        except ValidationError as refused:
            assert all(str(message) for message in refused.messages)


@pytest.mark.parametrize(("typed", "kept"), [("6", 6), (" 1 200 ", 1200), ("1.200", 1200), ("0", 0), ("12.0", 12)])
def test_a_number_is_read_with_its_spaces(typed, kept):
    assert WholeNumberField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["-1", "seks", "6,5", "1.5", "1.30", "1 30", "999999999999", "100001", "٦"])
def test_what_is_no_number_gets_a_sentence(typed):
    with pytest.raises(ValidationError):
        WholeNumberField().clean(typed)


class Letter(forms.Form):
    name = NameField()
    text = LongTextField(longest=1000)
    wording = WordingFormField(required=False)


def test_a_text_pasted_from_a_word_processor_is_kept():
    pasted = "\ufeffF\u00f8rste linje\vAndre\u2028Tredje\fFjerde\r\nFemte\u200b \u2060slutt\tog tabulator"

    assert LongTextField(longest=1000).clean(pasted) == (
        "F\u00f8rste linje\nAndre\nTredje\nFjerde\nFemte slutt\tog tabulator"
    )


def test_a_refused_text_is_shown_again_without_what_cannot_be_stored():
    typed = {
        "name": "Ka\x07ri\u202e", "text": "Hei\x00.\vJeg heter\x1b Kari.",
        "wording_nb": "Hei\x00", "wording_nn": "", "wording_en": "Hello",
    }  # fmt: skip
    form = Letter(typed)

    refused = form.errors.as_data()
    again = {"name": form["name"].value(), "text": form["text"].value(), "wording": form["wording"].value()}

    assert {name: len(faults) for name, faults in refused.items()} == {"name": 1, "text": 1, "wording": 1}
    assert again == {"name": "Kari", "text": "Hei.\nJeg heter Kari.", "wording": ["Hei", "", "Hello"]}
    answers = {"name": again["name"], "text": again["text"], "wording_nb": "Hei", "wording_en": "Hello"}
    assert Letter(answers).is_valid()


@pytest.mark.parametrize(
    "hidden", ["\u061c", "\u00ad", "\u034f", "\u115f", "\u180e", "\u3164", "\uffa0", "\ufff9", "\uffff", "\U000e0041"]
)
def test_a_sign_that_nobody_can_see_is_in_no_name_and_falls_out_of_a_text(hidden):
    assert Letter({"name": f"Ka{hidden}ri", "text": "Hei."}).errors.keys() == {"name"}
    assert LongTextField(longest=100).clean(f"Hei{hidden} du.") == "Hei du."


@pytest.mark.parametrize("typed", ["\u2800", "...", "123", "\u0301", "😀"])
def test_a_name_has_a_letter(typed):
    assert Letter({"name": typed, "text": "Hei."}).errors.keys() == {"name"}


@pytest.mark.parametrize("typed", ["Áŋŋá Čáhci-O'Connor", "Bjørn", "Ł", "王", "علي"])
def test_any_letters_make_a_name(typed):
    assert Letter({"name": typed, "text": "Hei."}).is_valid()


@pytest.mark.parametrize(("language", "limit"), [("nb", "1\xa0000"), ("nn", "1\xa0000"), ("en", "1,000")])
def test_a_limit_is_written_as_the_language_writes_numbers(language, limit):
    with translation.override(language):
        with pytest.raises(ValidationError) as long:
            LongTextField(longest=1000).clean("x" * 1001)
        with pytest.raises(ValidationError) as high:
            WholeNumberField(highest=1000).clean("1001")

        assert [limit in str(fault.value.message) for fault in (long, high)] == [True, True]


# Letters and digits of many kinds

SAMI = "áčđŋšŧžÁČĐŊŠŦŽïöåäõâǥǧǩʒǯ"
CONTROL = st.characters(categories=["Cc"], exclude_characters="\n\t\r\v\f\x1c\x1d\x1e\x1f\x85")
HIDDEN = st.sampled_from("\u00ad\u200b\u200e\u202e\u2060\u2066\u3164\ufeff\ufffe\U000e0041")


@given(st.text(SAMI, min_size=1, max_size=80))
def test_any_sami_letters_are_a_name_and_stay_the_same_letters(name):
    assert NameField().clean(name) == unicodedata.normalize("NFC", name)


@given(st.text(SAMI, min_size=1, max_size=20))
def test_a_letter_in_two_parts_and_in_one_is_the_same_letter(name):
    assert NameField().clean(unicodedata.normalize("NFD", name)) == NameField().clean(name)


@given(st.text(SAMI, max_size=5), st.one_of(CONTROL, HIDDEN), st.text(SAMI, min_size=1, max_size=5))
def test_no_name_holds_a_control_character_or_a_hidden_one(before, bad, after):
    assert isinstance(clean(NameField(), f"a{before}{bad}{after}"), list)


@given(st.text(max_size=200), st.booleans())
def test_what_is_left_of_a_text_is_accepted(text, multiline):
    left = remove_unstorable(text, multiline)

    assert remove_unstorable(left, multiline) == left
    assert normalize_text(left, multiline) == unicodedata.normalize("NFC", left)


@given(st.text(max_size=200))
def test_an_accepted_text_is_accepted_again_and_stays_the_same(text):
    for field in (TextField(longest=100, required=False), LongTextField(longest=100, required=False)):
        accepted = clean(field, text)
        if isinstance(accepted, str):
            assert len(accepted) <= 100
            assert field.clean(accepted) == accepted


@pytest.mark.parametrize(("length", "is_fine"), [(80, True), (81, False), (100_000, False)])
def test_a_name_that_is_too_long_gets_the_sentence_of_its_field(length, is_fine):
    own = NameField(too_long_message="Kortere, takk")

    assert isinstance(clean(NameField(), "x" * length), str) is is_fine
    assert clean(own, "x" * length) == ("x" * length if is_fine else ["Kortere, takk"])


@given(st.text(OTHER_DIGITS, min_size=1, max_size=8))
def test_digits_of_another_script_are_no_number(digits):
    assert isinstance(clean(WholeNumberField(), digits), list)
    assert isinstance(clean(PostcodeField(), digits), list)
    assert isinstance(clean(DigitsField(longest=20, invalid_message="Bare sifre"), digits), list)
    assert parse_whole_number(digits) is None


# Numbers that mean something


@given(st.integers(0, 999_999_999))
def test_a_number_in_an_address_means_itself(number):
    assert parse_whole_number(str(number)) == number


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "1 000", "1234567890", "1\n", "x", "1e3"])
def test_what_is_no_number_in_an_address_is_none(text):
    assert parse_whole_number(text) is None


@given(st.integers(-50, 150))
def test_a_number_lies_between_the_lowest_and_the_highest(number):
    is_fine = 1 <= number <= 100

    assert (clean(WholeNumberField(lowest=1, highest=100), str(number)) == number) is is_fine


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("00 12", "0012"), ("12-34.5", "12345"), ("", ""), ("\u200b12", None), ("12a", None), ("x", None)],
)
def test_a_member_number_keeps_its_zeros(typed, kept):
    field = DigitsField(longest=20, required=False, invalid_message="Bare sifre")

    assert clean(field, typed) == kept if kept is not None else isinstance(clean(field, typed), list)


@given(st.integers(0, 9999))
def test_any_four_digits_are_a_postcode(number):
    code = f"{number:04d}"

    assert [PostcodeField().clean(typed) for typed in (code, f"N-{code}", f"NO {code[:2]} {code[2:]}")] == [code] * 3


@pytest.mark.parametrize("typed", ["500", "50031", "fem tusen", "", " "])
def test_what_is_no_postcode_gets_one_sentence(typed):
    assert len(clean(PostcodeField(), typed)) == 1
    assert clean(PostcodeField(required=False), "") == ""


# Addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("kari@example.no", "kari@example.no"), (" kari@example.no ", "kari@example.no"),
        ("kari@blåbær.example.no", "kari@blåbær.example.no"), ("", None), ("kari", None), ("kari@", None),
        ("kari@example.no\x00", None), ("a b@example.no", None), (f"{'x' * 244}@example.no", None),
    ],
)  # fmt: skip
def test_an_e_mail_address(typed, kept):
    assert clean(EmailField(), typed) == kept if kept else len(clean(EmailField(), typed)) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("www.ms.no", "https://www.ms.no"), ("http://ms.no/a?b=c", "http://ms.no/a?b=c"), ("", None),
        ("javascript:alert(1)", None), ("ftp://ms.no", None), ("ms", None), ("https://ms.no/" + "x" * 200, None),
    ],
)  # fmt: skip
def test_a_web_address(typed, kept):
    assert clean(WebAddressField(), typed) == kept if kept else len(clean(WebAddressField(), typed)) == 1


def test_only_ones_own_web_address_is_suggested_by_the_browser():
    assert "autocomplete" not in WebAddressField().widget.attrs
    assert WebAddressField(autocomplete="url").widget.attrs["autocomplete"] == "url"


@pytest.mark.parametrize(
    ("texts", "wording"),
    [
        (["Hei", "Hei", "Hello"], {"nb": "Hei", "nn": "Hei", "en": "Hello"}),
        (["Hei", "", ""], {"nb": "Hei"}),
        (["", "", ""], {}),
        (["", "Hei", ""], None),
        (["Hei\x00", "", ""], None),
        (["x" * 11, "", ""], None),
    ],
)
def test_a_wording_has_bokmal_and_may_have_other_languages(texts, wording):
    field = WordingFormField(required=False, longest=10)

    assert (clean(field, texts) == wording) is (wording is not None)
