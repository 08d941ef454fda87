"""May this person do this now, or has another requirement to be met first? Asked by the rooms that keep the facts.

The room that knows a person's pathway answers. This is about the order of steps; who may do what is decided by the
rules.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from django.utils.functional import Promise

from portal import requirements
from portal.types import Person

Names = Mapping[str, str | Promise]  # {code of a requirement: what is asked for}


_gatekeepers: list[Callable[[Person], "Gate"]] = []


class Gate(Protocol):
    """What a person's pathways say of the order, read once."""

    def waits_for(self, kind: str) -> Names:
        """What has to come before this, ``{code: name}``: empty where nothing does."""

    def lacks(self, kind: str) -> bool:
        """Whether this is required of the person, and not met."""


class NotYet(Exception):
    """Another requirement has to be met first. ``first`` is ``{code of a requirement: its name}``."""

    def __init__(self, kind: str, first: Names) -> None:
        super().__init__(f"{kind} waits for {', '.join(first)}")
        self.kind, self.first = kind, first


def register(gate_of: Callable[[Person], Gate]) -> None:
    """Set the function that gives a person's ``Gate``. Called by the room that knows the pathways."""
    _gatekeepers[:] = [gate_of]


def gate_of(person: Person) -> Gate:
    """The person's gate, for whoever asks it more than once: their pathways are read here, and not again."""
    return _gatekeepers[0](person)


def page_of(kind: str) -> str:
    """The address at which a person does what is required; empty where there is none, or one for each category."""
    return requirements.get(kind).address()


def waits_for(kind: str, person: Person) -> Names:
    """What has to come before this for this person: ``{code: name}``."""
    return gate_of(person).waits_for(kind)


def check(kind: str, person: Person) -> None:
    """Raise ``NotYet`` when this is not open to the person now."""
    first = waits_for(kind, person)
    if first:
        raise NotYet(kind, first)
