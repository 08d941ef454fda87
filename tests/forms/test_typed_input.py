"""Every field of every form: what is read back is what was meant, or an error.

The forms are found by walking ``forms/``: a new one is tested by itself, and a new kind of field fails until it is
said here how people write it. What is meant is drawn first, then a way of writing it.
"""

import datetime
import importlib
import inspect
import pkgutil
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

import forms as room
from forms import activity, choice_fields, dates, days, fields, free_text, importing, phones, register, sign_in
from forms.extra import QUESTION_KINDS, QuestionDefinition

TODAY = datetime.date(2026, 12, 10)
# What some forms need to be made: a form that needs more fails, and is to be added here.
NEEDED = {
    "now": datetime.datetime(2026, 12, 10, 12, tzinfo=ZoneInfo("Europe/Oslo")),
    "kinds": [("course", "Kurs", ""), ("test", "Prøve", "")],
    "themes": [("support", "Støtte", 40)],
    "methods": {},
    "minimum_age": 18,
    "promises": [("silence", "Jeg tier", "Kryss av")],
    "first_day": datetime.date(2020, 1, 1),
    "since": datetime.date(2020, 1, 1),
}
ALSO = {
    "ExtensibleForm": {"extra": [QuestionDefinition(f"extra_{kind}", kind, kind) for kind, _name in QUESTION_KINDS]},
    "ListingForm": {"publishes_contact": True},
    "CountingRulesForm": {"kinds": [("visit", "Besøk"), ("course", "Kurs")]},
}
# The forms of sign-in take a request or a secret; their one field of ours is looked at as it is declared.
DECLARED_ONLY = {sign_in}


def form_classes():
    for module in pkgutil.iter_modules(room.__path__):
        for _name, found in inspect.getmembers(importlib.import_module(f"forms.{module.name}"), inspect.isclass):
            if issubclass(found, forms.BaseForm) and found.__module__ == f"forms.{module.name}":
                yield found


def form_of(form_class):
    """An unbound form."""
    parameters = inspect.signature(form_class.__init__).parameters.values()
    bases = [one for base in form_class.__mro__ if base.__module__.startswith("forms.") and "__init__" in vars(base)
             for one in inspect.signature(base.__init__).parameters.values()]  # fmt: skip
    required = {one.name for one in [*parameters, *bases] if one.kind == one.KEYWORD_ONLY and one.default is one.empty}
    how = {name: NEEDED[name] for name in required} | ALSO.get(form_class.__name__, {})
    return form_class(**({} if "now" in required else {"today": TODAY}), **how)


def all_fields():
    """``{name of the form and field: field}``."""
    found = {}
    for form_class in form_classes():
        declared = importlib.import_module(form_class.__module__) in DECLARED_ONLY
        ours = form_class.base_fields if declared else {**form_class.base_fields, **form_of(form_class).fields}
        found |= {f"{form_class.__name__}.{name}": field for name, field in ours.items()}
    return found


FIELDS = all_fields()


def fields_of(*kinds):
    return {name: field for name, field in FIELDS.items() if type(field) in kinds}


def outcome(field, typed):
    """The cleaned value, or the sentences of the error as a list."""
    try:
        return field.clean(typed)
    except ValidationError as refused:
        sentences = [str(error.message) for error in refused.error_list]
        assert all(sentence.strip() for sentence in sentences)
        return sentences


# Ways of writing. Each gives (what is typed, what is meant, whether it has to be understood).

SPACE = st.sampled_from(["", " ", "\u00a0", "\u200b", "\u202f"])
NAMES = {
    "months": [["januar", "january", "jan."], ["februar", "february", "feb"], ["mars", "march"], ["april", "apr"],
               ["mai", "May"], ["juni", "june"], ["juli", "july"], ["august", "Aug"], ["september", "sept."],
               ["oktober", "october", "okt"], ["november", "nov."], ["desember", "December", "des"]],
    "days": [["mandag", "måndag", "Monday"], ["tirsdag", "tysdag", "Tue"], ["onsdag", "ons."], ["torsdag", "Thursday"],
             ["fredag", "fre."], ["lørdag", "laurdag", "sat"], ["søndag", "sundag", "Sunday"]],
}  # fmt: skip


@st.composite
def padded(draw, text):
    return draw(SPACE) + text + draw(SPACE)


def grouped(number, sign):
    return f"{number:,}".replace(",", sign)


