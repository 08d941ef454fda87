"""A module of services or queries has the same short name everywhere.

``portal.supporters`` is a room, ``portal.knowledge.course`` is a part of a room:

- ``from portal.supporters import services as supporters``, ``queries as supporter_queries``
- ``from portal.knowledge.course import services as course_services``, ``queries as course_queries``

Files in the same folder as the module import it without an alias: ``from portal.supporters import services``.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SINGULARS = {
    "activities": "activity",
    "categories": "category",
    "double_entries": "double_entry",
    "knowledge": "knowledge",
}


def singular(name):
    return SINGULARS.get(name, name.removesuffix("s"))


def expected(package, module, folder):
    """The name under which a file in ``folder`` (such as ``portal.desk``) imports ``services`` or ``queries``."""
    if package == folder:
        return module
    *rooms, name = package.split(".")
    if module == "services" and len(rooms) == 1:
        return name
    return f"{singular(name)}_{module}"


def wrong_names(source, folder):
    """Every import of services or queries with another name than the expected one: ``[(line, found, expected)]``."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("portal."):
            continue
        for name in node.names:
            if name.name in ("services", "queries"):
                alias, right = name.asname or name.name, expected(node.module, name.name, folder)
                found += [(node.lineno, alias, right)] if alias != right else []
    return found


@pytest.mark.slow
def test_services_and_queries_are_imported_under_one_name():
    files = [path for folder in ("portal", "home", "tests") for path in (ROOT / folder).rglob("*.py")]
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {alias} should be {right}"
        for path in files
        for line, alias, right in wrong_names(
            path.read_text(encoding="utf-8"), ".".join(path.parent.relative_to(ROOT).parts)
        )
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("line", "folder", "wrong"),
    [
        ("from portal.activities import services as activities", "home", []),
        ("from portal.activities import queries as activity_queries", "tests.portal.activities", []),
        ("from portal.knowledge.course import services as course_services", "portal.knowledge.exam", []),
        ("from portal.activities import queries, services", "portal.activities", []),
        ("from portal.activities import services", "portal.activities.gatherings", [(1, "services", "activities")]),
        ("from portal.activities import queries as asked", "home", [(1, "asked", "activity_queries")]),
        ("from portal.knowledge.course import services as courses", "home", [(1, "courses", "course_services")]),
    ],
)
def test_the_names_that_are_wrong(line, folder, wrong):
    assert wrong_names(line, folder) == wrong
