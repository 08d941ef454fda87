"""A cache in each process for what is the same for all readers. Never for what some may not see.

Values are kept until the minute turns, and so are the pages made of them (``portal/reading_pages.py``): every process
shows a change within 60 seconds without being told about it, also where one value was made of another.
"""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

from portal import clock

Value = TypeVar("Value")


def cached_one_minute(name: str, make: Callable[[], Value], *, stamp: object = None) -> Value:
    """The value of ``make()`` in this minute, and for this ``stamp``. It must be picklable and the same for everybody.

    Whoever gives a stamp has read it before this is called: a value that is newer than its stamp is made anew.
    """
    wanted = (this_minute(), stamp)
    kept: tuple[tuple[int, object], Value] | None = caches["fragments"].get(name)
    if kept is not None and kept[0] == wanted:
        return kept[1]
    value = make()
    caches["fragments"].set(name, (wanted, value))
    return value


def this_minute() -> int:
    """The number of the minute that the site's clock is in."""
    return int(clock.now().timestamp() // 60)


def forget_cached() -> None:
    """Empty the caches of this process, so that the next reads come from the database."""
    for name in ("fragments", "renditions"):
        caches[name].clear()
