"""Free text: numbers are refused, and what may be a name is asked about."""

import re

import pytest

from forms.free_text import FreeTextField, LongFreeTextField
from forms.renderer import SiteForm


class Sample(SiteForm):
    place = FreeTextField(label="Sted", longest=100, required=False)
    note = LongFreeTextField(label="Merknad", longest=500, required=False)


NAMED = "Kafé med Kari Nordmann\nog Ola Hansen"
TICKS = re.compile(r'type="checkbox"\s+name="(\w+)"\s+value="(\w+)"\s+id="\w+"\s*(checked)?')


def ticks_of(form):
    """``{name: (value, whether it is ticked)}`` of the boxes on the page."""
    return {name: (value, bool(checked)) for name, value, checked in TICKS.findall(str(form))}


def answered(**answers):
    """The answers with the tick that the page offers for each of them."""
    return answers | {name: value for name, (value, _ticked) in ticks_of(Sample(answers)).items()}


def test_a_name_is_asked_about_with_the_words_that_were_found():
    form = Sample({"note": NAMED, "place": "Bergen"})

    assert list(form.errors) == ["note"]
    assert form.errors["note"][0].startswith("Står det et navn her? «Kari Nordmann, Ola Hansen»")
    assert list(ticks_of(form)) == ["note_names_nobody"]
    assert not any(ticked for _value, ticked in ticks_of(form).values())
    assert "«Kari Nordmann, Ola Hansen» er ikke navnet på en person" in str(form)


def test_the_text_is_kept_when_it_is_said_that_it_names_nobody():
    form = Sample(answered(note=NAMED.replace("\n", "\r\n"), place="Kari Nordmanns"))

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"note": NAMED, "place": "Kari Nordmanns"}


@pytest.mark.parametrize("changed", [f"{NAMED} og Nina Berg", "Møtte Per Olsen"])
def test_the_answer_is_for_that_text_alone(changed):
    form = Sample(answered(note=NAMED) | {"note": changed})

    assert list(form.errors) == ["note"]
    assert [ticked for _value, ticked in ticks_of(form).values()] == [False]


def test_a_tick_is_still_there_when_something_else_is_wrong():
    form = Sample(answered(note=NAMED) | {"place": "Ring 22 42 45 45"})

    assert list(form.errors) == ["place"]
    assert [ticked for _value, ticked in ticks_of(form).values()] == [True]


@pytest.mark.parametrize("text", ["", "Treff i Mo i Rana", "Liv og helse"])
def test_nothing_is_asked_of_a_text_that_names_nobody(text):
    form = Sample({"note": text})

    assert form.is_valid(), form.errors
    assert ticks_of(form) == ticks_of(Sample()) == {}


def test_a_number_is_refused_whatever_is_ticked():
    form = Sample(answered(note=NAMED) | {"note": f"{NAMED}, 22 42 45 45"})

    assert list(form.errors) == ["note"]
    assert ticks_of(form) == {}


def test_a_text_that_was_kept_before_is_not_asked_about_again():
    assert Sample({"note": NAMED}, initial={"note": NAMED}).is_valid()
    assert not Sample({"note": NAMED}, initial={"note": "Kafé"}).is_valid()
    assert ticks_of(Sample(initial={"note": NAMED})) == {}


@pytest.mark.parametrize(("text", "is_fine"), [("Jeg er Kari", True), ("Snakket med Ola", False)])
def test_ones_own_given_name_is_not_asked_about(text, is_fine):
    form = Sample({"note": text})
    form.fields["note"].own_name = "Kari"

    assert form.is_valid() is is_fine