@st.composite
def typed_numbers(draw):
    number = draw(st.one_of(st.integers(0, 60), st.integers(0, 3000), st.integers(0, 2_000_000)))
    tenths, hundredths = draw(st.integers(1, 9)), draw(st.integers(1, 99))
    typed, is_plain = draw(
        st.sampled_from([
            (str(number), True), (grouped(number, " "), True), (grouped(number, "."), True),
            (grouped(number, "\u00a0"), True),
            (grouped(number, ","), True), (f"{number}.0", True), (f"{number},00", True), (f"{number}.", True),
            (f"0{number}", True), (f"{number}.{tenths}", False), (f"{number},{tenths}", False),
            (f"{number}.{hundredths:02}", False), (f"{number},{hundredths:02}", False),
            (f"{number} {hundredths:02}", None), (f"-{number}", False), (f"{number}-{number + 1}", False),
            (f"{number} personer", None), (f"{number} år", None), (f"{number} dager", None), (f"{number} uker", False),
            (f"ca {number}", None), (f"{number}e2", False), (f"{number}½", False), (f"1/{number}", False),
        ])
    )  # fmt: skip
    return draw(padded(typed)), number, is_plain


@st.composite
def typed_durations(draw):
    hours, minutes = draw(st.integers(1, 20)), draw(st.integers(0, 59))
    total, dotted = 60 * hours + minutes, f"{hours}.{minutes:02}"
    typed, meant = draw(
        st.sampled_from([
            (str(total), total), (f"{total} min", total), (f"{total} minutter", total), (f"{total}m", total),
            (f"{hours} t {minutes}", total), (f"{hours}t{minutes:02}", total), (f"{hours}:{minutes:02}", total),
            (f"{hours} time og {minutes} minutter", total), (f"{hours} timar {minutes} minutt", total),
            (f"{hours} h {minutes} min", total), (f"{hours} timer", 60 * hours), (f"{hours},5 timer", 60 * hours + 30),
            (f"{hours}.5 t", 60 * hours + 30), (f"{hours} 1/2 time", 60 * hours + 30), (f"{hours}½ t", 60 * hours + 30),
            ("halvannen time", 90), ("ein og ein halv time", 90), ("half an hour", 30), ("tre kvarter", 45),
            (dotted, total if dotted.endswith(".00") else None), (f"{dotted} t", None), (f"{hours},5", None),
            (f"{hours} t {minutes + 60}", None), (f"{hours}-{hours + 1} timer", None),
        ])
    )  # fmt: skip
    # "2.00" is two; whether minutes or hours are meant, the label says: minutes.
    return draw(padded(typed)), hours if typed == dotted else meant, meant is not None and typed != dotted


@st.composite
def typed_dates(draw):
    """``(typed, the date with its year, True)``, or with False where the year or the order is left to be guessed."""
    day = draw(st.dates(datetime.date(1960, 1, 1), datetime.date(2031, 12, 31)))
    number, month, year, short = day.day, day.month, day.year, f"{day:%y}"
    name = draw(st.sampled_from(NAMES["months"][month - 1]))
    weekday = draw(st.sampled_from(NAMES["days"][day.weekday()]))
    wrong_weekday = draw(st.sampled_from(NAMES["days"][(day.weekday() + draw(st.integers(1, 6))) % 7]))
    certain = [
        f"{number}.{month}.{year}", f"{number:02}.{month:02}.{year}", f"{number}.{month}.{short}",
        f"{number}/{month}-{year}", f"{number}/{month}-{short}", f"{number}/{month} {year}",
        f"{number} {month} {year}", f"{number}. {month}. {year}", f"{number}-{month}-{year}", day.isoformat(),
        f"{year}.{month}.{number}", f"{day:%d%m%Y}", f"{day:%Y%m%d}", f"{number}. {name} {year}",
        f"{number}.{name} {short}", f"{number} {name}, {year}", f"{weekday} {number}.{month}.{year}",
        f"{weekday} den {number}. {name} {year}", f"{weekday}, {number}/{month}-{short}",
        f"den {number}. {name} {year}",
    ]  # fmt: skip
    guessed = [
        f"{number}.{month}", f"{number}/{month}", f"{number}.{month}.", f"{number}. {name}", f"{number},{month}",
        f"{number:02}{month:02}", f"{day:%d%m%y}", f"{weekday} {number}.{month}", weekday, f"{name} {number}",
        f"{wrong_weekday} {number}.{month}.{year}", f"{year % 100}-{month}-{number}", f"{month}.{year}",
        f"{number}.{month}{year}", f"{number}.{month}-{number + 1}.{month}",
    ]  # fmt: skip
    is_certain = draw(st.booleans())
    return draw(padded(draw(st.sampled_from(certain if is_certain else guessed)))), day, is_certain


