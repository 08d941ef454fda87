"""The steps of the application, and what is read out of its answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import application as asked
from forms.extra import QuestionDefinition
from forms.steps import bound_form, steps_to_ask, validate_answers

RAW = {
    asked.ABOUT_YOU: {
        "given_name": ["Áŋŋá"], "family_name": ["Čáhci"], "phone": ["22 42 45 45"], "postcode": ["50 03"],
        "adult": ["on"],
    },
    asked.EXPERIENCE: {"experience": ["own"], "since": ["6-15"]},
    asked.CHAPTER: {"chapter": ["bergen"], "member": ["yes"], "member_number": ["00 12"]},
    asked.CONTRIBUTION: {"contribution": ["talks", "walks"], "topics": ["new"]},
    asked.MORE_ABOUT: {"first": ["walks"]},
    asked.MOTIVATION: {"why": ["Derfor."]},
    asked.CONFIRM: {"consent": ["on"]},
}  # fmt: skip
KINDS = [("talks", "Samtaler"), ("walks", "Turer")]
CHAPTERS = [("bergen", "Bergen"), ("oslo", "Oslo")]


def form_values(key):
    values = {"extra": [], "words": {"the_answers": "svarene"}}
    if key == asked.CONFIRM:
        return {}
    if key == asked.ABOUT_YOU:
        values["minimum_ages"] = [18, 18]
    choices = {
        asked.EXPERIENCE: {"experience": [("own", "Egen")]},
        asked.CHAPTER: {"chapter": [*CHAPTERS, (asked.OTHER_CHAPTER, "En annen"), (asked.NOT_KNOWN, "Vet ikke")],
                        "other_chapter": [("", "Velg"), *CHAPTERS, ("tromso", "Tromsø")]},
        asked.CONTRIBUTION: {"contribution": KINDS, "topics": [("new", "Ny")]},
        asked.MORE_ABOUT: {"first": KINDS},
    }  # fmt: skip
    return values | {"choices": choices.get(key, {})}


def errors_of(step, **changes):
    """The errors of one step after changes ``{field: values}``: ``{field: how many}``."""
    form = form_of(step, **changes)
    return {name: len(texts) for name, texts in form.errors.items()}


def form_of(step, **changes):
    found = next(found for found in asked.STEPS if found.key == step)
    values = {name: values for name, values in (RAW[step] | changes).items() if values}
    return bound_form(found, values, **form_values(step))


def test_a_complete_application_has_cleaned_answers_for_every_step():
    answers, gaps = validate_answers(asked.STEPS, RAW, form_values)

    assert gaps == []
    assert answers[asked.ABOUT_YOU]["postcode"] == "5003"
    assert answers[asked.CHAPTER] == {
        "chapter": "bergen", "other_chapter": "", "member": "yes", "member_number": "0012",
    }  # fmt: skip


def test_the_readers_find_what_other_rooms_need_in_raw_and_in_cleaned_answers():
    answers, _gaps = validate_answers(asked.STEPS, RAW, form_values)

    assert asked.details_of(answers) == {
        "given_name": "Áŋŋá", "family_name": "Čáhci", "phone": "+4722424545", "postcode": "5003",
    }  # fmt: skip
    assert asked.contributions_of(RAW) == asked.contributions_of(answers) == ["talks", "walks"]
    assert (asked.first_contribution_of(answers), asked.chapter_of(answers)) == ("walks", "bergen")
    assert (asked.chosen_chapters_of(RAW), asked.postcode_of(RAW)) == (["bergen"], "5003")


def test_of_an_application_that_is_not_begun_the_readers_find_nothing():
    assert (asked.contributions_of({}), asked.chosen_chapters_of({}), asked.postcode_of({})) == ([], [], "")
    assert (asked.age_of({}, [18]), asked.age_of({}, [0, 18])) == (0, 0)


def test_one_begins_with_the_only_contribution_that_is_chosen():
    assert asked.first_contribution_of({asked.CONTRIBUTION: {"contribution": ["talks"]}}) == "talks"


@pytest.mark.parametrize(
    ("about", "minimum_ages", "age"),
    [
        ({"adult": ["on"]}, [18], 18),
        ({"adult": []}, [18], 0),
        ({"adult": ["on"]}, [18, 18], 18),
        ({"adult": ["on"]}, [], 0),
        ({"age": ["18"]}, [16, 18], 18),
        ({"age": ["16"]}, [16, 18], 16),
        ({"age": ["0"]}, [16, 18], 0),
        ({"age": ["17"]}, [16, 18], 0),
        ({"adult": ["on"]}, [16, 18], 0),  # was ticked while there was one minimum age
    ],
)
def test_an_age_is_what_the_applicant_has_said(about, minimum_ages, age):
    assert asked.age_of({asked.ABOUT_YOU: about}, minimum_ages) == age


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"given_name": []}, {"given_name": 1}),
        ({"given_name": ["1"]}, {"given_name": 1}),
        ({"given_name": ["Ka\u202eri"]}, {"given_name": 1}),
        ({"family_name": ["x" * 81]}, {"family_name": 1}),
        ({"phone": []}, {}),
        ({"phone": ["123"]}, {"phone": 1}),
        ({"postcode": []}, {"postcode": 1}),
        ({"postcode": ["500"]}, {"postcode": 1}),
        ({"adult": []}, {"adult": 1}),
    ],
)
def test_about_you(changes, errors):
    assert errors_of(asked.ABOUT_YOU, **changes) == errors


def test_a_box_that_was_forgotten_is_an_error_of_its_field():
    form = form_of(asked.ABOUT_YOU, adult=[])

    assert list(form.errors) == ["adult"]
    raw = RAW | {asked.ABOUT_YOU: RAW[asked.ABOUT_YOU] | {"adult": []}}
    assert [step.key for step in validate_answers(asked.STEPS, raw, form_values)[1]] == [asked.ABOUT_YOU]


@pytest.mark.parametrize(
    ("minimum_ages", "fields", "choices"),
    [
        ([], set(), None),
        ([0], set(), None),
        ([18, 18], {"adult"}, None),
        ([16, 18], {"age"}, ["0", "16", "18"]),
        ([0, 18], {"age"}, ["0", "18"]),
    ],
)
def test_age_is_asked_for_no_more_than_it_decides(minimum_ages, fields, choices):
    form = asked.AboutYouForm(minimum_ages=minimum_ages)

    assert {"adult", "age"} & set(form.fields) == fields
    assert not choices or [code for code, _name in form.fields["age"].choices] == choices


@given(st.lists(st.integers(0, 99), min_size=2, max_size=6, unique=True))
def test_every_age_belongs_to_one_span(minimum_ages):
    form = asked.AboutYouForm(minimum_ages=minimum_ages)
    lowest = [int(code) for code, _name in form.fields["age"].choices]

    assert lowest[0] == 0
    assert lowest == sorted({0, *minimum_ages})
    assert len({str(name) for _code, name in form.fields["age"].choices}) == len(lowest)


@pytest.mark.parametrize(("age", "errors"), [("0", ["age"]), ("16", []), ("18", [])])
def test_the_lowest_age_decides_whether_the_application_can_be_sent(age, errors):
    about = {name: values[0] for name, values in RAW[asked.ABOUT_YOU].items()} | {"age": age}
    form = asked.AboutYouForm(about, minimum_ages=[16, 18])

    assert form.is_valid(), form.errors
    assert list(form.eligibility_errors()) == errors


def test_whoever_may_be_called_for_a_talk_is_told_at_the_phone_number():
    assert (
        len({str(asked.AboutYouForm(has_talk=has_talk).fields["phone"].help_text) for has_talk in (True, False)}) == 2
    )


@pytest.mark.parametrize(
    ("changes", "chapter", "errors"),
    [
        ({}, "bergen", {}),
        ({"chapter": [asked.NOT_KNOWN]}, asked.NOT_KNOWN, {}),
        ({"chapter": [asked.OTHER_CHAPTER], "other_chapter": ["tromso"]}, "tromso", {}),
        ({"chapter": [], "other_chapter": ["tromso"]}, "tromso", {}),
        ({"other_chapter": ["bergen"]}, "bergen", {}),
        ({"chapter": []}, None, {"chapter": 1}),
        ({"chapter": ["stavanger"]}, None, {"chapter": 1}),
        ({"chapter": [asked.OTHER_CHAPTER]}, None, {"other_chapter": 1}),
        ({"chapter": [asked.OTHER_CHAPTER], "other_chapter": ["stavanger"]}, None, {"other_chapter": 1}),
        ({"other_chapter": ["tromso"]}, None, {"chapter": 1}),  # two answers
        ({"member_number": ["12a"]}, None, {"member_number": 1}),
        ({"member_number": ["1" * 21]}, None, {"member_number": 1}),
        ({"member": ["maybe"]}, None, {"member": 1}),
    ],
)
def test_a_chapter_is_chosen_among_the_suggestions_or_in_the_list(changes, chapter, errors):
    assert errors_of(asked.CHAPTER, **changes) == errors
    if chapter:
        form = form_of(asked.CHAPTER, **changes)
        assert form.is_valid()
        assert form.cleaned_data["chapter"] == chapter


def test_the_list_and_the_membership_are_asked_for_only_where_they_matter():
    choices = {"chapter": CHAPTERS, "other_chapter": CHAPTERS}

    form = asked.ChapterForm(choices=choices, asks_membership=False)

    assert list(form.fields) == ["chapter"]
    assert asked.ChapterForm(choices=choices, is_without_suggestion=True).fields["chapter"].help_text


@pytest.mark.parametrize(
    ("member", "expected"), [("yes", False), (asked.NOT_MEMBER_YET, True), (asked.NOT_KNOWN, False)]
)
def test_who_is_not_a_member_yet(member, expected):
    form = form_of(asked.CHAPTER, member=[member])

    assert form.is_valid()
    assert form.is_not_member_yet is expected


@pytest.mark.parametrize(
    ("step", "changes", "errors"),
    [
        (asked.EXPERIENCE, {"experience": []}, {"experience": 1}),
        (asked.EXPERIENCE, {"experience": ["none"]}, {"experience": 1}),
        (asked.EXPERIENCE, {"since": []}, {}),
        (asked.EXPERIENCE, {"since": ["yesterday"]}, {"since": 1}),
        (asked.CONTRIBUTION, {"contribution": []}, {"contribution": 1}),
        (asked.CONTRIBUTION, {"contribution": ["flying"]}, {"contribution": 1}),
        (asked.CONTRIBUTION, {"topics": []}, {}),
        (asked.MORE_ABOUT, {"first": []}, {"first": 1}),
        (asked.MORE_ABOUT, {"first": ["flying"]}, {"first": 1}),
        (asked.MOTIVATION, {"why": []}, {"why": 1}),
        (asked.MOTIVATION, {"why": ["x" * 1001]}, {"why": 1}),
        (asked.MOTIVATION, {"why": ["Hei\x00"]}, {"why": 1}),
        (asked.CONFIRM, {"consent": []}, {"consent": 1}),
    ],
)
def test_what_each_step_needs(step, changes, errors):
    assert errors_of(step, **changes) == errors


def test_what_was_chosen_before_keeps_its_name_though_it_is_not_offered():
    form = asked.ContributionForm(choices={"contribution": KINDS[:1]}, known_choices=KINDS)

    assert [form.fields["contribution"].choices, form.fields["contribution"].known_choices] == [KINDS[:1], KINDS]
    assert form.fields["contribution"].help_text == ""


QUESTION = QuestionDefinition(name="own_1", kind="text", label="Har du hund?")


@pytest.mark.parametrize(("extra", "first", "is_asked"), [([], [], False), ([QUESTION], [], True), ([], KINDS, True)])
def test_more_is_asked_only_where_there_is_something_to_ask(extra, first, is_asked):
    values = {"extra": extra, "choices": {"first": first}}

    keys = [step.key for step in steps_to_ask(asked.STEPS, lambda key: values)]

    assert (asked.MORE_ABOUT in keys) is is_asked
    assert ("first" in asked.MoreAboutForm(**values).fields) is bool(first)


def test_filled_in_for_another_only_the_last_step_differs():
    assert [step.key for step in asked.STEPS_FOR_ANOTHER] == [step.key for step in asked.STEPS]
    differing = [own.key for own, other in zip(asked.STEPS, asked.STEPS_FOR_ANOTHER, strict=True) if own != other]
    assert differing == [asked.CONFIRM]
    words = {"name": "Mari Moe", "organisation": "Foreningen", "the_answers": "svarene"}
    assert "Mari Moe" in asked.ConfirmForAnotherForm(words=words).fields["consent"].label


def test_the_named_steps_are_steps():
    keys = [step.key for step in asked.STEPS]

    assert len(set(keys)) == len(keys)
    assert keys[: len(asked.EARLY_STEPS)] == asked.EARLY_STEPS
    assert set(keys) >= asked.HEALTH_STEPS
    assert set(asked.DETAIL_FIELDS) <= set(asked.AboutYouForm.base_fields)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [({}, []), ({"email": ""}, ["email"]), ({"email": "mari"}, ["email"]), ({"given_name": "..."}, ["given_name"])],
)
def test_an_applicant_has_a_name_and_an_address(changes, errors):
    form = asked.ApplicantForm({"given_name": "Mari", "family_name": "Moe", "email": "mari@example.org"} | changes)

    assert list(form.errors) == errors
    assert form.fields["email"].widget.attrs["autocomplete"] == "off"


@pytest.mark.parametrize(("reason", "is_fine"), [("", True), ("slow", True), ("because", False)])
def test_a_reason_for_withdrawing_is_optional_and_from_the_list(reason, is_fine):
    assert asked.WithdrawForm({"reason": reason}).is_valid() is is_fine
