"""Which accounts were joined with another one of the same person: what the event log says, and nothing else.

What an account had done is witnessed with its number and its ``ref``, in events that nobody changes any more. By the
event of the joining, such a row is still known as theirs when it belongs to the account that stays.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any
from uuid import UUID


class Joined:
    """The accounts that are gone, each with the one that it became part of. Read when somebody asks for the first time.

    ``read`` gives the records of the events; those that were changed have no details, and say nothing here.
    """

    def __init__(self, read: Callable[[], Iterable[Any]]) -> None:
        self._read = read

    @cached_property
    def _gone(self) -> dict[UUID, tuple[int, UUID]]:
        found = {}
        for record in self._read():
            if told := record.details.get("from"):
                key, ref = told
                found[UUID(ref)] = (key, record.event.subject)
        return found

    def before(self, ref: UUID) -> list[tuple[int, UUID]]:
        """``[(primary key, ref)]`` of the accounts that have become part of this one, also by way of another."""
        return [(key, gone) for gone, (key, _to) in self._gone.items() if self.now(gone) == ref]

    def now(self, ref: UUID) -> UUID:
        """The account that this one has become part of; itself, where it has not."""
        passed = set()
        while ref in self._gone and ref not in passed:
            passed.add(ref)
            ref = self._gone[ref][1]
        return ref