@st.composite
def typed_times(draw):
    hour, minute = draw(st.integers(0, 23)), draw(st.integers(0, 59))
    half, clock = ("pm" if hour >= 12 else "am"), hour % 12 or 12
    plain = [
        f"{hour:02}.{minute:02}", f"{hour:02}:{minute:02}", f"{hour:02}{minute:02}", f"{hour:02} {minute:02}",
        f"kl. {hour:02}.{minute:02}", f"Klokka {hour:02}:{minute:02}", f"{clock}:{minute:02} {half}",
        f"{clock}.{minute:02}{half}",
    ]  # fmt: skip
    odd = [
        f"{hour}.{minute:02}", f"{hour}.{minute:02}-{hour + 1}.{minute:02}", f"{hour + 24}.{minute:02}",
        f"{hour}.{minute + 60}", f"halv {hour}",
    ]  # fmt: skip
    if 13 <= hour <= 20:  # said of the evening without saying so
        odd.append(f"{clock}.{minute:02}")
    is_plain = draw(st.booleans())
    return draw(padded(draw(st.sampled_from(plain if is_plain else odd)))), datetime.time(hour, minute), is_plain


STARTS = ("", "+47 ", "0047 ", "+47", "0047", "tlf. ", "Mob: ")


@st.composite
def typed_phones(draw):
    number = draw(st.one_of(st.integers(40_000_000, 49_999_999), st.integers(90_000_000, 99_999_999)))
    digits, abroad = str(number), draw(st.sampled_from(["46812345678", "4533123456", "442079460000", "12024561111"]))
    pairs = [digits[at : at + 2] for at in range(0, 8, 2)]
    sign = draw(st.sampled_from([" ", ".", "-", "\u00a0", "  ", "\u2011"]))
    typed, meant = draw(
        st.sampled_from([
            *((start + sign.join(pairs), f"+47{digits}") for start in STARTS),
            (digits, f"+47{digits}"), (f"{digits[:3]}{sign}{digits[3:5]}{sign}{digits[5:]}", f"+47{digits}"),
            (f"+47 (0) {digits}", f"+47{digits}"), (f"+{abroad}", f"+{abroad}"), (f"00{abroad}", f"+{abroad}"),
            (f"{digits} / {digits[::-1]}", None), (f"{digits} ext 12", None), (digits[:7], None), (f"{digits}1", None),
            (f"{digits} Kari", None), ("04800", None), ("116 123", None),
        ])
    )  # fmt: skip
    return draw(padded(typed)), meant


# 3,000 in `make proof`, 1,000 in `make test`.
MANY = settings(max_examples=min(3000, 20 * settings.default.max_examples))


@pytest.mark.slow
@MANY
@given(typed_numbers())
def test_a_number_is_what_was_meant_or_an_error(written):
    typed, number, is_plain = written
    for name, field in fields_of(fields.WholeNumberField).items():
        read = outcome(field, typed)
        fits = field.lowest <= number <= field.highest
        if is_plain and fits:
            assert read == number, (name, typed)
        else:
            assert isinstance(read, list) or (is_plain is None and read == number), (name, typed, read)


@pytest.mark.slow
@MANY
@given(typed_durations())
def test_a_duration_is_what_was_meant_or_an_error(written):
    typed, minutes, is_plain = written
    for name, field in fields_of(fields.MinutesField).items():
        read = outcome(field, typed)
        if is_plain and field.lowest <= minutes <= field.highest:
            assert read == minutes, (name, typed)
        else:
            assert isinstance(read, list) or read == minutes, (name, typed, read)


@pytest.mark.slow
@MANY
@given(typed_dates())
def test_a_date_is_what_was_meant_or_is_shown_before_it_is_kept(written):
    typed, day, is_certain = written
    for name, field in fields_of(dates.DateField, dates.UpcomingDateField).items():
        field.today = TODAY
        read = outcome(field, typed)
        if is_certain:
            assert read == day, (name, typed)
            continue
        if isinstance(read, datetime.date):  # said of what has been: by its weekday, or of the last 60 days
            assert not field.is_upcoming
            assert (read == day.replace(year=read.year)) or read.weekday() == day.weekday(), (name, typed, read)
            assert read <= TODAY, (name, typed, read)
            continue
        assert isinstance(read, list), (name, typed, read)
        shown = field.bound_data(typed, None)
        if shown != typed:  # understood with a guess: the full date is shown, stands in the sentence, and is accepted
            again = outcome(field, shown)
            assert dates.date_in_words(again) in read[0], (name, typed, shown)


