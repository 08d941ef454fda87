"""What the columns of JSON of a report have to look like, so that the pages about it can read them.

Anybody who has the database can write other JSON there (``portal/unreadable.py``).
"""

from typing import Any

COUNTED = ("count", "participants", "counting")


def are_numbers(value: Any) -> bool:
    """The numbers of a report: none, or at least its totals and its kinds of activity."""
    if not isinstance(value, dict) or not value:
        return value == {}
    kinds = value.get("kinds")
    return isinstance(kinds, list) and _are_counted(value) and all(map(_is_kind, kinds))


def _is_kind(line: Any) -> bool:
    return (
        isinstance(line, dict)
        and isinstance(line.get("kind"), str)
        and _are_counted(line)
        and isinstance(line.get("reasons"), dict)
    )


def _are_counted(value: dict[str, Any]) -> bool:
    return all(isinstance(value.get(name), int) for name in COUNTED)


def are_answers(value: Any) -> bool:
    """``{step: {field: value}}``."""
    return isinstance(value, dict) and all(isinstance(fields, dict) for fields in value.values())


def are_corrections(value: Any) -> bool:
    """``{kind: {"number", "right", "why"}}``."""
    return isinstance(value, dict) and all(map(_is_correction, value.values()))


def _is_correction(said: Any) -> bool:
    return isinstance(said, dict) and said.get("number") in COUNTED and said.keys() >= {"right", "why"}


def are_texts(value: Any) -> bool:
    """``{name: text}``."""
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def is_shown(value: Any) -> bool:
    """What somebody saw before signing, as ``signing.attestation.Shown`` keeps it."""
    parts = {"kinds", "numbers", "answers"}
    return (
        isinstance(value, dict)
        and value.keys() == {"sha256", *parts}
        and isinstance(value["sha256"], str)
        and all(isinstance(value[name], dict) for name in parts)
    )
