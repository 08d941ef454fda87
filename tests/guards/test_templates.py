"""What the formatter of templates leaves to us."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

TEMPLATES = settings.BASE_DIR / "templates"
FORMATTER = Path(sys.executable).parent / "djangofmt"
LONGEST = 160
# `{% if place %}, {{ place }}` at the start of a line: the line break before it shows as a space before the comma.
SPACE_BEFORE_PUNCTUATION = re.compile(r"^\s*(\{% (if|elif) [^%]*%\})+\s?[.,:;!?)]", re.MULTILINE)


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".txt"))


def formatted(folder):
    """A copy of the templates as the formatter writes them. Fails where it meets one that it cannot read."""
    shutil.copy(settings.BASE_DIR / "pyproject.toml", folder)
    copy = shutil.copytree(TEMPLATES, folder / "templates")
    subprocess.run([FORMATTER, "-q", "templates"], cwd=folder, check=True)
    return copy


def test_no_line_of_a_template_is_over_160_characters(tmp_path):
    """The formatter breaks most lines; `{% blocktranslate trimmed %}` joins what we break in a message."""
    copy = formatted(tmp_path)
    too_long = [
        f"{path.relative_to(copy)}:{number} has {len(line)}"
        for path in files(copy)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert too_long == []


def test_no_line_break_stands_before_punctuation():
    wrong = [path.name for path in files(TEMPLATES) if SPACE_BEFORE_PUNCTUATION.search(path.read_text())]

    assert wrong == []


def test_a_component_stands_in_the_middle_of_a_sentence():
    assert render_to_string("components/tag.html", {"text": "Ferdig"}).endswith("</span>")
