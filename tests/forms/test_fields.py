"""What people type, and what is made of it."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from forms.contact import AskForContact, CallMe
from forms.fields import (
    DayField,
    LongTextField,
    NameField,
    PhoneField,
    PostcodeField,
    WholeNumberField,
    WordingFormField,
    phone_in_words,
    read_day,
)
from forms.gathering import SignUpToGathering

TODAY = datetime.date(2026, 6, 10)


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


COSTLY = ["82940000", "829 12 345", "815 00 000", "02123", "+44 909 8790000", "+44 70 1234 5678", "+1 900 555 0123",
          "+371 90001234"]  # fmt: skip


@pytest.mark.parametrize("typed", COSTLY)
def test_a_number_that_others_are_to_call_costs_nobody_a_fortune(typed):
    with pytest.raises(ValidationError, match="koster for mye å ringe"):
        PhoneField(required=False, callable_by_anyone=True).clean(typed)
    assert PhoneField(required=False).clean(typed)


@pytest.mark.parametrize("typed", ["22 42 45 45", "900 00 000", "+46 8 123 456 78", "800 12 345", ""])
def test_an_ordinary_number_can_be_called_by_anyone(typed):
    field = PhoneField(required=False, callable_by_anyone=True)

    assert field.clean(typed) == PhoneField(required=False).clean(typed)


def test_whoever_gives_a_number_for_others_to_call_gives_an_ordinary_one():
    for form in (AskForContact, CallMe, SignUpToGathering):
        assert form.base_fields["phone"].callable_by_anyone, form


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+4722424545", "22 42 45 45"), ("116123", "116 123"), ("113", "113"), ("+4790000000", "90 00 00 00")],
)
def test_a_phone_number_is_shown_in_groups(number, shown):
    assert phone_in_words(number).replace("\N{NO-BREAK SPACE}", " ") == shown


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3.6", (2026, 6, 3)), ("3/6-26", (2026, 6, 3)), ("03.06.2026", (2026, 6, 3)), ("2026-06-03", (2026, 6, 3)),
        ("24.12", (2025, 12, 24)), (" 3. 6. 2026 ", (2026, 6, 3)), ("3.6.", (2026, 6, 3)), ("10.6", (2026, 6, 10)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed, day):
    field = DayField()
    field.today = TODAY

    assert field.clean(typed) == datetime.date(*day)


@pytest.mark.parametrize("typed", ["31.2.2026", "0.1", "i går", "2026-13-01", "99.99.9999", "3.6.0"])
def test_what_is_no_date_gets_a_sentence(typed):
    with pytest.raises(ValidationError):
        DayField().clean(typed)


@given(st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_a_full_date_means_itself(day):
    assert read_day(f"{day.day}.{day.month}.{day.year}", TODAY) == day
    assert read_day(day.isoformat(), TODAY) == day


@given(st.integers(1, 28), st.integers(1, 12))
def test_a_date_without_a_year_has_been_within_the_last_year(day, month):
    read = read_day(f"{day}.{month}", TODAY)

    assert (read.day, read.month) == (day, month)
    assert datetime.timedelta(0) <= TODAY - read < datetime.timedelta(days=366)


@given(st.text(max_size=100))
def test_any_text_is_either_read_or_refused_with_a_sentence(text):
    for field in (PhoneField(), DayField(), PostcodeField(), WholeNumberField(), NameField()):
        try:
            field.clean(text)
        except ValidationError as refused:
            assert all(str(message) for message in refused.messages)


@pytest.mark.parametrize(("typed", "kept"), [("5003", "5003"), (" 50 03 ", "5003"), ("NO-5003", "5003")])
def test_a_postcode_is_four_digits(typed, kept):
    assert PostcodeField().clean(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("6", 6), (" 1 200 ", 1200), ("1.200", 1200), ("0", 0)])
def test_a_number_is_read_with_its_spaces(typed, kept):
    assert WholeNumberField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["-1", "seks", "6,5", "999999999999", "100001", "٦"])
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
