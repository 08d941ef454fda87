"""Anchors, reading time and readability of a text."""

import pytest

from home import article
from home.first_content.pages import body_stream
from home.models import ChapterPage


def test_lix_counts_words_in_a_sentence_and_long_words():
    assert article.lix(["Du er her. Likepersonen lytter."]) == 2.5 + 100 * 1 / 5
    assert article.lix([]) == 0


@pytest.mark.django_db
def test_equal_headings_get_different_anchors():
    body = ChapterPage(body=body_stream([{"type": "text", "value": "<h2>Når?</h2><p>A</p><h2>Når?</h2><p>B</p>"}])).body

    assert [heading.anchor for heading in article.render(body).headings] == ["nar", "nar-2"]


def test_reading_time_is_rounded_up():
    class Body:
        def __init__(self, words):
            self.words = words

        def get_prep_value(self):
            return [{"type": "text", "id": "a b c", "value": f"<p>{'ord ' * self.words}</p>"}]

    assert [article.reading_minutes(Body(words)) for words in (0, 180, 181, 361)] == [1, 1, 2, 3]
