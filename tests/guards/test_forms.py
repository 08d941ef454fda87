"""What holds for the whole of forms/ (its docstring)."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from forms import annual_report, application

ROOT = Path(settings.BASE_DIR)
KEYS = {step.key for stage in (application, annual_report) for step in stage.STEPS}
NO_TESTS_OF_THEIR_OWN = {"__init__", "apps", "models"}  # the model is tested with the drafts


def texts_in(path):
    """The text constants of a file, ``(line, text)``; no docstrings."""
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def python_files(*folders):
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def test_forms_name_no_address_of_the_site():
    names = re.compile(r"[a-z_]+:[a-z_]+|/[\w/-]+/")  # "portal:my_page" or "/min-side/"
    naming = {
        (path.name, text) for path in python_files("forms") for _line, text in texts_in(path) if names.fullmatch(text)
    }
    resolving = {path.name for path in python_files("forms") if re.search(r"django\.urls|reverse\(", path.read_text())}

    assert (naming, resolving) == (set(), set())


@pytest.mark.slow
def test_a_step_is_named_by_its_constant():
    """In tests, too, except where the address of a page is meant."""
    own = {ROOT / "forms" / "application.py", ROOT / "forms" / "annual_report.py"}
    rooms = [path for path in python_files("forms", "portal", "home", "tests") if path not in own]
    # Guards read the words of the site, and the wizard's tests have steps of their own.
    exempt = {"test_words.py", "test_wizard.py"}
    literal = {
        (str(path.relative_to(ROOT)), line, text)
        for path in rooms
        if path.name not in exempt and any(key in path.read_text() for key in KEYS)
        for line, text in texts_in(path)
        if text in KEYS
    }
    in_templates = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if any(f'"{key}"' in path.read_text() for key in KEYS)
    }

    assert (literal, in_templates) == (set(), set())


def test_the_first_reasons_belong_to_steps_that_there_are():
    content = tomllib.loads((ROOT / "portal" / "onboarding" / "content" / "letters.toml").read_text())
    named = {text for text in _values(content, "step") if text}

    assert named
    assert named <= {step.key for step in application.STEPS}


def _values(content, name):
    """Every value under this name in nested tables."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key == name:
                yield value
            else:
                yield from _values(value, name)
    elif isinstance(content, list):
        for value in content:
            yield from _values(value, name)


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "forms").glob("*.py")))
def test_every_module_has_a_file_of_tests(module):
    is_tested = (ROOT / "tests" / "forms" / f"test_{module}.py").exists()

    assert is_tested is (module not in NO_TESTS_OF_THEIR_OWN)
