"""What the formatter of templates leaves to us."""

import re

from django.conf import settings
from django.template.loader import render_to_string

TEMPLATES = sorted(path for path in (settings.BASE_DIR / "templates").rglob("*") if path.suffix in (".html", ".txt"))
# `{% if place %}, {{ place }}` at the start of a line: the line break before it shows as a space before the comma.
SPACE_BEFORE_PUNCTUATION = re.compile(r"^\s*(\{% if [^%]*%\})+\s?[.,:;!?)]", re.MULTILINE)


def lines_over(limit):
    return [
        f"{path.name}:{number} has {len(line)}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > limit
    ]


def test_no_line_of_a_template_is_over_160_characters():
    """In a mail a paragraph is one line of text; `{% blocktranslate trimmed %}` joins what is broken in the source."""
    assert lines_over(160) == []


def test_no_line_break_stands_before_punctuation():
    wrong = [path.name for path in TEMPLATES if SPACE_BEFORE_PUNCTUATION.search(path.read_text())]

    assert wrong == []


def test_a_component_stands_in_the_middle_of_a_sentence():
    assert render_to_string("components/tag.html", {"text": "Ferdig"}).endswith("</span>")
