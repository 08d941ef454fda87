"""State changes of cases, by tables of legal moves. The only code that sets ``state``.

A service that moves a case about a person locks that person first (``accounts.lock_people``, decision 0017).
"""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F

from portal import events
from portal.models import Case
from portal.types import Move, Person


class IllegalMove(Exception):
    """The table of moves does not allow this move from the state that the case is in."""


class Stale(Exception):
    """Somebody else has changed the row since it was read."""


def table(**lines: tuple[Iterable[str], str]) -> dict[str, Move]:
    """Make a table of moves, ``{name: Move}``, from ``name=((sources), target)``."""
    return {name: Move(frozenset(sources), target) for name, (sources, target) in lines.items()}


def open_moves(case: Case) -> list[str]:
    """The names of the moves that the table allows from the state that the case is in."""
    return [name for name, line in case.MOVES.items() if case.state in line.sources]


@transaction.atomic
def move(
    case: Case, name: str, *, by: Person | None, details: Mapping[str, object] | None = None, **values: object
) -> None:
    """Make one move, save ``values`` with it and write the event ``<kind>.<name>``.

    Raises ``IllegalMove`` when the table does not allow it from the stored state, ``Stale`` when the row was
    changed since ``case`` was read. The check and the change are one UPDATE: of two at the same time only one is made.
    """
    line = case.MOVES[name]
    rows = type(case).objects.filter(pk=case.pk)  # type: ignore[attr-defined]  # each model of cases has it, not Case
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
