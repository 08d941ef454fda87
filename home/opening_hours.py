"""Is this line open at the given moment, and if not, when does it open?

What holds on a date, the first that applies: an exception for the date, a rule for a day that has a name, the season
that the date lies in, the week.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from math import ceil
from zoneinfo import ZoneInfo

from dateutil.easter import easter

OSLO = ZoneInfo("Europe/Oslo")
MIDNIGHT = time(0)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
CLOSES_SOON = 15 * MINUTE
OPENS_SOON = 60 * MINUTE
LOOK_AHEAD = 120  # days: longer than a summer
TRUSTED_FOR = 180 * DAY


class NamedDay(StrEnum):
    """The public holidays of Norway, in the order of the year, and three days on which many close early."""

    NEW_YEARS_DAY = "new_years_day"
    EASTER_WEDNESDAY = "easter_wednesday"
    MAUNDY_THURSDAY = "maundy_thursday"
    GOOD_FRIDAY = "good_friday"
    EASTER_SUNDAY = "easter_sunday"
    EASTER_MONDAY = "easter_monday"
    MAY_DAY = "may_day"
    CONSTITUTION_DAY = "constitution_day"
    ASCENSION_DAY = "ascension_day"
    WHIT_SUNDAY = "whit_sunday"
    WHIT_MONDAY = "whit_monday"
    CHRISTMAS_EVE = "christmas_eve"
    CHRISTMAS_DAY = "christmas_day"
    BOXING_DAY = "boxing_day"
    NEW_YEARS_EVE = "new_years_eve"

    @property
    def is_public(self):
        return self not in HALF_DAYS


HALF_DAYS = frozenset({NamedDay.EASTER_WEDNESDAY, NamedDay.CHRISTMAS_EVE, NamedDay.NEW_YEARS_EVE})
SAME_EVERY_YEAR = {
    NamedDay.NEW_YEARS_DAY: (1, 1),
    NamedDay.MAY_DAY: (5, 1),
    NamedDay.CONSTITUTION_DAY: (5, 17),
    NamedDay.CHRISTMAS_EVE: (12, 24),
    NamedDay.CHRISTMAS_DAY: (12, 25),
    NamedDay.BOXING_DAY: (12, 26),
    NamedDay.NEW_YEARS_EVE: (12, 31),
}
DAYS_FROM_EASTER = {
    NamedDay.EASTER_WEDNESDAY: -4,
    NamedDay.MAUNDY_THURSDAY: -3,
    NamedDay.GOOD_FRIDAY: -2,
    NamedDay.EASTER_SUNDAY: 0,
    NamedDay.EASTER_MONDAY: 1,
    NamedDay.ASCENSION_DAY: 39,
    NamedDay.WHIT_SUNDAY: 49,
    NamedDay.WHIT_MONDAY: 50,
}


@dataclass(frozen=True)
class Slot:
    """Belongs to the day on which it opens; when it does not close later on that day, it closes on the next."""

    weekday: int  # 0 is Monday
    opens: time
    closes: time


@dataclass(frozen=True)
class DayException:
    """Replaces whatever else would hold for its date; neither closed nor given both times, the usual week holds."""

    date: date
    closed: bool
    opens: time | None = None
    closes: time | None = None
    note: str = ""


@dataclass(frozen=True)
class Season:
    """From its first day to its last, its slots stand in for the week; without slots the line is closed."""

    first: date
    last: date
    slots: tuple[Slot, ...] = ()
    note: str = ""


class Rule(StrEnum):
    """What holds on a day with a name, where the line would else be open."""

    OPEN = "open"
    CLOSED = "closed"
    OTHER = "other"


@dataclass(frozen=True)
class Hours:
    """A line that is always open has only exceptions; a paused one is never open.

    Until a rule is decided (None), the line is closed on public holidays and open as usual on the other named days.
    """

    slots: tuple[Slot, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    seasons: tuple[Season, ...] = ()
    always: bool = False
    holidays: Rule | None = None
    easter_wednesday: Rule | None = None
    christmas_eve: Rule | None = None
    new_years_eve: Rule | None = None
    other_hours: tuple[time, time] | None = None  # for the rule of that name
    paused_note: str = ""
    checked: date | None = None


@dataclass(frozen=True)
class Plan:
    """What holds on one date: clock times, and what made them differ from the week."""

    times: tuple[tuple[time, time], ...]
    named: tuple[NamedDay, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Coming:
    """A day with a name on which the line would be open in an ordinary week."""

    date: date
    named: tuple[NamedDay, ...]
    times: tuple[tuple[time, time], ...]  # what holds as things stand
    decided: bool  # by a rule or by an exception


class State(StrEnum):
    OPEN = "open"
    CLOSES_SOON = "closes_soon"
    OPENS_SOON = "opens_soon"
    CLOSED = "closed"
    CLOSED_HOLIDAY = "closed_holiday"
    PAUSED = "paused"
    ALWAYS = "always"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Status:
    """What a page may say now; the times are on the clock in Oslo, and None means none in sight."""

    state: State
    until: datetime | None = None
    opens_at: datetime | None = None
    named: tuple[NamedDay, ...] = ()  # why today's hours are not those of the week
    minutes: int | None = None  # until the line closes or opens, in the two states that say "soon"
    note: str = ""

    @property
    def is_open(self):
        return self.state in (State.OPEN, State.CLOSES_SOON, State.ALWAYS)


@cache
def named_days(year: int) -> dict[date, tuple[NamedDay, ...]]:
    """In the order of the year; a date can carry two names."""
    found = {}
    dates = {name: date(year, *day) for name, day in SAME_EVERY_YEAR.items()}
    dates |= {name: easter(year) + days * DAY for name, days in DAYS_FROM_EASTER.items()}
    for name, day in sorted(dates.items(), key=lambda item: item[1]):
        found[day] = (*found.get(day, ()), name)
    return found


def usual_times(hours: Hours, day: date) -> tuple[tuple[time, time], ...]:
    """What the week says for a date, or the season that it lies in: no exception and no day with a name."""
    if hours.always:
        return ((MIDNIGHT, MIDNIGHT),)
    season = _season(hours, day)
    slots = season.slots if season else hours.slots
    return tuple((slot.opens, slot.closes) for slot in slots if slot.weekday == day.weekday())


def plan(hours: Hours, day: date) -> Plan:
    """What holds on a date, whether or not the line is paused."""
    usual = usual_times(hours, day)
    season = None if hours.always else _season(hours, day)
    exceptions = [exception for exception in hours.exceptions if exception.date == day]
    if exceptions:
        note = exceptions[0].note
        if any(exception.closed for exception in exceptions):
            return Plan((), note=note)
        special = tuple((e.opens, e.closes) for e in exceptions if e.opens is not None and e.closes is not None)
        return Plan(special or usual, note=note)
    note = season.note if season else ""
    named = named_days(day.year).get(day, ())
    if usual and named and not hours.always:
        rule = _rule(hours, named) or (Rule.CLOSED if named[0].is_public else Rule.OPEN)
        if rule == Rule.CLOSED:
            return Plan((), named, note)
        if rule == Rule.OTHER:
            return Plan((hours.other_hours,) if hours.other_hours else (), named, note)
    return Plan(usual, note=note)


def spans(hours: Hours, first: date, days: int) -> list[tuple[datetime, datetime]]:
    """The open stretches, in UTC and in order, cut at the midnight before `first` and the one after the last day."""
    return list(_stretches(hours, first, days))


def is_open(hours: Hours, at: datetime) -> bool:
    at, today = _utc_and_date(at)
    return any(start <= at < stop for start, stop in _stretches(hours, today, 1))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment after `at` when a closed line opens; while it is open, that is the opening after this one."""
    at, today = _utc_and_date(at)
    for start, _ in _stretches(hours, today, LOOK_AHEAD + 1):
        if start > at:
            return start.astimezone(OSLO)
    return None


