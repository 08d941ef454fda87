"""What waits for somebody to do it. Each room declares what can wait there, and my page asks here for all of it.

A room lists its sources as ``TO_DO`` in its ``to_do.py``. A ``Source`` names the rows that wait there for a person, and
makes a line of my page from them (``ToDo``): only what this person may do now, on a page that they may open. The rows
of all rooms are read with one query, so one more source costs no query more.

The order: what is due within two weeks, or late, comes by its deadline; then what has no deadline, the longest wait
first; then what is due later. So people who were promised an answer come before papers that only wait, and a report
that is due in half a year does not stand before somebody who waits now.
"""

import datetime
import functools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal import clock
from portal.permissions import AFTER_END, BOARD, CENTRAL, access_of
from portal.read_together import read_together
from portal.types import Person

Found = TypeVar("Found")

# In which what has no deadline is usually done: who waits is told so, and then those who step in are reminded.
USUAL_TIME = datetime.timedelta(weeks=2)


class Reader:
    """The person whose list is made. What two rooms need to know about them is read once."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._found: dict[object, object] = {}

    def once(self, read: Callable[..., Found], *arguments: object) -> Found:
        """``read(*arguments)``, called the first time that it is asked for.

        The arguments are this person, or this ``Reader`` for what is made of other things that are read once.
        """
        key = (read, arguments)
        if key not in self._found:
            self._found[key] = read(*arguments)
        return self._found[key]  # type: ignore[return-value]  # what this function gave

    def title_in(self, chapter: object, title: str) -> str:
        """The title of a line about a chapter, which is named to those who have offices in more than one place."""
        held = {place for role, place in access_of(self.person).held if role in {**BOARD, **AFTER_END, **CENTRAL}}
        return f"{chapter}: {title}" if len(held) > 1 else title


@dataclass(frozen=True)
class ToDo:
    """One thing that waits for somebody.

    ``title`` says what waits, without anybody's name: it stands on a page that is open on a phone in a bus. ``action``
    is the text of the button to ``href``; both are empty for what is done on no page of this site, and ``note`` says
    how. ``due`` is the last day, where there is one; with ``has_day_in_title`` it is the day on which something takes
    place, and is not said again. ``since`` is when it began to wait. ``asks_office`` is whether the person has to get
    in touch with the office.
    """

    title: str
    action: str = ""
    href: str = ""
    due: datetime.date | None = None
    since: datetime.date | None = None
    note: str = ""
    asks_office: bool = False
    has_day_in_title: bool = False

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < clock.today()

    @property
    def place(self) -> tuple[int, datetime.date]:
        """What it is sorted by: which of the three parts of the list it belongs to, and a day."""
        if self.due is None:
            return 1, self.since or datetime.date.max
        return (0 if self.due - clock.today() <= USUAL_TIME else 2), self.due

    @property
    def when(self) -> str:
        """The deadline in words, or since when it has waited; empty where neither is known."""
        if self.has_day_in_title:
            return ""
        if self.due == clock.today():
            return _("Today is the last day")
        if self.due:
            text = _("The deadline was %(day)s") if self.is_late else _("By %(day)s")
            return text % {"day": _in_words(self.due)}
        return _("Since %(day)s") % {"day": _in_words(self.since)} if self.since else ""


def _in_words(day: datetime.date) -> str:
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == clock.today().year else "DATE_FORMAT")


@dataclass(frozen=True)
class Source:
    """One thing that can wait in a room.

    ``rows(reader)`` gives the querysets of what can wait for this person, without reading them; None for somebody for
    whom nothing can wait here. ``lines(reader, *querysets)`` then gives their ``ToDo`` rows.
    Without ``rows``, ``lines(reader)`` makes them from what several rooms need, and ``Reader.once`` has read.
    """

    lines: Callable[..., Iterable[ToDo]]
    rows: Callable[[Reader], Collection[QuerySet[Any]] | None] = lambda _reader: ()


@functools.cache
def declared() -> list[Source]:
    """The sources of every room, in the order of the rooms."""
    found: list[Source] = []
    for room in settings.ROOMS:
        if find_spec(f"portal.{room}.to_do"):
            found += import_module(f"portal.{room}.to_do").TO_DO
    return found


def waiting_for(reader: Reader, *others: QuerySet[Any]) -> list[ToDo]:
    """Everything that waits for this person, in order.

    ``others`` are querysets that a page needs besides: they are read with the same query.
    """
    return waiting_in(declared(), reader, *others)


def waiting_in(sources: Iterable[Source], reader: Reader, *others: QuerySet[Any]) -> list[ToDo]:
    """The same of these sources alone."""
    asked = [(source, source.rows(reader)) for source in sources]
    found = [(source, rows) for source, rows in asked if rows is not None]
    read_together(*others, *(queryset for _source, rows in found for queryset in rows))
    return in_order(line for source, rows in found for line in source.lines(reader, *rows))


def in_order(rows: Iterable[ToDo]) -> list[ToDo]:
    """The rows in the order in which they are to be done (``ToDo.place``)."""
    return sorted(rows, key=lambda row: row.place)
