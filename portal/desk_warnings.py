"""Warnings on the desk of the staff, from rooms that the desk does not know."""

from collections.abc import Callable

Warning_ = Callable[[], str]  # a sentence, or nothing where nothing is wrong
_registered: list[Warning_] = []


def register(warning: Warning_) -> None:
    """Show what ``warning()`` says, if it says anything, on the pages that staff begin with. Added once."""
    if warning not in _registered:
        _registered.append(warning)


def current() -> list[str]:
    """The sentences of now."""
    return [sentence for warning in _registered if (sentence := warning())]