@pytest.mark.slow
@MANY
@given(typed_times())
def test_a_time_is_what_was_meant_or_an_error(written):
    typed, time, is_plain = written
    for name, field in fields_of(dates.TimeField).items():
        read = outcome(field, typed)
        assert read == time or (not is_plain and isinstance(read, list)), (name, typed, read)


@pytest.mark.slow
@MANY
@given(typed_phones())
def test_a_phone_number_is_what_was_meant_or_an_error(written):
    typed, meant = written
    for name, field in fields_of(phones.PhoneField).items():
        read = outcome(field, typed)
        if meant and isinstance(read, list):  # not every eight digits are a number that somebody can have
            assert read == outcome(field, meant), (name, typed)
        elif meant:
            assert read == meant, (name, typed)
        else:
            service = "".join(filter(str.isdigit, typed)) if field.takes_service_numbers else None
            assert isinstance(read, list) or read == service, (name, typed, read)


@given(
    st.integers(0, 9999),
    SPACE,
    st.sampled_from(["", "N-", "NO ", "x", "1"]),
    st.sampled_from(["", " Bergen", "1", " 2"]),
)
def test_a_postcode_is_what_was_meant_or_an_error(number, space, before, after):
    typed = f"{space}{before}{number // 100:02}{space}{number % 100:02}{after}"
    for name, field in fields_of(fields.PostcodeField).items():
        read = outcome(field, typed)
        is_meant = before in ("", "N-", "NO ") and after in ("", " Bergen")
        assert read == f"{number:04}" if is_meant else isinstance(read, list), (name, typed, read)


# Texts, choices and the rest: kept letter by letter, or refused.

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@pytest.mark.slow
@given(ANY_TEXT)
def test_any_text_in_any_field_is_kept_as_it_was_written_or_refused(text):
    for name, field in FIELDS.items():
        read = outcome(field, text if not hasattr(field, "fields") else [text] * len(field.fields))
        if type(field) in TEXTS and isinstance(read, str):
            assert fields.normalize_text(text.strip(), field.multiline) == read or type(field) is fields.DigitsField, (
                name
            )
        elif isinstance(field, forms.ChoiceField) and not isinstance(read, list):
            assert read in ("", None, text), name


TEXTS = {
    fields.TextField, fields.LongTextField, fields.NameField, fields.DigitsField,
    free_text.FreeTextField, free_text.LongFreeTextField, free_text.HeadingField, free_text.LetterField,
    free_text.PublicTextField,
}  # fmt: skip
TESTED_HERE = {
    fields.WholeNumberField, fields.MinutesField, dates.DateField, dates.UpcomingDateField, dates.TimeField,
    phones.PhoneField, fields.PostcodeField, *TEXTS,
}  # fmt: skip
# Fields in which nothing is written, or what is tested in test_fields.py, test_sign_in.py, test_days.py,
# test_importing.py and with the register's pages.
NOTHING_TO_READ = {
    days.DaysField,
    choice_fields.SingleChoiceField, choice_fields.MultiChoiceField, choice_fields.CheckboxField, activity.YesNoField,
    fields.EmailField, fields.WebAddressField,
    fields.WordingFormField, sign_in.CodeField, forms.ChoiceField, forms.UUIDField, forms.FileField,
    forms.CharField,  # the field that only programs fill in
    importing.CellDateField, importing.CellHoursField, importing.CellPostcodeField, importing.CellPostcodesField,
    importing.WordField, register.PostcodesField,
}  # fmt: skip


def test_it_is_known_of_every_field_how_it_is_written():
    assert {type(field).__name__ for field in FIELDS.values()} <= {
        one.__name__ for one in TESTED_HERE | NOTHING_TO_READ
    }
    assert {one for one in TESTED_HERE if not fields_of(one)} == set()
    assert [name for name, field in FIELDS.items() if type(field) is forms.CharField] == [
        "ContactRequestForm.website", "OpenContactRequestForm.website", "AskExpertForm.website",
    ]  # fmt: skip


def test_every_choice_that_is_optional_can_be_taken_back():
    """Those whose choices a room gives are drop-down lists, whose empty choice the room gives."""
    for name, field in FIELDS.items():
        if (
            isinstance(field, forms.ChoiceField)
            and not field.required
            and isinstance(field.widget, choice_fields.RadioButtons)
        ):
            field.widget.choices = field.widget.choices or [("a", "A")]
            offered = [str(option["value"]) for _, options, _ in field.widget.optgroups("x", []) for option in options]
            assert offered.count("") == 1, name
            assert field.clean("") in ("", None), name
