"""What can be required of somebody before they become a supporter. Each room declares the requirements that it stores.

A room lists them as ``REQUIREMENTS`` in its ``requirements.py``. Which of them a category has, and in which order, is
stored in the category (``supporters.Category.requires``). The gate, the checklist of one person, the same question
asked of many rows, the events that are listened to, the pages and the public text all read the declaration.
"""

import datetime
import functools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from portal.types import KindOfSupporter, Person


class Turn(StrEnum):
    """Whose turn it is to do what is required."""

    PERSON = "person"
    ASSESSOR = "assessor"  # the chapter's board or the secretariat, as the category says
    CHAPTER = "chapter"
    COORDINATOR = "coordinator"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True)
class Fact:
    """A set of rows, one of which is enough for a person to have met a requirement.

    ``person`` is the path from a row to the person. ``since`` is the column that says when it was met; empty where that
    is not known. ``category`` is the path to the category that the row is about; empty where the row counts for all of
    them. ``age`` is the column with the years that the category's minimum age is compared with.
    ``counts_for`` is, in place of ``category``, the path to a text with the codes of the categories, each between
    commas; ``*`` in it is every category whose code is not in the text at ``not_for``.
    ``until`` is the column with the first day on which the row does not count any more (null: it counts for good);
    empty where every row counts for good. For ``grace`` after that day, the person stays in the public list.
    So they do after the day on which the row ceased to count for some categories: ``ended`` is, beside ``counts_for``,
    the path to the rows that say so, with the columns ``ended_on``, ``counts_for`` and ``not_for``.
    """

    rows: Callable[[], QuerySet[Any]]
    since: str = ""
    person: str = "person"
    category: str = ""
    age: str = ""
    counts_for: str = ""
    not_for: str = ""
    ended: str = ""
    until: str = ""
    grace: datetime.timedelta = datetime.timedelta()

    def counting(self, day: datetime.date, *, with_grace: bool = False) -> QuerySet[Any]:
        """The rows that count on this day; ``with_grace`` also those that have just ceased to."""
        if not self.until:
            return self.rows()
        last = day - self.grace if with_grace else day
        return self.rows().filter(Q(**{f"{self.until}__isnull": True}) | Q(**{f"{self.until}__gt": last}))


@dataclass(frozen=True)
class Progress:
    """How far somebody has come with a step that they do themselves, as text for their own page."""

    status: str
    hint: str = ""
    colour: str = "info"
    minutes: int = 0
    waits: bool = False  # there is nothing to do now


@dataclass(frozen=True)
class Noting:
    """How the office notes that a requirement is met: the last part of the page's address, and the permission rule."""

    address: str
    rule: str
    is_check: bool = True  # the row is a ``supporters.Check``


@dataclass(frozen=True)
class Requirement:
    """One thing that can be required.

    ``name`` is what is asked for, ``met_name`` the same said of somebody who has it, ``public_text`` what happens in
    this step; all lazy, in the organisation's words. ``order`` is where it stands in a list of all. ``met_by`` and
    ``undone_by`` are the verbs of the events with which it is met, and no longer met. ``keeps_order`` is False where
    it may be met although something that comes before it is not. ``page`` is the name of the
    address where the person does it, ``done_page`` of where it can be seen afterwards (both with the category's code
    where ``page_of_category``). ``progress_rows(person)`` gives the querysets that show how far somebody has come,
    without reading them, and ``progress(*querysets)`` a ``Progress`` from them, or None for a step not begun: my page
    reads them together with its other lists.
    """

    code: str
    name: str | Promise
    met_name: str | Promise
    public_text: str | Promise
    turn: Turn
    order: int
    facts: tuple[Fact, ...]
    met_by: tuple[str, ...] = ()
    undone_by: tuple[str, ...] = ()
    keeps_order: bool = True
    minutes: int = 0
    page: str = ""
    done_page: str = ""
    page_of_category: bool = False
    noting: Noting | None = None
    in_person: str | Promise = ""  # lazy: how the person shows it to ``%(who)s``, where that is not done on a page
    progress_rows: Callable[[Person], Collection[QuerySet[Any]]] | None = field(default=None, compare=False)
    progress: Callable[..., Progress | None] | None = field(default=None, compare=False)

    def address(self, category: KindOfSupporter | None = None, *, done: bool = False) -> str:
        """Where the person does it (or sees it, ``done``); empty where there is no such page."""
        page = self.done_page if done else self.page
        if not page:
            return ""
        if not self.page_of_category:
            return reverse(page)
        return reverse(page, args=[category.code]) if category is not None else ""


@functools.cache
def declared() -> dict[str, Requirement]:
    """Every requirement of every room: ``{code: Requirement}``, by ``order``."""
    found: list[Requirement] = []
    for room in settings.ROOMS:
        if find_spec(f"portal.{room}.requirements"):
            found += import_module(f"portal.{room}.requirements").REQUIREMENTS
    return {one.code: one for one in sorted(found, key=lambda one: one.order)}


def get(code: str) -> Requirement:
    """The requirement of this code. Raises ``KeyError`` where no room declares it."""
    return declared()[code]


def names(codes: Iterable[str]) -> dict[str, str | Promise]:
    """``{code: what is asked for}``, in the order of ``codes``."""
    return {code: get(code).name for code in codes}


def noted() -> dict[str, Requirement]:
    """The requirements that the office notes: ``{part of the address: Requirement}``."""
    return {one.noting.address: one for one in declared().values() if one.noting}


def checked() -> list[str]:
    """The codes of what is stored as a ``supporters.Check``. The age is one of them, though the person confirms it."""
    return ["age", *(one.code for one in declared().values() if one.noting and one.noting.is_check)]