def status(hours: Hours, at: datetime) -> Status:
    """An editor's pause outranks everything; hours that nobody has checked lately, or ever, say nothing."""
    at, today = _utc_and_date(at)
    if hours.paused_note:
        return Status(State.PAUSED, note=hours.paused_note)
    if hours.checked is None or today - hours.checked > TRUSTED_FOR:
        return Status(State.UNKNOWN)
    now = plan(hours, today)
    for start, stop in _stretches(hours, today, LOOK_AHEAD + 1):
        if start <= at < stop:
            return _status_when_open(hours, at, today, stop, now)
        if start > at:
            break
    opens_at = next_opening(hours, at)
    if opens_at and opens_at - at <= OPENS_SOON:
        return Status(State.OPENS_SOON, opens_at=opens_at, minutes=ceil((opens_at - at) / MINUTE), note=now.note)
    holiday = not now.times and any(name.is_public for name in now.named)
    state = State.CLOSED_HOLIDAY if holiday else State.CLOSED
    return Status(state, opens_at=opens_at, named=now.named, note=now.note)


def coming(hours: Hours, first: date, days: int) -> list[Coming]:
    """The days with a name that change the line's week unless somebody decides otherwise."""
    found = []
    for number in range(0 if hours.always else days):
        day = first + number * DAY
        named = named_days(day.year).get(day)
        if named and usual_times(hours, day):
            decided = _rule(hours, named) is not None or any(e.date == day for e in hours.exceptions)
            found.append(Coming(day, named, plan(hours, day).times, decided))
    return found


