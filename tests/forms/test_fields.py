"""What people type, and what is made of it."""

import datetime
import unicodedata
import zoneinfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from forms.contact import ContactRequestForm, OpenContactRequestForm
from forms.fields import (
    CheckboxField,
    ChoiceWithHint,
    DateField,
    DigitsField,
    EmailField,
    LongTextField,
    MultiChoiceField,
    NameField,
    PhoneField,
    PostcodeField,
    SingleChoiceField,
    TextField,
    TimeField,
    UpcomingDateField,
    WebAddressField,
    WholeNumberField,
    WordingFormField,
    format_phone,
    moment_in_utc,
    normalize_text,
    parse_whole_number,
    remove_unstorable,
)
from forms.gathering import SignUpForm

TODAY = datetime.date(2026, 6, 10)


def understood(field, typed):
    """The date that the field shows for this text and accepts then; without a guess, the date that it accepts."""
    field.today = TODAY
    return field.clean(field.bound_data(typed, None))


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


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3.6", (2026, 6, 3)), ("3/6-26", (2026, 6, 3)), ("03.06.2026", (2026, 6, 3)), ("2026-06-03", (2026, 6, 3)),
        ("24.12", (2025, 12, 24)), (" 3. 6. 2026 ", (2026, 6, 3)), ("3.6.", (2026, 6, 3)), ("10.6", (2026, 6, 10)),
        ("i går", (2026, 6, 9)), ("onsdag 3. juni", (2026, 6, 3)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed, day):
    assert understood(DateField(), typed) == datetime.date(*day)


@pytest.mark.parametrize("typed", ["31.2.2026", "0.1", "i fjor", "2026-13-01", "99.99.9999", "3.6.0"])
def test_what_is_no_date_gets_a_sentence(typed):
    with pytest.raises(ValidationError):
        DateField().clean(typed)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Vi leste dette som torsdag 24. desember 2026."),
        ("nn", "Vi las dette som torsdag 24. desember 2026."),
        ("en", "We read this as Thursday 24 December 2026."),
    ],
)
def test_a_year_that_was_guessed_is_said_and_shown_before_the_date_is_accepted(language, sentence):
    field = UpcomingDateField()
    field.today = TODAY

    with translation.override(language), pytest.raises(ValidationError) as asked:
        field.clean("24.12")

    assert asked.value.messages[0].startswith(sentence)
    assert field.bound_data("24.12", None) == "24.12.2026"
    assert field.clean("24.12.2026") == datetime.date(2026, 12, 24)


def test_a_year_that_was_guessed_is_that_of_the_page():
    field = DateField()
    field.year = 2024

    assert understood(field, "24.12") == datetime.date(2024, 12, 24)


def test_a_weekday_that_contradicts_the_date_is_asked_about_and_what_was_typed_stays():
    field = DateField()
    field.today = TODAY

    assert clean(field, "mandag 3.6.2026") == [
        "Datoen faller på en annen ukedag: onsdag 3. juni 2026. Rett ukedagen eller datoen."
    ]
    assert field.bound_data("mandag 3.6.2026", None) == "mandag 3.6.2026"


@given(st.dates(min_value=datetime.date(2000, 1, 1), max_value=datetime.date(2031, 12, 31)))
def test_a_full_date_means_itself(day):
    for written in (f"{day.day}.{day.month}.{day.year}", day.isoformat()):
        assert understood(DateField(), written) == day


@given(st.integers(1, 28), st.integers(1, 12))
def test_a_date_without_a_year_has_been_within_the_last_year(day, month):
    read = understood(DateField(), f"{day}.{month}")

    assert (read.day, read.month) == (day, month)
    assert datetime.timedelta(0) <= TODAY - read < datetime.timedelta(days=366)


@given(st.text(max_size=100))
def test_any_text_is_either_read_or_refused_with_a_sentence(text):
    for field in (PhoneField(), DateField(), PostcodeField(), WholeNumberField(), NameField()):
        try:
            field.clean(text)
        except ValidationError as refused:
            assert all(str(message) for message in refused.messages)


@pytest.mark.parametrize(("typed", "kept"), [("5003", "5003"), (" 50 03 ", "5003"), ("NO-5003", "5003")])
def test_a_postcode_is_four_digits(typed, kept):
    assert PostcodeField().clean(typed) == kept


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
OTHER_DIGITS = "٠١٢٣٤٥٦٧٨٩۶०१२３４５𝟔"


