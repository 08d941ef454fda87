"""A category of supporters and its requirements."""

import pytest

from forms.category import CategoryForm

KINDS = [("approval", "Svar", ""), ("role", "Rollen", "Hva den er"), ("course", "Kurs", "")]
GOOD = {
    "name_nb": "Samtalepartner", "description_nb": "Lytter.", "assessed_by": "chapter", "method": "board",
    "minimum_age": "18",
}  # fmt: skip
CHOICES = {
    "assessed_by": [("chapter", "Styret")],
    "method": [("board", "Styret"), ("office", "Verv")],
    "office": [("leader", "Leder")],
}


def form_of(**changes):
    return CategoryForm(GOOD | changes, kinds=KINDS, choices=CHOICES)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"name_nb": "", "name_en": "Listener"}, ["name"]),
        ({"name_nb": ""}, ["name"]),
        ({"minimum_age": "-1"}, ["minimum_age"]),
        ({"minimum_age": "100"}, ["minimum_age"]),
        ({"minimum_age": ""}, ["minimum_age"]),
        ({"method": "office"}, ["office"]),
        ({"method": "office", "office": "leader"}, []),
        ({"method": "lottery"}, ["method"]),
        ({"role-asked": "on"}, ["role_description"]),
        ({"role-asked": "on", "role_description_nb": "Du lytter."}, []),
        ({"offer_nb": "Samtaler"}, ["approval-asked"]),
        ({"offer_nb": "Samtaler", "approval-asked": "on"}, []),
        ({"course-place": "4"}, ["course-place"]),
        ({"course-after": ["course"]}, ["course-after"]),
    ],
)
def test_bad_input_gets_an_error_at_its_field(changes, errors):
    assert list(form_of(**changes).errors) == errors


def test_an_office_belongs_only_to_a_category_that_comes_with_one():
    form = form_of(office="leader")

    assert form.is_valid()
    assert form.cleaned_data["office"] == ""


def test_the_requirements_are_in_the_order_of_their_places():
    ticked = {f"{code}-asked": "on" for code, _name, _hint in KINDS}
    form = form_of(
        **ticked, role_description_nb="Du lytter.",
        **{"approval-place": "2", "course-place": "1", "approval-after": ["course"]},
    )  # fmt: skip

    assert form.is_valid(), form.errors
    assert form.requirements() == [["course", []], ["approval", ["course"]], ["role", []]]


def test_every_field_is_shown_once():
    form = form_of(**{"course-asked": "on", "course-place": "9"})
    parts = [field for _heading, fields in form.parts for field in fields]
    shown = [*parts, form["is_active"], *(field for group in form.requirement_groups for field in group[3])]

    assert sorted(field.name for field in shown) == sorted(form.fields)
    assert [group[:3] for group in form.requirement_groups] == [
        ("Svar", None, False), ("Rollen", None, False), ("Kurs", "9", True),
    ]  # fmt: skip
