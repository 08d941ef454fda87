"""Which notes give away how to find somebody. The examples are in ``notes.toml``."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.contact_details import has_contact_details

NOTES = tomllib.loads((Path(__file__).parent / "notes.toml").read_text())
HARMLESS = NOTES.pop("harmless")
REVEALING = [note for notes in NOTES.values() for note in notes]


def test_nearly_all_revealing_notes_are_refused_and_hardly_any_harmless_one():
    missed = [note for note in REVEALING if not has_contact_details(note)]
    false_alarms = [note for note in HARMLESS if has_contact_details(note)]

    assert (len(REVEALING), len(set(REVEALING)), len(set(HARMLESS))) == (180, 180, 160)
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


@given(st.text(max_size=200))
def test_any_text_is_judged(text):
    assert has_contact_details(text) in (True, False)
