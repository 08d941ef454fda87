"""Verbs of events are names: every verb that is recorded, listened to or looked up is a member of a room's ``Verb``."""

import ast
import re
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from portal import events
from portal.operations.audit.sentences import VERBS as SENTENCES

ROOT = Path(settings.BASE_DIR)
PLACES = ["portal", *(f"portal.{room}" for room in settings.ROOMS)]  # the frame, then each room
VERBS = {
    place: list(import_module(f"{place}.verbs").Verb) for place in PLACES if find_spec(f"{place}.verbs") is not None
}
MEMBERS = [verb for members in VERBS.values() for verb in members]
MOVES = {f"{model.KIND}.{move}" for model in apps.get_models() if hasattr(model, "MOVES") for move in model.MOVES}
# ``moves.move`` puts the verb of a move together; the members are held against the tables below.
PUT_TOGETHER = {"portal/moves.py"}
# What records the verb that it is handed by keyword: of the frame, and of a room.
HANDING_ON = {"papers.make": {"verb"}, "papers.read": {"refused"}, "recording.save": {"verb"}}


@pytest.fixture(scope="module")
def files():
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for folder in ("home", "portal")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and path.name != "verbs.py"
    }


def name_called(node):
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def arguments_called_verb(node):
    """The values that a call is given for the verb: the first of ``events.record`` and ``events.on``, or by keyword."""
    if not isinstance(node, ast.Call):
        return []
    first = node.args[:1] if name_called(node) in ("events.record", "events.on") else []
    return [*first, *(keyword.value for keyword in node.keywords if (keyword.arg or "").split("__")[0] == "verb")]


def functions_that_record(tree):
    """The names of the functions of a module that record the verb that they are given, and at which place it is."""
    return {
        function.name: [argument.arg for argument in function.args.args].index("verb")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and "verb" in [argument.arg for argument in function.args.args]
        for node in ast.walk(function)
        if name_called(node) == "events.record" and ast.unparse(node.args[0]) == "verb"
    }


def recorded_in(tree):
    """The expressions that a module hands over to be recorded."""
    handing_on = functions_that_record(tree)
    for node in ast.walk(tree):
        if name_called(node) == "events.record":
            yield node.args[0]
        elif name_called(node) in handing_on:
            yield node.args[handing_on[name_called(node)]]
        elif name_called(node) in HANDING_ON:
            yield from (keyword.value for keyword in node.keywords if keyword.arg in HANDING_ON[name_called(node)])


def texts_in(node):
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def verbs_named(tree, node):
    """The members that an expression of a module names, by the ``Verb`` that the module imports."""
    imported = {
        alias.asname or alias.name: import_module(found.module).Verb
        for found in ast.walk(tree)
        if isinstance(found, ast.ImportFrom) and (found.module or "").endswith(".verbs")
        for alias in found.names
    }
    return {
        imported[part.value.id][part.attr]
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in imported
    }


@pytest.mark.slow
def test_no_verb_is_a_literal(files):
    literals = set()
    for path in set(files) - PUT_TOGETHER:
        tree = files[path]
        given = [value for node in ast.walk(tree) for value in arguments_called_verb(node)]
        literals |= {(path, text) for value in (*given, *recorded_in(tree)) for text in texts_in(value)}
        literals |= {(path, text) for text in texts_in(tree) if text in MEMBERS}

    assert literals == set()


def test_every_verb_that_is_listened_to_is_a_member():
    handlers_of = events._handlers  # noqa: SLF001  nothing else tells who listens
    listened = {str(verb) for verb, handlers in handlers_of.items() if handlers}

    assert listened
    assert listened - set(MEMBERS) == set()


@pytest.mark.slow
def test_every_member_is_recorded_by_a_service_or_by_a_move(files):
    recorded = {verb for tree in files.values() for node in recorded_in(tree) for verb in verbs_named(tree, node)}

    assert {str(verb) for verb in MEMBERS} - MOVES == {str(verb) for verb in recorded}


def test_every_move_is_a_member():
    assert MOVES
    assert MOVES - set(MEMBERS) == set()


def test_every_verb_has_a_sentence_of_its_own_for_whoever_reads_the_log():
    assert {str(verb) for verb in SENTENCES} == {str(verb) for verb in MEMBERS}

    assert [text for text, times in Counter(map(str, SENTENCES.values())).items() if times > 1 or "." in text] == []


def test_a_sentence_in_the_log_names_nothing_but_who_and_where():
    named = {name for text in SENTENCES.values() for name in re.findall(r"%\((\w+)\)s", str(text))}

    assert named == {"supporter", "supporters", "chapter", "a_chapter"}


def test_no_verb_belongs_to_two_rooms():
    assert [verb for verb, times in Counter(map(str, MEMBERS)).items() if times > 1] == []


def test_members_are_named_like_their_values():
    wrong = [verb.name for verb in MEMBERS if verb.name != verb.value.rstrip("_").replace(".", "_").upper()]

    assert wrong == []
