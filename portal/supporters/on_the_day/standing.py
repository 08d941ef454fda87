"""Whether somebody was a supporter whom the grant counts, on one day: pure functions over what is kept of them.

What decides is how things were on that day. Whoever has ended since was a supporter then, and whoever became active
later was not. Forskrift om tilskudd til funksjonshemmedes organisasjoner, paragraph 10: picked out by an assessment of
the organisation, and an office is not enough by itself.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from portal.supporters.workflow import State

NOT_APPOINTED = "leader_not_appointed"
NOT_SIGNED = "leader_not_signed"
NOT_ACTIVE = "leader_not_active"
NOT_ASSESSED = "leader_not_assessed"


@dataclass(frozen=True)
class Days:
    """From one day, and until the day before ``ends``; for good where that is None."""

    begins: date
    ends: date | None = None

    def cover(self, day):
        return self.begins <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True)
class Appointed:
    """An appointment, and what it asked for.

    ``signed`` are the days on which a signature on the declaration counted for its category; None where the category
    does not require one. ``is_transfer``: they were a supporter before this site.
    """

    days: Days
    signed: tuple[Days, ...] | None = None
    by_office: bool = False
    is_transfer: bool = False


@dataclass(frozen=True)
class History:
    """What is kept of one supporter: appointments, the days on which they were active, and the days of assessments.

    ``person`` is the id of the person.
    """

    appointments: tuple[Appointed, ...] = ()
    active: tuple[Days, ...] = ()
    assessed_on: tuple[date, ...] = ()
    person: int | None = None


def standing_on(day, history):
    """Why the supporter does not count for the grant on this day, as codes; empty where they do.

    With several appointments, it is the one with the fewest reasons against it.
    """
    in_force = [one for one in history.appointments if one.days.cover(day)]
    if not in_force:
        return (NOT_APPOINTED,)
    return min((_against(day, one, history) for one in in_force), key=len)


def was_supporter_on(day, history):
    """Whether the supporter was appointed and active on this day, whatever else they lacked for the grant."""
    in_force = [one for one in history.appointments if one.days.cover(day)]
    return any(_was_active(day, one, history.active) for one in in_force)


def state_on(day, history):
    """The ``workflow.State`` that the supporter had on this day, read from the appointments and the active periods."""
    if was_supporter_on(day, history):
        return State.ACTIVE
    begun = [one for one in history.appointments if one.days.begins <= day]
    if not any(one.days.cover(day) for one in begun):
        return State.ENDED if begun else State.BECOMING
    has_been_active = any(days.begins <= day for days in history.active)
    return State.PAUSED if has_been_active else State.BECOMING


def _against(day, appointment, history):
    found = []
    if appointment.signed is not None and not any(days.cover(day) for days in appointment.signed):
        found.append(NOT_SIGNED)
    if not _was_active(day, appointment, history.active):
        found.append(NOT_ACTIVE)
    if appointment.by_office and not any(assessed <= day for assessed in history.assessed_on):
        found.append(NOT_ASSESSED)
    return tuple(found)


def _was_active(day, appointment, periods):
    """Active on that day. Somebody who was a supporter before this site was so from the day of the appointment."""
    if any(days.cover(day) for days in periods):
        return True
    return appointment.is_transfer and bool(periods) and day < min(days.begins for days in periods)


class Standings:
    """``standing_on`` of several supporters: what it is from one change to the next is worked out once."""

    def __init__(self, histories):
        """``histories`` is ``{supporter id: History}``."""
        self.histories = histories
        self._changes = {pk: _days_of_change(history) for pk, history in histories.items()}
        self._known = {}

    def on(self, day, pk):
        stretch = pk, bisect_right(self._changes[pk], day)
        if stretch not in self._known:
            self._known[stretch] = standing_on(day, self.histories[pk])
        return self._known[stretch]

    def between(self, first, last, pk):
        """``[(begins, ends, standing)]`` from ``first`` to ``last``: in each of these parts every day has the same.

        ``ends`` is the last day of the part.
        """
        changes = self._changes[pk]
        begins = [first, *changes[bisect_right(changes, first) : bisect_right(changes, last)]]
        ends = [*(day - timedelta(days=1) for day in begins[1:]), last]
        return [(begin, end, self.on(begin, pk)) for begin, end in zip(begins, ends, strict=True)]


def _days_of_change(history):
    """The days on which something can be otherwise than on the day before, in order."""
    spans = [*history.active, *(one.days for one in history.appointments)]
    spans += [days for one in history.appointments for days in one.signed or ()]
    days = {day for span in spans for day in (span.begins, span.ends) if day}
    return sorted(days.union(history.assessed_on))
