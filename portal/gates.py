"""May this person do this now, or does something else come first? Asked by the rooms that keep the facts.

The room that knows a person's pathway answers. This is about order, like the table of moves; who may do what is asked
of the rules.
"""

from portal import requirements

_gatekeepers = []


class NotYet(Exception):
    """Something has to come first. ``first`` is ``{code of a requirement: its name}``."""

    def __init__(self, kind, first):
        super().__init__(f"{kind} waits for {', '.join(first)}")
        self.kind, self.first = kind, first


def register(waits_for, lacks):
    """Add two functions of ``(code, person)``.

    ``waits_for`` gives what has to come first, ``{code: name}``: empty where nothing does. ``lacks`` says whether a
    pathway of the person asks for this, and it is not met.
    """
    if (waits_for, lacks) not in _gatekeepers:
        _gatekeepers.append((waits_for, lacks))


def page_of(kind):
    """The address at which a person does what is required; empty where there is none, or one for each category."""
    return requirements.get(kind).address()


def waits_for(kind, person):
    """What has to come before this for this person: ``{code: name}``."""
    return {code: name for waits, _lacks in _gatekeepers for code, name in waits(kind, person).items()}


def lacks(kind, person):
    """Whether this is required of the person, and not met."""
    return any(lacks(kind, person) for _waits, lacks in _gatekeepers)


def check(kind, person):
    """Raise ``NotYet`` when this is not open to the person now."""
    first = waits_for(kind, person)
    if first:
        raise NotYet(kind, first)
