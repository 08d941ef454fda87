"""A message to several people."""

import pytest

from forms.message import MessageForm

TO = [("a", "Guro"), ("b", "Liv")]


@pytest.mark.parametrize(
    ("posted", "errors"),
    [
        ({"to": ["a"], "text": "Hei"}, []),
        ({"to": [], "text": "Hei"}, ["to"]),
        ({"to": ["c"], "text": "Hei"}, ["to"]),
        ({"to": ["a"], "text": " "}, ["text"]),
        ({"to": ["a"], "text": "x" * 2001}, ["text"]),
    ],
)
def test_a_message_needs_a_text_and_somebody_on_the_list(posted, errors):
    assert list(MessageForm(posted, choices={"to": TO}).errors) == errors
