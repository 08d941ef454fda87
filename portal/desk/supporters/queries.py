"""Queries for the list of all supporters: who stands in it, and what is known of each on the days that count."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from portal import clock
from portal.accounts.people_search import norwegian_order
from portal.chapters.models import Chapter
from portal.supporters.models import Appointment, Category, Supporter
from portal.supporters.on_the_day.history import histories
from portal.supporters.on_the_day.standing import Days, History
from portal.supporters.workflow import State

ALL = "alle"
VIEWS = {"aktive": State.ACTIVE, "pause": State.PAUSED, "pa-vei": State.BECOMING, "sluttet": State.ENDED}
ONE_DAY = datetime.timedelta(days=1)


def ids_by_view(chapter: Chapter | None = None, category: Category | None = None) -> dict[str, list[int]]:
    """The ids of the supporters of a chapter and a kind, or of all, by each of ``VIEWS`` and ``ALL``. One query.

    By last name, in Norwegian order. Of those who have ended, a kind is one that they were appointed in once.
    """
    rows = Supporter.objects.order_by()
    if chapter:
        rows = rows.filter(chapter=chapter)
    if category:
        appointed = Appointment.objects.filter(category=category).values("supporter")
        ended = Q(state=State.ENDED, pk__in=appointed)
        rows = rows.filter(Q(pk__in=appointed.filter(ended_on__isnull=True)) | ended)
    found = [
        (norwegian_order(family), norwegian_order(given), pk, state)
        for pk, state, family, given in rows.values_list("pk", "state", "person__family_name", "person__given_name")
    ]
    by_view = {ALL: [pk for *_names, pk, _state in sorted(found)]}
    state_of = {pk: state for *_names, pk, state in found}
    return {view: [pk for pk in by_view[ALL] if state_of[pk] == state] for view, state in VIEWS.items()} | by_view


def chapters_with_supporters() -> list[Chapter]:
    """The chapters that are there, and others of which somebody is or was a supporter, by name."""
    somebody = Supporter.objects.filter(chapter=OuterRef("pk"))
    return list(Chapter.objects.filter(Q(is_active=True) | Exists(somebody)).order_by("name"))


@dataclass(frozen=True)
class Facts:
    """What is known of a supporter today.

    ``categories`` are those of today; of somebody who has ended, those that they were appointed in.
    ``signed_until`` is the last day on which their declaration counts, None where it counts for good. ``is_signed`` is
    None where none is asked for. ``paused_since`` and ``ended_on`` are the first days on which they were not active.
    """

    categories: list[str]
    since: datetime.date | None
    is_signed: bool | None
    signed_until: datetime.date | None
    paused_since: datetime.date | None
    ended_on: datetime.date | None


def facts_of(supporters: Collection[Supporter]) -> dict[int, Facts]:
    """The ``Facts`` of each of these, by its id. The same number of queries for any number of them."""
    known, names = histories([row.pk for row in supporters]), defaultdict(list)
    rows = Appointment.objects.filter(supporter__in=known).select_related("category", "supporter")
    for row in rows.order_by("category__order", "category__code", "pk"):
        if row.ended_on is None or row.supporter.state == State.ENDED:
            names[row.supporter_id].append(str(row.category))
    return {row.pk: _facts(row, known[row.pk], list(dict.fromkeys(names[row.pk]))) for row in supporters}


def _facts(row: Supporter, history: History, categories: list[str]) -> Facts:
    is_signed, signed_until = _declaration(row, history)
    last = max((days.ends for days in history.active if days.ends), default=None)
    ended = [one.days.ends for one in history.appointments if one.days.ends]
    return Facts(
        categories=categories,
        since=row.since or min((days.begins for days in history.active), default=None),
        is_signed=is_signed,
        signed_until=signed_until,
        paused_since=last if row.state == State.PAUSED else None,
        ended_on=max([*ended, *([last] if last else [])], default=None) if row.state == State.ENDED else None,
    )


def _declaration(row: Supporter, history: History) -> tuple[bool | None, datetime.date | None]:
    """Whether a signature counts today for what they are appointed in, and its last day."""
    today = clock.today()
    in_force = [one for one in history.appointments if one.days.cover(today) or row.state == State.ENDED]
    asked = [one.signed for one in in_force if one.signed is not None]
    if not asked:
        return None, None
    counting: list[Days] = [days for signed in asked for days in signed if days.cover(today)]
    if not counting:
        return False, None
    ends = [days.ends for days in counting]
    return True, None if None in ends else max(day for day in ends if day) - ONE_DAY
