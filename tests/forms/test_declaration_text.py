"""Writing a version of the declaration: each line or paragraph is one text, in each language."""

import pytest

from forms.declaration_text import DraftForm, EndingForm, IntroductionForm, SectionForm, joined


def section(**changes):
    values = {"heading_nb": "Løftet", "short_nb": "Du tier.", "paragraphs_nb": "Første.\r\n\r\nAndre\r\nlinje."}
    return SectionForm({**values, **changes})


def test_paragraphs_are_parted_by_an_empty_line():
    form = section(paragraphs_en="First.\n \nSecond line.")

    assert form.is_valid()
    assert form.cleaned_data["paragraphs"] == [
        {"nb": "Første.", "en": "First."},
        {"nb": "Andre linje.", "en": "Second line."},
    ]
    assert form.cleaned_data["heading"] == {"nb": "Løftet"}


@pytest.mark.parametrize("english", ["First.", "First.\n\nSecond.\n\nThird."])
def test_each_language_has_as_many_paragraphs_as_bokmal(english):
    assert list(section(paragraphs_en=english).errors) == ["paragraphs"]


def test_the_summary_has_a_point_on_each_line():
    form = IntroductionForm({"title_nb": "Erklæring", "summary_nb": "En.\n\nTo.", "summary_nn": "Ein.\nTo."})

    assert form.is_valid()
    assert form.cleaned_data["summary"] == [{"nb": "En.", "nn": "Ein."}, {"nb": "To.", "nn": "To."}]
    assert list(IntroductionForm({"title_nb": "E", "summary_nb": "En.", "summary_nn": "Ein.\nTo."}).errors) == [
        "summary"
    ]


@pytest.mark.parametrize(("text", "is_fine"), [("I {organisation} tier vi", True), ("I {navn}", False), ("I {", False)])
def test_no_other_word_stands_in_braces(text, is_fine):
    assert section(heading_nb=text).is_valid() is is_fine


def test_bokmal_is_needed_and_the_others_can_wait():
    assert set(SectionForm({}).errors) == {"heading", "short", "paragraphs"}
    assert len(EndingForm({}).errors) == 6


def test_what_is_stored_is_shown_as_it_was_written():
    texts = [{"nb": "En.", "en": "One."}, {"nb": "To."}]

    assert joined(texts, "\n\n") == {"nb": "En.\n\nTo."}
    assert SectionForm(initial={"paragraphs": texts}).initial["paragraphs"] == {"nb": "En.\n\nTo."}


@pytest.mark.parametrize(("number", "is_fine"), [("2.0", True), ("3", True), ("2.", False), ("to", False), ("", False)])
def test_a_version_has_a_number(number, is_fine):
    assert DraftForm({"number": number, "must_sign_again": "yes"}).is_valid() is is_fine


def test_whether_it_must_be_signed_again_is_chosen():
    assert list(DraftForm({"number": "2"}).errors) == ["must_sign_again"]
    form = DraftForm({"number": "2", "must_sign_again": "no"})
    assert form.is_valid()
    assert form.cleaned_data["must_sign_again"] is False
