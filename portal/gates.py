"""Is it this person's turn to do this? The room that knows a person's way says so; the rooms before it ask here.

Legal order, like the table of moves: not a question of who may, but of what has to come first.
"""

_keepers = []


class NotYet(Exception):
    """Something has to come first. ``first`` is ``{kind of requirement: its name}``."""

    def __init__(self, kind, first):
        super().__init__(f"{kind} waits for {', '.join(first)}")
        self.kind, self.first = kind, first


def register(keeper):
    """Add ``keeper(kind, person)``, which gives what has to come first, ``{kind: name}``: empty when it is open."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def waits_for(kind, person):
    """What has to come before this for this person."""
    return {code: name for keeper in _keepers for code, name in keeper(kind, person).items()}


def check(kind, person):
    """Raise ``NotYet`` when this is not open to the person now."""
    first = waits_for(kind, person)
    if first:
        raise NotYet(kind, first)
