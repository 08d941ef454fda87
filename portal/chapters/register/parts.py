"""What other rooms keep about a chapter: what waits there, and what follows it into another one.

A room that comes after this one registers its part in its ``apps.py``.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.types import Person


@dataclass(frozen=True)
class Waiting:
    """Something that is left open in a chapter: a sentence, and the page where it is dealt with (empty for none)."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Merger:
    """One chapter that becomes part of another one from a day."""

    chapter: Chapter
    into: Chapter
    from_day: datetime.date
    by: User | None  # who decided it; None where that account is gone


@dataclass(frozen=True)
class Part:
    """One room's part. ``move`` is called in the transaction of the merger, before the offices of the board end."""

    waiting: Callable[[Chapter], Iterable[Waiting]]
    move: Callable[[Merger], object] = lambda merger: None  # what is past stays where it is
    people: Callable[[Chapter], Iterable[Person]] = lambda chapter: ()  # whom ``move`` changes something about


_parts: list[Part] = []


def register(part: Part) -> None:
    """Let the register ask a room. A part is only added once."""
    if part not in _parts:
        _parts.append(part)


def registered() -> list[Part]:
    return list(_parts)
