"""Filters are what an address says, and nothing that cannot be chosen."""

from django import forms

from forms.filters import CHECKED, Filters


class OfBoats(Filters):
    kind = forms.ChoiceField(label="Kind", choices=[("", "Any"), ("Small", [("a", "Rowing boat"), ("b", "Kayak")])])
    red = forms.BooleanField(label="Only red ones")


def test_what_can_be_chosen_is_chosen_and_can_be_taken_away():
    filters = OfBoats.from_query({"kind": "b", "red": CHECKED, "page": "2"})

    assert (filters.chosen, filters.has_unknown) == ({"kind": "b", "red": "on"}, False)
    assert filters.removable() == [
        {"text": "Kayak", "url": "?red=on"},
        {"text": "Only red ones", "url": "?kind=b"},
    ]
    assert (filters.address(kind="a"), filters.address(kind="", red="")) == ("?kind=a&red=on", "")


def test_what_cannot_be_chosen_counts_as_not_chosen():
    filters = OfBoats.from_query({"kind": "Small", "red": "yes", "x" * 1000: "y"})

    assert (filters.chosen, filters.has_unknown, filters.query()) == ({}, True, "")
