"""The rota by week: this week and the next one in full, those after them folded."""

import datetime
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock
from portal.calls.models import Shift

WEEK = datetime.timedelta(weeks=1)


@dataclass(frozen=True)
class Row:
    """A shift on the page of the rota. ``line`` is the name of its line; ``may_take``: the person answers that."""

    shift: Shift
    line: str
    may_take: bool

    @property
    def ref(self) -> str:
        return str(self.shift.ref)

    @property
    def is_gap(self) -> bool:
        """Nobody has it, and the line is not closed then."""
        return self.shift.person_id is None and self.shift.closed_at is None

    @property
    def needs_somebody(self) -> bool:
        return self.is_gap or self.shift.offered_at is not None


@dataclass(frozen=True)
class Week:
    """The shifts of a week. ``monday``: its first day. ``is_open``: it is shown in full."""

    monday: datetime.date
    is_open: bool
    rows: list[Row] = field(default_factory=list)

    @property
    def is_near(self) -> bool:
        """This week, or the next one."""
        return self.monday <= _monday_of(clock.today()) + WEEK

    @property
    def title(self) -> str:
        """“This week”, “Next week”, “Week 51, from 14 December: 3 shifts, 1 free”."""
        this = _monday_of(clock.today())
        if self.is_near:
            return _("This week") if self.monday == this else _("Next week")
        name = _("Week %(number)d, from %(day)s") % {
            "number": self.monday.isocalendar().week, "day": date_format(self.monday, "MONTH_DAY_FORMAT"),
        }  # fmt: skip
        shifts, free = len(self.rows), sum(row.is_gap for row in self.rows)
        text = f"{name}: " + ngettext("%(count)d shift", "%(count)d shifts", shifts) % {"count": shifts}
        if free:
            text += ", " + ngettext("%(count)d free", "%(count)d free ones", free) % {"count": free}
        return text


def by_week(rows: list[Row], *, unfold: str = "") -> list[Week]:
    """The weeks of these rows, which stand by day. ``unfold``: the reference of a shift whose week is open too."""
    found: dict[datetime.date, list[Row]] = {}
    this = _monday_of(clock.today())
    for row in rows:
        found.setdefault(max(_monday_of(row.shift.day), this), []).append(row)  # a shift of last night is still on
    return [
        Week(monday, monday <= this + WEEK or unfold in {row.ref for row in inside}, inside)
        for monday, inside in found.items()
    ]


def _monday_of(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())
