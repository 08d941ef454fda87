"""The organisation, its words and its lists."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from forms.organisation import (
    ARTICLES,
    LONGEST_NAME,
    LONGEST_WORD,
    WORD_FORMS,
    ExperienceEntryForm,
    OrganisationForm,
    TopicEntryForm,
    WordForm,
)

LANGUAGES = [code for code, _name in settings.INTERFACE_LANGUAGES]
GOOD = {
    "name": "Foreningen", "service_name": "Tjenesten", "phone": "22 42 45 45", "email": "post@example.org",
    "declaration_years": "0", "confirms_receipt_within_days": "14",
}  # fmt: skip
WORDS = {
    "nb": {"one": "forening", "the": "foreningen", "many": "foreninger", "all": "foreningene", "gender": "m"},
    "nn": {"one": "lag", "the": "laget", "many": "lag", "all": "laga", "gender": "n"},
    "en": {"one": "chapter", "the": "the chapter", "many": "chapters", "all": "the chapters"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"name": ""}, ["name"]),
        ({"name": "x" * (LONGEST_NAME + 1)}, ["name"]),
        ({"service_name": "A\u202eB"}, ["service_name"]),
        ({"phone": ""}, []),
        ({"phone": "123"}, ["phone"]),
        ({"service_name": "Støtte, MS"}, []),
        ({"service_name": "Støtte <ms@example.org>"}, ["service_name"]),
        ({"service_name": 'Foreningen "Støtte"'}, ["service_name"]),
        ({"email": "post"}, ["email"]),
        ({"declaration_years": ""}, ["declaration_years"]),
        ({"confirms_receipt_within_days": "15"}, ["confirms_receipt_within_days"]),
    ],
)
def test_an_organisation_has_names_and_can_be_reached(changes, errors):
    assert list(OrganisationForm(GOOD | changes).errors) == errors


def test_the_label_that_begins_with_a_word_begins_with_a_capital():
    form = OrganisationForm(words={"the_supporters": "likepersonene"})

    assert form.fields["publishes_contact"].label.startswith("Likepersonene ")


def test_a_word_comes_back_as_it_was_shown():
    form = WordForm(WordForm.initial_of(WORDS))

    assert form.is_valid(), form.errors
    assert form.words == WORDS | {"en": WORDS["en"] | {"gender": ""}}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"nb_one": ""}, ["nb_one"]),
        ({"nb_one": "x" * (LONGEST_WORD + 1)}, ["nb_one"]),
        ({"nb_gender": "f"}, ["nb_gender"]),
        ({"nn_gender": "f"}, []),
        ({"nn_gender": ""}, ["nn_gender"]),
        ({"en_all": ""}, ["en_all"]),
    ],
)
def test_every_form_of_a_word_is_needed(changes, errors):
    assert list(WordForm(WordForm.initial_of(WORDS) | changes).errors) == errors


def test_the_fields_of_a_word_are_shown_by_language():
    shown = {code: len(fields) for code, _name, fields in WordForm().languages}

    assert shown == {code: len(WORD_FORMS) + (code in ARTICLES) for code in LANGUAGES}


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({}, []),
        ({"mine_nn": "Eg er pårørande"}, []),
        ({"mine_nb": "", "mine_en": "I am a relative"}, ["mine"]),
        ({"theirs_nb": ""}, ["theirs"]),
        ({"mine_nb": "x" * (LONGEST_NAME + 1)}, ["mine"]),
        ({"mine_nb": "To\nlinjer"}, ["mine"]),
    ],
)
def test_an_experience_is_said_in_two_ways_in_one_line_each(answers, errors):
    form = ExperienceEntryForm({"mine_nb": "Jeg er pårørende", "theirs_nb": "Er pårørende"} | answers)

    assert list(form.errors) == errors
    assert list(form.fields) == ["mine", "theirs", "hidden"]


def test_taking_an_entry_out_of_the_list_is_asked_last():
    assert list(TopicEntryForm().fields) == ["name", "crisis", "hidden"]
    assert list(ExperienceEntryForm().fields) == ["mine", "theirs", "hidden"]


@pytest.mark.parametrize(
    ("hidden", "may_hide", "errors"), [("", False, []), ("on", True, []), ("on", False, ["__all__"])]
)
def test_the_only_entry_of_a_list_cannot_be_hidden(hidden, may_hide, errors):
    assert list(TopicEntryForm({"name_nb": "Arbeid", "hidden": hidden}, may_hide=may_hide).errors) == errors


@given(st.text(max_size=120))
def test_any_topic_is_either_kept_in_one_line_or_refused(text):
    form = TopicEntryForm({"name_nb": text})

    if form.is_valid():
        assert 0 < len(form.cleaned_data["name"]["nb"]) <= LONGEST_NAME
        assert "\n" not in form.cleaned_data["name"]["nb"]
    else:
        assert list(form.errors) == ["name"]
