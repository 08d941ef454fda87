"""Is it this person's turn to do this? The room that knows a person's way says so; the rooms before it ask here.

Legal order, like the table of moves: not a question of who may, but of what has to come first.
"""

from django.urls import reverse

# Where a person does what is asked of them; what is done elsewhere, or by others, has no page.
PAGES = {
    "material": "portal:take_course",
    "course": "portal:take_course",
    "test": "portal:knowledge_test",
    "declaration": "portal:declaration",
}

_keepers = []
_askers = []


class NotYet(Exception):
    """Something has to come first. ``first`` is ``{kind of requirement: its name}``."""

    def __init__(self, kind, first):
        super().__init__(f"{kind} waits for {', '.join(first)}")
        self.kind, self.first = kind, first


def register(keeper, asker):
    """Add ``keeper(kind, person)``, which gives what has to come first, ``{kind: name}``: empty when it is open.

    ``asker(kind, person)`` says whether a way of the person asks for this, and it is not met.
    """
    if keeper not in _keepers:
        _keepers.append(keeper)
        _askers.append(asker)


def page_of(kind):
    """The address at which a person does what is asked; empty where there is none."""
    return reverse(PAGES[kind]) if kind in PAGES else ""


def waits_for(kind, person):
    """What has to come before this for this person."""
    return {code: name for keeper in _keepers for code, name in keeper(kind, person).items()}


def lacks(kind, person):
    """Whether this is asked of the person, and not met."""
    return any(asker(kind, person) for asker in _askers)


def check(kind, person):
    """Raise ``NotYet`` when this is not open to the person now."""
    first = waits_for(kind, person)
    if first:
        raise NotYet(kind, first)
