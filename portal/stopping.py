"""A worker that is asked to stop finishes the mail or the file that it has begun, and begins no other.

Whoever asks waits 40 seconds at most (``deploy/``) and then kills it, and a mail that was being sent then comes twice.
"""

import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

_asked: list[int] = []


def is_asked() -> bool:
    """Whether this process was asked to stop. Whatever does one thing after another looks before each."""
    return bool(_asked)


@contextlib.contextmanager
def when_asked() -> Iterator[None]:
    """While the block runs, SIGTERM and SIGINT do no more than ask."""
    before = {name: signal.signal(name, _note) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        _asked.clear()


def _note(number: int, _frame: FrameType | None) -> None:
    _asked.append(number)