def clean(field, value):
    """The cleaned value, or the sentences of the error in a list."""
    try:
        return field.clean(value)
    except ValidationError as refused:
        assert all(str(message).strip() for message in refused.messages)
        return refused.messages


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


@given(st.text(OTHER_DIGITS + "./-: ", max_size=10))
def test_a_date_and_a_time_in_digits_of_another_script_are_read_or_refused(text):
    assert isinstance(clean(DateField(required=False), text), datetime.date | list | None)
    assert isinstance(clean(TimeField(required_message="Når?"), text), datetime.time | list)


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


@given(st.integers(20_000_000, 99_999_999))
def test_a_norwegian_number_that_is_accepted_is_shown_as_it_can_be_typed_again(number):
    kept = clean(PhoneField(), str(number))
    if isinstance(kept, str):
        assert kept == f"+47{number}"
        assert PhoneField().clean(format_phone(kept)) == kept


@pytest.mark.parametrize("text", ["", "abc", "+", "1234567890123456789"])
def test_what_is_no_phone_number_is_shown_as_it_is(text):
    assert format_phone(text).replace("\N{NO-BREAK SPACE}", "") == text


@given(st.integers(0, 9999))
def test_any_four_digits_are_a_postcode(number):
    code = f"{number:04d}"

    assert [PostcodeField().clean(typed) for typed in (code, f"N-{code}", f"NO {code[:2]} {code[2:]}")] == [code] * 3


@pytest.mark.parametrize("typed", ["500", "50031", "fem tusen", "", " "])
def test_what_is_no_postcode_gets_one_sentence(typed):
    assert len(clean(PostcodeField(), typed)) == 1
    assert clean(PostcodeField(required=False), "") == ""


# Dates and times


@pytest.mark.parametrize(
    ("typed", "day"),
    [("9.6", (2027, 6, 9)), ("10.6", (2026, 6, 10)), ("11.6", (2026, 6, 11)), ("9.6.2026", (2026, 6, 9)),
     ("1.1.31", (2031, 1, 1))],
)  # fmt: skip
def test_a_date_of_a_plan_is_the_next_such_date(typed, day):
    assert understood(UpcomingDateField(), typed) == datetime.date(*day)


@given(st.integers(1, 28), st.integers(1, 12))
def test_an_upcoming_date_without_a_year_is_within_the_next_year(day, month):
    read = understood(UpcomingDateField(), f"{day}.{month}")

    assert datetime.timedelta(0) <= read - TODAY < datetime.timedelta(days=366)


@pytest.mark.parametrize(
    ("typed", "is_fine"), [("1.1.1950", True), ("31.12.1949", False), ("31.12.2031", True), ("1.1.2032", False)]
)
def test_a_date_lies_in_years_that_the_forms_can_be_about(typed, is_fine):
    field = DateField()
    field.today = TODAY

    assert isinstance(clean(field, typed), datetime.date) is is_fine


def test_a_date_that_is_missing_is_none_or_an_error():
    assert DateField(required=False).clean(" \u200b") is None
    assert len(clean(DateField(), "")) == 1


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)))
def test_a_time_of_day_means_itself_however_it_is_written(time):
    field = TimeField(required_message="Når?")

    for written in (f"{time:%H.%M}", f"{time:%H:%M}", f"{time:%H%M}", f"kl. {time:%H.%M}", f" Klokka {time:%H:%M} "):
        assert field.clean(written) == time


@pytest.mark.parametrize("typed", ["24", "18.60", "halv seks", "1.2.3", "123456", "18.3", ""])
def test_what_is_no_time_gets_one_sentence(typed):
    assert len(clean(TimeField(required_message="Når?"), typed)) == 1


OSLO = zoneinfo.ZoneInfo("Europe/Oslo")


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2040, 1, 1)), st.times())
def test_a_moment_is_shown_in_its_zone_as_it_was_written_or_does_not_exist(day, time):
    try:
        moment = moment_in_utc(day, time, OSLO)
    except ValidationError:
        assert (day.month, time.hour) == (3, 2)  # the night in which the clocks go forward
    else:
        local = moment.astimezone(OSLO)
        assert (local.date(), local.time()) == (day, time)


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


# Choices


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
