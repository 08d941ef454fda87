"""The forms of a supporter's picture."""

from forms.portrait import REASONS, PortraitPartForm, RemovePortraitForm


def part_form(**posted):
    return PortraitPartForm(posted, choices={"part": [("middle", "Midten")]}, words={"organisation": "MS-forbundet"})


def test_a_part_that_was_shown_and_a_yes_are_asked_for():
    assert (part_form(part="middle", consent="on").errors, "MS-forbundet" in part_form()["consent"].label) == ({}, True)
    assert list(part_form(part="last").errors) == ["part", "consent"]
    assert list(part_form().errors) == ["part", "consent"]


def test_a_reason_is_one_of_the_list():
    assert all(RemovePortraitForm({"reason": code}).is_valid() for code, _name, _text in REASONS)
    assert list(RemovePortraitForm({"reason": "ugly"}).errors) == ["reason"]
