"""The tests themselves: names that can be read, and nothing that waits for a guessed time."""

import ast

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "tests"
LONGEST = 80
# Where a pause is the point: a form that is sent too fast is refused, and `wait_until` looks again and again.
PAUSES = {
    "journeys/conftest.py",
    "journeys/test_call_back.py",
    "portal/frame/test_reading_pages.py",
    "portal/frame/test_openid.py",
}  # a slow provider
PAUSES |= {"portal/frame/smtp_server.py"}  # a slow mail server
PAUSES |= {f"portal/operations/{name}.py" for name in ("test_kills", "killed_site", "served_site")}  # at any moment
PAUSES |= {"deploy/test_rolling.py"}  # as an operator does


@pytest.fixture(scope="module")
def files():
    return {str(path.relative_to(FOLDER)): ast.parse(path.read_text()) for path in sorted(FOLDER.rglob("*.py"))}


@pytest.mark.slow
def test_no_name_of_a_test_is_longer_than_a_line_of_the_report(files):
    long = [
        f"{name}: {node.name}"
        for name, tree in files.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and len(node.name) > LONGEST
    ]

    assert long == []


@pytest.mark.slow
@pytest.mark.parametrize("pause", ["sleep", "wait_for_timeout"])
def test_nothing_waits_for_a_guessed_time(pause, files):
    waiting = {
        name
        for name, tree in files.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == pause
    }

    assert waiting - PAUSES == set()


@pytest.mark.slow
def test_property_tests_leave_how_many_examples_to_the_profile(files):
    fixed = [
        f"{name}:{node.lineno}"
        for name, tree in files.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "max_examples" and isinstance(node.value, ast.Constant)
    ]

    assert [place for place in fixed if not place.startswith("conftest.py")] == []
