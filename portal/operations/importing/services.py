"""A file is tried out, which changes nothing, and then taken in, all of it in one transaction.

Trying out is doing it and undoing it, so the report says what will be done, in the words of the services that do it.
What waits between the two are the texts of the rows, in a draft of whoever does it. The file itself is not kept.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from types import ModuleType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from forms import drafts
from forms.importing import ROWS
from forms.models import Draft
from portal import clock, events, gates, mail, spreadsheet
from portal.accounts.models import User
from portal.chapters import mails as chapter_mails
from portal.chapters.register.validation import Refused
from portal.models import Organisation
from portal.moves import IllegalMove, Stale
from portal.operations.importing import chapters, columns, members, officers, supporters
from portal.operations.importing.columns import Line
from portal.operations.importing.run import CANNOT, Cannot, Run
from portal.operations.verbs import Verb
from portal.supporters.pathway import progress

DRAFT = "import"
# Rows of a file that is taken in on the page: it takes 15 ms a row, and 90 for a supporter, and on SQLite nobody else
# can save meanwhile. They wait for 20 s.
MOST_ROWS = {"chapters": 500, "officers": 1_000, "supporters": 200, "members": 1_000}
MOST_ROWS_OF_COMMAND = 10_000
TAKEN: dict[str, ModuleType] = {
    "chapters": chapters, "officers": officers, "supporters": supporters, "members": members,
}  # fmt: skip


class ReportChanged(Exception):
    """The register is not as it was when the file was tried out. ``outcomes`` is what would be done now."""

    def __init__(self, outcomes: "list[Outcome]") -> None:
        super().__init__()
        self.outcomes = outcomes


@dataclass
class Outcome:
    """What becomes of one row: ``standing`` is new, same, differs or cannot. ``faults`` are by field ("" for none)."""

    number: int
    name: str
    standing: str
    says: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)


def read(kind: str, content: bytes, *, most_rows: int | None = None) -> columns.Table:
    """What is in a file of at most ``most_rows`` (default: ``MOST_ROWS``). Raises ``spreadsheet.Unreadable``."""
    return columns.find(kind, spreadsheet.read(content, most_rows=(most_rows or MOST_ROWS[kind]) + columns.HEADS_AMONG))


class _Undone(Exception):
    pass


def try_out(kind: str, lines: Sequence[Line], *, by: User) -> list[Outcome]:
    """What would become of each row. Nothing of it stays."""
    outcomes: list[Outcome] = []
    try:
        with transaction.atomic():
            outcomes = _carry_out(kind, lines, by=by)
            raise _Undone
    except _Undone:
        return outcomes


@transaction.atomic
def take_in(kind: str, lines: Sequence[Line], *, by: User, shown: str | None = None) -> list[Outcome]:
    """Take in every row that can be, in one transaction. Returns what became of each.

    Nobody gets a mail, but the secretariat and administrators are told of each central office that was given.

    ``shown`` is the ``digest`` of the report that was seen. Raises ``ReportChanged`` where another would be shown now:
    then nothing is done.
    """
    outcomes = _carry_out(kind, lines, by=by)
    if shown is not None and digest(outcomes) != shown:
        raise ReportChanged(outcomes)
    details = {"kind": kind, **count(outcomes)}
    events.record(Verb.REGISTER_IMPORT, subject=by, by=by, details=details)
    return outcomes


def digest(outcomes: Iterable[Outcome]) -> str:
    return hashlib.sha256(json.dumps([asdict(one) for one in outcomes], sort_keys=True).encode()).hexdigest()


def count(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many rows there are of each standing."""
    found = dict.fromkeys(("new", "differs", "same", CANNOT), 0)
    for one in outcomes:
        found[one.standing] += 1
    return found


def _carry_out(kind: str, lines: Sequence[Line], *, by: User) -> list[Outcome]:
    list(Organisation.objects.select_for_update())  # one at a time: two could take the same rows in another order
    run, outcomes = Run(by), []
    seen: dict[str, int] = {}  # {all that a row says: its number}
    with mail.silence(), progress.in_any_order():
        for line in lines:
            outcome = _take(kind, line, run)
            first = seen.setdefault(json.dumps(line.cells, sort_keys=True).casefold(), line.number)
            if first != line.number:
                outcome.says.append(_("The same stands in row %(row)s.") % {"row": first})
            outcomes.append(outcome)
    for office in run.given:
        if office.ends is None or office.ends >= clock.today():
            chapter_mails.tell_of_central(office, by=by)
    return outcomes


