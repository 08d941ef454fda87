"""Which notes give away how to find somebody. The examples are in ``notes.toml``."""

import base64
import random
import tomllib
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.contact_details import has_contact_details, has_identity_number

NOTES = tomllib.loads((Path(__file__).parent / "notes.toml").read_text())
HARMLESS = NOTES.pop("harmless")
REVEALING = [note for notes in NOTES.values() for note in notes]


def test_nearly_all_revealing_notes_are_refused_and_hardly_any_harmless_one():
    missed = [note for note in REVEALING if not has_contact_details(note)]
    false_alarms = [note for note in HARMLESS if has_contact_details(note)]

    assert (len(REVEALING), len(set(REVEALING)), len(set(HARMLESS))) == (230, 230, 168)
    assert len(missed) <= 0.01 * len(REVEALING), missed
    assert len(false_alarms) <= 0.02 * len(HARMLESS), false_alarms


# What was reported, and must be refused each.
@pytest.mark.parametrize(
    "note",
    [
        "010190-12345", "01.01.90 12345", "22.42.45.45", "22-42-45-45", "22/42/45/45", "22  42  45  45",
        "22\u00a042\u00a045\u00a045", "kari @ gmail.com", "ola(at)online.no",
    ],
)  # fmt: skip
def test_what_was_let_through_is_refused(note):
    assert has_contact_details(note)


@given(
    st.dates(), st.times(), st.sampled_from(["{:%d.%m.%Y} {:%H.%M}", "{:%Y-%m-%d} {:%H:%M}", "{:%d/%m-%Y} kl {:%H.%M}"])
)
def test_a_date_with_a_time_gives_nobody_away(day, time, how):
    assert not has_contact_details(how.format(day.replace(year=1950 + day.year % 100), time))


@pytest.mark.slow
@given(st.text(max_size=200))
def test_any_text_is_judged(text):
    assert has_contact_details(text) in (True, False)


# References that a machine made: of a number of nobody, 120385 10183.
@pytest.mark.parametrize(
    "reference",
    [
        "12038510183",
        "120385-10183",
        "NO12038510183",
        "no:12038510183",
        "sub_12038510183",
        "x12038510183y",
        "52038510096",
        # beside other digits
        "0012038510183",
        "1203851018300",
        "a112038510183",
        "12038510183z9",
        "sub12038510183abc123",
        "120385x10183",
        # in base64 and hex
        base64.b64encode(b"12038510183").decode(),
        base64.b64encode(b"12038510183").decode().rstrip("="),
        base64.urlsafe_b64encode(b"\xff\xfeno:12038510183").decode(),
        "no:" + base64.b64encode(b"NO-12038510183-x").decode(),
        b"12038510183".hex(),
        b"fnr 120385 10183".hex().upper(),
    ],
)
def test_an_identity_number_in_a_reference_is_found(reference):
    assert has_identity_number(reference)


@pytest.mark.parametrize(
    "reference", ["a-pairwise-reference", "123456789", "99999999999", "fnr12038510184", "user 4711"]
)
def test_a_reference_without_one_is_not_refused(reference):
    assert not has_identity_number(reference)


@pytest.mark.slow
def test_references_that_are_drawn_are_hardly_ever_refused():
    draw = random.Random(1)
    drawn = [str(uuid.UUID(int=draw.getrandbits(128))) for _time in range(2000)]
    drawn += [f"{draw.getrandbits(256):064x}" for _time in range(2000)]

    drawn += [base64.urlsafe_b64encode(draw.randbytes(24)).decode() for _time in range(2000)]
    drawn += [f"user-{draw.randrange(10**10)}" for _time in range(2000)]

    assert [reference for reference in drawn if has_identity_number(reference)] == []


def test_references_of_many_digits_are_seldom_refused():
    """One in 200: they cannot be told from a number with digits beside it."""
    draw = random.Random(1)
    drawn = [str(draw.randrange(10**20, 10**21)) for _time in range(2000)]

    assert sum(map(has_identity_number, drawn)) <= 20
