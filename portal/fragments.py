"""A cache in each process for what is the same for all readers. Never for anything about a person.

Values are kept for one minute: every process shows a change within 60 seconds without being told about it.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

Value = TypeVar("Value")


def cached_one_minute(name: str, make: Callable[[], Value]) -> Value:
    """The value of ``make()``, at most a minute old. It must be picklable and the same for everybody."""
    return caches["fragments"].get_or_set(name, make)  # type: ignore[return-value]  # None only where make() gives it


def forget_cached() -> None:
    """Empty the cache of this process, so that the next reads come from the database."""
    caches["fragments"].clear()
