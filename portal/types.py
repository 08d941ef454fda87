"""What the frame knows of things that belong to no module of it or to a room, for the type checker."""

import uuid
from typing import Literal, NamedTuple, Protocol


class Move(NamedTuple):
    """A legal move: from any of the states ``sources`` to the state ``target``."""

    sources: frozenset[str]
    target: str


class Person(Protocol):
    """Somebody with an account, ``accounts.User``: what the frame reads of them."""

    @property
    def pk(self) -> int: ...

    @property
    def ref(self) -> uuid.UUID: ...

    @property
    def email(self) -> str: ...

    @property
    def language(self) -> str: ...

    @property
    def is_active(self) -> bool: ...

    def has_perm(self, perm: str) -> bool: ...

    @property
    def is_authenticated(self) -> Literal[True]: ...


class Subject(Protocol):
    """What an event can be about: a row with a ``ref``, or something that has one without being a row."""

    @property
    def ref(self) -> uuid.UUID: ...


class KindOfSupporter(Protocol):
    """``supporters.Category``: what the frame reads of it."""

    @property
    def code(self) -> str: ...
