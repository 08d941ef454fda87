"""The forms of the register: giving somebody an office, and chapters."""

import pytest

from forms.register import (
    CHAPTER_OFFICES,
    OFFICE_CHOICES,
    ChapterRecordForm,
    CloseForm,
    NewNameForm,
    OfficeForm,
)

CODES = [code for code, _name in OFFICE_CHOICES]


def form_of(**changes):
    answers = {"email": "rolf@example.org", "given_name": "Rolf", "family_name": "Rygg", "kind": "chapter_leader",
               "chapter": "bergen"} | changes  # fmt: skip
    return OfficeForm(answers, choices={"chapter": [("bergen", "Bergen")]})


@pytest.mark.parametrize("kind", CODES)
def test_only_an_office_of_a_chapter_has_a_chapter(kind):
    is_local = kind in CHAPTER_OFFICES
    form = form_of(kind=kind, chapter="bergen" if is_local else "")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["chapter"] == ("bergen" if is_local else "")
    assert list(form_of(kind=kind, chapter="" if is_local else "bergen").errors) == ["chapter"]


def test_a_central_office_together_with_a_chapter_is_asked_about():
    form = form_of(kind="secretariat", chapter="bergen")

    assert form.errors["chapter"] == [form.fields["chapter"].error_messages["central"]]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"kind": "king"}, ["kind"]),
        ({"chapter": "oslo"}, ["chapter"]),
        ({"email": "rolf"}, ["email"]),
        ({"given_name": ""}, ["given_name"]),
        ({"family_name": "Rygg\u200b"}, ["family_name"]),
    ],
)
def test_bad_input_gets_an_error_at_its_field(changes, errors):
    assert list(form_of(**changes).errors) == errors


def test_the_offices_of_chapters_are_offices():
    assert set(CODES) > CHAPTER_OFFICES


def test_beginnings_of_postcodes_are_a_list_however_they_are_separated():
    values = {"level": "local", "county": "Vestland", "municipality": "Voss"}

    for typed in ("50, 51", "50 51", "50;51", " 50,,51 "):
        form = ChapterRecordForm({**values, "postcodes": typed})
        assert form.is_valid()
        assert form.cleaned_data["postcodes"] == ["50", "51"]


def test_a_day_that_cannot_be_read_is_asked_for_once_more():
    assert set(CloseForm({"last_day": "etter jul"}).errors) == {"last_day"}
    assert set(NewNameForm({"name": "Voss", "from_day": ""}).errors) == {"from_day"}
