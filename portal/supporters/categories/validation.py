"""Checks that the requirements of a category can be met in some order."""

from portal import requirements


class BadRequirements(Exception):
    """These requirements of a category cannot be met. ``kinds`` are the codes that it is about.

    ``why`` is "unknown", "no appointment", "not required" (the first waits for the second, which is not required) or
    "circle" (each waits for the next, and the last for the first).
    """

    def __init__(self, why, kinds=()):
        super().__init__(why, *kinds)
        self.why, self.kinds = why, list(kinds)


def check(requires):
    """Raise ``BadRequirements`` for requirements that nobody can meet. ``requires`` is as in ``Category``."""
    kinds = [kind for kind, _after in requires]
    # The age is the category's lowest one, and comes first by itself.
    if len(set(kinds)) != len(kinds) or set(kinds) - (requirements.declared().keys() - {"age"}):
        raise BadRequirements("unknown")
    if "appointment" not in kinds:
        raise BadRequirements("no appointment")
    for kind, after in requires:
        for first in after:
            if first not in kinds:
                raise BadRequirements("not required", [kind, first])
    circle = _circle({kind: [*after, *_always(kind, kinds)] for kind, after in requires})
    if circle:
        raise BadRequirements("circle", circle)


def _always(kind, kinds):
    """Nobody is given somebody to turn to before the answer to the application is yes."""
    return ["approval"] if kind == "contact" and "approval" in kinds else []


def _circle(before):
    """Some kinds that wait for each other, or none."""
    waiting = dict(before)
    while opened := [kind for kind, after in waiting.items() if not set(after) & waiting.keys()]:
        for kind in opened:
            del waiting[kind]
    walked, kind = [], next(iter(waiting), None)
    while kind is not None and kind not in walked:
        walked.append(kind)
        kind = next(first for first in waiting[kind] if first in waiting)
    return walked[walked.index(kind) :] if walked else []
