"""May this case make this move, and what happens when it does? The only code that sets ``state``.

Whoever moves a case that is about a person holds that person first (``accounts.hold``, decision 0017).
"""

from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from portal import events


class Move(NamedTuple):
    sources: frozenset
    target: str


class IllegalMove(Exception):
    """The table of moves does not allow this move from the state in which the case is now."""


class Stale(Exception):
    """Somebody else changed the case after it was read."""


def table(**lines):
    """A table of moves: ``name=((sources), target)``."""
    return {name: Move(frozenset(sources), target) for name, (sources, target) in lines.items()}


def open_moves(case):
    """The names of the moves that the table allows from where the case is now."""
    return [name for name, line in case.MOVES.items() if case.state in line.sources]


@transaction.atomic
def move(case, name, *, by, details=None, **values):
    """Make one move, save ``values`` with it and write the event ``<kind>.<name>``.

    Raises ``IllegalMove`` when the table does not allow it from the stored state, ``Stale`` when the row was
    changed since ``case`` was read. The check and the change are one UPDATE, so two at the same instant make one move.
    """
    line = case.MOVES[name]
    rows = type(case).objects.filter(pk=case.pk)
    changed = rows.filter(state__in=line.sources, version=case.version).update(
        state=line.target, version=F("version") + 1, **values
    )
    if not changed:
        stored = rows.get()
        if stored.state not in line.sources:
            raise IllegalMove(f"{name} from {stored.state}")
        raise Stale(f"{name}: read at version {case.version}, stored {stored.version}")
    case.refresh_from_db()
    events.record(f"{case.KIND}.{name}", subject=case, by=by, details=details)