def _status_when_open(hours, at, today, stop, now):
    left = stop - at
    in_sight = stop < _instant(today + (LOOK_AHEAD + 1) * DAY, MIDNIGHT)
    until = stop.astimezone(OSLO) if in_sight else None
    named = now.named if now.times else ()  # yesterday's evening may run into a day that is closed
    if left <= CLOSES_SOON:
        return Status(State.CLOSES_SOON, until=until, named=named, minutes=ceil(left / MINUTE), note=now.note)
    always = hours.always and left > DAY  # an exception within a day makes "always" untrue
    return Status(State.ALWAYS if always else State.OPEN, until=until, named=named, note=now.note)


def _stretches(hours, first, days):
    """`spans` one at a time: whoever looks for the next opening need not lay out four months."""
    if hours.paused_note:
        return
    begin, end = _instant(first, MIDNIGHT), _instant(first + days * DAY, MIDNIGHT)
    current = None
    for number in range(-1, days):  # the day before may run past midnight
        day = first + number * DAY
        for start, stop in sorted(_instants(day, *times) for times in plan(hours, day).times):
            start, stop = max(begin, start), min(end, stop)
            if start >= stop:
                continue
            if current and start <= current[1]:
                current = current[0], max(current[1], stop)
            else:
                if current:
                    yield current
                current = start, stop
    if current:
        yield current


def _season(hours, day):
    return next((season for season in hours.seasons if season.first <= day <= season.last), None)


def _rule(hours, named):
    """What somebody has decided for a day with these names; a half day is never a public holiday as well."""
    return hours.holidays if named[0].is_public else getattr(hours, named[0])


def _instants(day, opens, closes):
    return _instant(day, opens), _instant(day if opens < closes else day + DAY, closes)


def _instant(day, clock):
    """Summer time: a clock time that comes twice means the first; one that is skipped is read on the old clock, so
    02:30 is 03:30. UTC, because Python compares two datetimes of one zone by their clock faces."""
    return datetime.combine(day, clock, tzinfo=OSLO).astimezone(UTC)


def _utc_and_date(at):
    if at.tzinfo is None:
        raise ValueError("The moment must carry its time zone.")
    return at.astimezone(UTC), at.astimezone(OSLO).date()