def _take(kind: str, line: Line, run: Run) -> Outcome:
    run.row, taker = line.number, TAKEN[kind]
    outcome = Outcome(line.number, _name_of(line), CANNOT)
    form = ROWS[kind]({name: line.cells.get(name, "") for name in ROWS[kind].base_fields}, today=clock.today())
    if not form.is_valid() or line.faults:
        said = {name if name in form.fields else "": str(errors[0]) for name, errors in form.errors.items()}
        outcome.faults = {**said, **line.faults}
        return outcome
    try:
        with transaction.atomic():
            with events.unit_of_work():
                outcome.standing, outcome.says = taker.take(form.cleaned_data, run)
            if hasattr(taker, "finish"):
                with events.unit_of_work():
                    outcome.says += taker.finish(form.cleaned_data, run)
    except Cannot as fault:
        outcome.faults = fault.faults
    except Refused as fault:
        outcome.faults = {name if name in form.fields else "": text for name, text in fault.errors.items()}
    except gates.NotYet as early:
        names = ", ".join(map(str, early.first.values()))
        outcome.faults = {"": _("This has to be met first: %(what)s.") % {"what": names}}
    except (Stale, IllegalMove):
        outcome.faults = {"": _("This is not possible as things stand. Do it on the person's page.")}
    if outcome.faults:
        outcome.standing, outcome.says = CANNOT, []
    return outcome


def _name_of(line: Line) -> str:
    if "name" in line.cells:
        return line.cells["name"][:200]
    return f"{line.cells.get('given_name', '')} {line.cells.get('family_name', '')}".strip()[:200]


def sample(kind: str) -> bytes:
    """The file to fill in. Its example can be taken in as it stands, once it no longer says that it is one."""
    if kind != "supporters":
        return columns.sample(kind)
    return columns.sample(kind, category=supporters.example_of_category())


# What waits between trying out and taking in


def _key(by: User) -> str:
    return f"user:{by.pk}"


@transaction.atomic
def keep(kind: str, name: str, table: columns.Table, outcomes: Sequence[Outcome], *, by: User, done: bool) -> Draft:
    """Keep the rows of a file and the report on them for whoever does it, in place of an earlier one."""
    drafts.consume(DRAFT, _key(by))
    answers: dict[str, Any] = {
        "kind": kind,
        "name": name,
        "lines": [asdict(line) for line in table.lines],
        "notes": table.notes,
        "outcomes": [asdict(one) for one in outcomes],
        "done": done,
    }
    return drafts.begin(DRAFT, _key(by), answers, now=clock.now())


@dataclass
class Waiting:
    """A file that was tried out, or of which rows were left when it was taken in (``done``)."""

    kind: str
    name: str
    table: columns.Table
    outcomes: list[Outcome]
    done: bool


def waiting(by: User) -> Waiting | None:
    """What waits for this person, or None."""
    draft = drafts.find(DRAFT, _key(by))
    if draft is None:
        return None
    kept: dict[str, Any] = draft.answers
    table = columns.Table([Line(**line) for line in kept["lines"]], kept["notes"])
    return Waiting(kept["kind"], kept["name"], table, [Outcome(**one) for one in kept["outcomes"]], kept["done"])


def discard(by: User) -> None:
    """Delete the rows that this person has uploaded and not taken in. A second time changes nothing."""
    drafts.consume(DRAFT, _key(by))


@transaction.atomic
def take_in_waiting(*, by: User, shown: str) -> list[Outcome] | None:
    """Take in what waits, and delete it; rows that could not be taken in are kept. None where it is done already.

    Raises ``ReportChanged`` as ``take_in`` does.
    """
    kept = waiting(by)
    if kept is None or kept.done or drafts.consume(DRAFT, _key(by)) is None:
        return None
    outcomes = take_in(kept.kind, kept.table.lines, by=by, shown=shown)
    left = {one.number for one in outcomes if one.standing == CANNOT}
    if left:
        table = columns.Table([line for line in kept.table.lines if line.number in left], [])
        rejected = [one for one in outcomes if one.number in left]
        keep(kept.kind, kept.name, table, rejected, by=by, done=True)
    return outcomes


def rejects(kind: str, lines: Iterable[Line], outcomes: Iterable[Outcome]) -> bytes | None:
    """The rows that cannot be taken in as a file with the reason beside each, to be filled in and sent again."""
    why = {one.number: one for one in outcomes if one.standing == CANNOT}
    if not why:
        return None
    heads = columns.of(kind)
    rows = [
        [*(line.cells.get(one.field, "") for one in heads), reason(kind, why[line.number])]
        for line in lines
        if line.number in why
    ]
    return spreadsheet.workbook(columns.sheet_name(kind), [*(one.head for one in heads), columns.WHY], rows)


def reason(kind: str, outcome: Outcome) -> str:
    """Why a row cannot be taken in, each sentence with the heading of its cell."""
    return " ".join(f"{columns.head_of(kind, name)}: {text}" if name else text for name, text in outcome.faults.items())


@transaction.atomic
def export(kind: str, *, by: User) -> bytes:
    """The register as a file that can be taken in again, with the same headings."""
    heads = columns.of(kind)
    rows = [[row.get(one.field) for one in heads] for row in TAKEN[kind].rows()]
    events.record(Verb.REGISTER_EXPORT, subject=by, by=by, details={"kind": kind, "number": len(rows)})
    return spreadsheet.workbook(columns.sheet_name(kind), [one.head for one in heads], rows)
