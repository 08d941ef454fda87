"""Words that are spelled almost alike."""

import pytest

from forms.spelling import begins_almost_like, is_one_letter_off


@pytest.mark.parametrize(
    ("typed", "is_near"),
    [
        ("telefn", True), ("telefonn", True), ("telefan", True), ("telfeon", True), ("elefon", True),
        ("telefon", False), ("telf", False), ("telefnoo", False), ("tlfeon", False), ("", False),
    ],
)  # fmt: skip
def test_one_letter_is_missing_superfluous_wrong_or_has_changed_places(typed, is_near):
    assert is_one_letter_off(typed, "telefon") is is_one_letter_off("telefon", typed) is is_near


def test_what_follows_a_beginning_may_be_anything():
    words = ["selvmord", "selvmordet", "selmordstanker", "selvmorstanker", "selvmrod", "selskapet", "selv", ""]

    assert [begins_almost_like(word, "selvmord") for word in words] == [True] * 5 + [False] * 3
