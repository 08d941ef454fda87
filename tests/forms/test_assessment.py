"""The answer to an application, its letter, and the letters and reasons to choose from."""

import pytest

from forms.assessment import (
    APPROVE,
    APPROVE_NOT_MEMBER,
    ASK_FOR_MORE,
    DECLINE,
    LONGEST_LETTER,
    AssessForm,
    ChangeChapterForm,
    HandOverForm,
    LetterForm,
    LetterTemplateForm,
    NoteForm,
    ReasonForm,
    ReasonToReadForm,
)

CHOICES = {
    "chapter": [("bergen", "Bergen")],
    "missing": [("about", "Om deg"), ("why", "Hvorfor")],
    "grounds": [("age", "For ung")],
}


def assess(answers, choices=CHOICES, **values):
    return AssessForm(answers, choices=choices, **values)


@pytest.mark.parametrize(
    ("answers", "errors", "reasons"),
    [
        ({"verdict": APPROVE, "chapter": "bergen"}, [], []),
        ({"verdict": APPROVE, "chapter": "bergen", "missing": ["why"]}, [], []),
        ({"verdict": APPROVE}, ["chapter"], None),
        ({"verdict": APPROVE, "chapter": "oslo"}, ["chapter"], None),
        ({"verdict": ASK_FOR_MORE, "missing": ["about", "why"]}, [], ["about", "why"]),
        ({"verdict": ASK_FOR_MORE}, ["missing"], None),
        ({"verdict": ASK_FOR_MORE, "missing": ["shoes"]}, ["missing"], None),
        ({"verdict": DECLINE, "grounds": ["age"]}, [], ["age"]),
        ({"verdict": DECLINE}, [], []),
        ({"verdict": "maybe"}, ["verdict"], None),
        ({}, ["verdict"], None),
    ],
)
def test_an_answer_and_its_reasons(answers, errors, reasons):
    form = assess(answers)

    assert sorted({*form.errors}) == errors
    assert reasons is None or form.reasons == reasons


def test_what_there_is_nothing_to_choose_among_is_not_asked():
    assert list(assess(None, choices={}).fields) == ["verdict"]
    assert list(assess({"verdict": ASK_FOR_MORE}, choices={}).errors) == ["verdict"]


def test_nobody_says_yes_while_a_requirement_is_not_met():
    form = assess({"verdict": APPROVE, "chapter": "bergen"}, unmet_requirements=["Samtale", "Kurs"])

    assert "Samtale, Kurs" in form.errors["verdict"][0]
    assert assess({"verdict": DECLINE}, unmet_requirements=["Kurs"]).is_valid()


def test_of_an_applicant_who_has_not_answered_one_can_only_decline():
    form = assess(None, only_decline=True)

    assert [code for code, _name in form.fields["verdict"].choices] == [DECLINE]
    assert list(form.fields) == ["verdict", "grounds"]
    assert list(assess({"verdict": APPROVE}, only_decline=True).errors) == ["verdict"]


def test_a_yes_says_that_the_membership_is_checked_or_that_it_is_left():
    plain, checked = (list(assess(None, must_be_member=must).fields["verdict"].choices) for must in (False, True))

    assert [code for code, _name in checked] == [APPROVE, APPROVE_NOT_MEMBER, *[code for code, _name in plain[1:]]]
    assert dict(plain)[APPROVE] != dict(checked)[APPROVE]
    form = assess({"verdict": APPROVE_NOT_MEMBER, "chapter": "bergen"}, must_be_member=True)
    assert form.is_valid()
    assert (form.answer, form.is_member) == (APPROVE, False)
    assert not assess({"verdict": APPROVE_NOT_MEMBER, "chapter": "bergen"}).is_valid()


def test_where_membership_comes_first_the_page_says_so_and_has_no_yes_without_it():
    form = assess(None, must_be_member=True, membership_comes_first=True)

    assert APPROVE_NOT_MEMBER not in dict(form.fields["verdict"].choices)
    assert form.fields["verdict"].help_text


@pytest.mark.parametrize(
    ("message", "errors"),
    [
        ("Hei, Kari.", []),
        ("Hei. [skriv grunnen]", ["message"]),
        ("", ["message"]),
        ("x" * LONGEST_LETTER, []),
        ("x" * (LONGEST_LETTER + 1), ["message"]),
    ],
)
def test_a_letter_has_no_placeholder_left(message, errors):
    form = LetterForm({"subject": "Svar", "message": message}, placeholder="[skriv grunnen]")

    assert list(form.errors) == errors


def test_a_letter_may_have_any_text_where_there_is_no_placeholder():
    assert LetterForm({"subject": "Svar", "message": "[skriv grunnen]"}).is_valid()


@pytest.mark.parametrize(
    ("form", "name", "longest"), [(NoteForm, "note", 1000), (ReasonToReadForm, "why", 200)], ids=["note", "reason"]
)
def test_a_note_is_written_and_not_too_long(form, name, longest):
    assert [form({name: text}).is_valid() for text in ("x" * longest, "x" * (longest + 1), " ", "")] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("form", "name"), [(HandOverForm, "to"), (ChangeChapterForm, "chapter")])
def test_a_case_goes_to_one_of_those_who_are_offered(form, name):
    choices = {name: [("a", "A")]}

    assert [form({name: code}, choices=choices).is_valid() for code in ("a", "b", "")] == [True, False, False]


def unknown(text):
    return ["nmae"] if "{nmae}" in text else []


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"text_nb": "Hei, {name}."}, []),
        ({"text_nb": "Hei, {nmae}."}, ["text"]),
        ({"text_nb": "Hei.", "text_en": "Dear {nmae}"}, ["text"]),
        ({"text_nb": "", "text_en": "Hello"}, ["text"]),
        ({"text_nb": "Hei.", "subject_nb": "Til {nmae}"}, ["subject"]),
    ],
)
def test_a_template_has_bokmal_and_known_placeholders(answers, errors):
    form = LetterTemplateForm({"subject_nb": "Svar"} | answers, unknown_placeholders=unknown)

    assert list(form.errors) == errors


@pytest.mark.parametrize(
    ("answers", "errors"),
    [
        ({"verdict": ASK_FOR_MORE, "step": "one"}, []),
        ({"verdict": ASK_FOR_MORE}, ["step"]),
        ({"verdict": DECLINE}, []),
        ({"verdict": APPROVE}, ["verdict"]),
        ({"verdict": DECLINE, "name_nb": "", "name_en": "Too young"}, ["name"]),
    ],
)
def test_a_reason_for_asking_for_more_belongs_to_a_step(answers, errors):
    form = ReasonForm({"name_nb": "Navn", "text_nb": "Tekst"} | answers, choices={"step": [("one", "En")]})

    assert sorted(form.errors) == errors


def test_a_page_that_was_chosen_is_kept_with_a_reason_for_declining():
    answers = {"verdict": DECLINE, "step": "one", "name_nb": "Navn", "text_nb": "Tekst"}
    form = ReasonForm(answers, choices={"step": [("one", "En")]})

    assert form.is_valid()
    assert form.cleaned_data["step"] == "one"
