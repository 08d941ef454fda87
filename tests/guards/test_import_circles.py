"""No module imports itself by way of others, at the top or inside a function."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def modules_of(folder):
    """``{dotted name: syntax tree}``. A package is called what its folder is called."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        if "migrations" not in parts:
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = ast.parse(path.read_text())
    return found


def imports_of(tree):
    """``(module, name)`` of every import, wherever in the module it stands; no name where the module itself is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def source_of(module, name, modules):
    """The module that a name comes from: the name may be a module itself, or a package may only hand it on."""
    if f"{module}.{name}" in modules:
        return f"{module}.{name}"
    for inner, handed_on in imports_of(modules[module]):
        if handed_on == name and inner.startswith(f"{module}."):
            return source_of(inner, name, modules)
    return module


def circle_in(modules):
    """The first circle that is found, as the list of its modules; empty where there is none."""
    graph = {
        name: {source_of(*one, modules) for one in imports_of(tree) if one[0] in modules}
        for name, tree in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


@pytest.mark.slow
@pytest.mark.parametrize("room", ["home", "portal", "forms"])
def test_no_module_imports_itself_by_way_of_others(room):
    assert circle_in(modules_of(ROOT / room)) == []


@pytest.mark.parametrize(
    ("one", "other", "is_circle"),
    [
        ("from room.other import f", "from room.one import g", True),
        ("from room import other", "def f():\n    from room.one import g", True),
        ("import room.other", "from room import Name", True),
        ("from room.other import f", "from elsewhere import one", False),
    ],
)
def test_a_circle_is_found_wherever_the_imports_stand(one, other, is_circle):
    sources = {"room": "from room.one import Name", "room.one": one, "room.other": other}

    assert bool(circle_in({name: ast.parse(source) for name, source in sources.items()})) is is_circle
