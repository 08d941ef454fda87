"""Whether a line is open at a moment, and when it opens next. Pure functions: the moment is passed in.

What holds on a date, the first that applies: an exception for the date, a rule for a holiday, the season that the
date lies in, the week.
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
LOOK_AHEAD_DAYS = 120  # longer than a summer
CHECK_VALID_FOR = 180 * DAY


class Holiday(StrEnum):
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


HALF_DAYS = frozenset({Holiday.EASTER_WEDNESDAY, Holiday.CHRISTMAS_EVE, Holiday.NEW_YEARS_EVE})
SAME_EVERY_YEAR = {
    Holiday.NEW_YEARS_DAY: (1, 1),
    Holiday.MAY_DAY: (5, 1),
    Holiday.CONSTITUTION_DAY: (5, 17),
    Holiday.CHRISTMAS_EVE: (12, 24),
    Holiday.CHRISTMAS_DAY: (12, 25),
    Holiday.BOXING_DAY: (12, 26),
    Holiday.NEW_YEARS_EVE: (12, 31),
}
DAYS_FROM_EASTER = {
    Holiday.EASTER_WEDNESDAY: -4,
    Holiday.MAUNDY_THURSDAY: -3,
    Holiday.GOOD_FRIDAY: -2,
    Holiday.EASTER_SUNDAY: 0,
    Holiday.EASTER_MONDAY: 1,
    Holiday.ASCENSION_DAY: 39,
    Holiday.WHIT_SUNDAY: 49,
    Holiday.WHIT_MONDAY: 50,
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


class HolidayRule(StrEnum):
    """What holds on a holiday on which the line would otherwise be open."""

    OPEN = "open"
    CLOSED = "closed"
    OTHER = "other"


@dataclass(frozen=True)
class Hours:
    """A line that is always open has only exceptions; a paused one is never open.

    Until a rule is decided (None), the line is closed on public holidays and open as usual on the half days.
    """

    slots: tuple[Slot, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    seasons: tuple[Season, ...] = ()
    always: bool = False
    public_holidays: HolidayRule | None = None
    easter_wednesday: HolidayRule | None = None
    christmas_eve: HolidayRule | None = None
    new_years_eve: HolidayRule | None = None
    other_hours: tuple[time, time] | None = None  # for the rule of that name
    paused_note: str = ""
    checked: date | None = None


@dataclass(frozen=True)
class DayPlan:
    """What holds on one date: clock times, and what made them differ from the week."""

    times: tuple[tuple[time, time], ...]
    holidays: tuple[Holiday, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class UpcomingHoliday:
    """A holiday on which the line would be open in an ordinary week."""

    date: date
    holidays: tuple[Holiday, ...]
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
    holidays: tuple[Holiday, ...] = ()  # why today's hours are not those of the week
    minutes: int | None = None  # until the line closes or opens, in the two states that say "soon"
    note: str = ""

    @property
    def is_open(self):
        return self.state in (State.OPEN, State.CLOSES_SOON, State.ALWAYS)


@cache
def holidays_of(year: int) -> dict[date, tuple[Holiday, ...]]:
    """The holidays of a year by date, in the order of the year. Two holidays can fall on one date."""
    found = {}
    dates = {name: date(year, *day) for name, day in SAME_EVERY_YEAR.items()}
    dates |= {name: easter(year) + days * DAY for name, days in DAYS_FROM_EASTER.items()}
    for name, day in sorted(dates.items(), key=lambda item: item[1]):
        found[day] = (*found.get(day, ()), name)
    return found


def usual_times(hours: Hours, day: date) -> tuple[tuple[time, time], ...]:
    """What the week says for a date, or the season that it lies in: no exception and no holiday."""
    if hours.always:
        return ((MIDNIGHT, MIDNIGHT),)
    season = _season(hours, day)
    slots = season.slots if season else hours.slots
    return tuple((slot.opens, slot.closes) for slot in slots if slot.weekday == day.weekday())


def day_plan(hours: Hours, day: date) -> DayPlan:
    """What holds on a date, whether or not the line is paused."""
    usual = usual_times(hours, day)
    season = None if hours.always else _season(hours, day)
    exceptions = [exception for exception in hours.exceptions if exception.date == day]
    if exceptions:
        note = next((exception.note for exception in exceptions if exception.note), "")
        if any(exception.closed for exception in exceptions):
            return DayPlan((), note=note)
        special = sorted((e.opens, e.closes) for e in exceptions if e.opens is not None and e.closes is not None)
        return DayPlan(tuple(special) or usual, note=note)
    note = season.note if season else ""
    holidays = holidays_of(day.year).get(day, ())
    if usual and holidays and not hours.always:
        rule = _rule(hours, holidays) or (HolidayRule.CLOSED if holidays[0].is_public else HolidayRule.OPEN)
        if rule == HolidayRule.CLOSED:
            return DayPlan((), holidays, note)
        if rule == HolidayRule.OTHER:
            return DayPlan((hours.other_hours,) if hours.other_hours else (), holidays, note)
    return DayPlan(usual, note=note)


def open_spans(hours: Hours, first: date, days: int) -> list[tuple[datetime, datetime]]:
    """The open stretches, in UTC and in order, cut at the midnight before `first` and the one after the last day."""
    return list(_iterate_open_spans(hours, first, days))


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether the line is open at a moment. Raises ValueError where the moment has no time zone."""
    at, today = _utc_and_date(at)
    return any(start <= at < stop for start, stop in _iterate_open_spans(hours, today, 1))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment after `at` when a closed line opens; while it is open, that is the opening after this one."""
    at, today = _utc_and_date(at)
    for start, _ in _iterate_open_spans(hours, today, LOOK_AHEAD_DAYS + 1):
        if start > at:
            return start.astimezone(OSLO)
    return None


def status(hours: Hours, at: datetime) -> Status:
    """Whether the line is open at a moment, and what comes next.

    A pause comes before everything else. Hours that nobody has checked within CHECK_VALID_FOR give UNKNOWN.
    Raises ValueError where the moment has no time zone.
    """
    at, today = _utc_and_date(at)
    if hours.paused_note:
        return Status(State.PAUSED, note=hours.paused_note)
    if hours.checked is None or today - hours.checked > CHECK_VALID_FOR:
        return Status(State.UNKNOWN)
    now = day_plan(hours, today)
    for start, stop in _iterate_open_spans(hours, today, LOOK_AHEAD_DAYS + 1):
        if start <= at < stop:
            return _status_when_open(hours, at, today, stop, now)
        if start > at:
            break
    opens_at = next_opening(hours, at)
    if opens_at and opens_at - at <= OPENS_SOON:
        return Status(State.OPENS_SOON, opens_at=opens_at, minutes=ceil((opens_at - at) / MINUTE), note=now.note)
    holiday = not now.times and any(name.is_public for name in now.holidays)
    state = State.CLOSED_HOLIDAY if holiday else State.CLOSED
    return Status(state, opens_at=opens_at, holidays=now.holidays, note=now.note)


def upcoming_holidays(hours: Hours, first: date, days: int) -> list[UpcomingHoliday]:
    """The holidays that change the line's week unless somebody decides otherwise."""
    found = []
    for number in range(0 if hours.always else days):
        day = first + number * DAY
        holidays = holidays_of(day.year).get(day)
        if holidays and usual_times(hours, day):
            decided = _rule(hours, holidays) is not None or any(e.date == day for e in hours.exceptions)
            found.append(UpcomingHoliday(day, holidays, day_plan(hours, day).times, decided))
    return found


def _status_when_open(hours, at, today, stop, now):
    left = stop - at
    in_sight = stop < _in_utc(today + (LOOK_AHEAD_DAYS + 1) * DAY, MIDNIGHT)
    until = stop.astimezone(OSLO) if in_sight else None
    holidays = now.holidays if now.times else ()  # yesterday's evening may run into a day that is closed
    if left <= CLOSES_SOON:
        return Status(State.CLOSES_SOON, until=until, holidays=holidays, minutes=ceil(left / MINUTE), note=now.note)
    always = hours.always and left > DAY  # an exception within a day makes "always" untrue
    return Status(State.ALWAYS if always else State.OPEN, until=until, holidays=holidays, note=now.note)


def _iterate_open_spans(hours, first, days):
    """The same as open_spans, one at a time: the search for the next opening then stops at the first."""
    if hours.paused_note:
        return
    begin, end = _in_utc(first, MIDNIGHT), _in_utc(first + days * DAY, MIDNIGHT)
    current = None
    for number in range(-1, days):  # the day before may run past midnight
        day = first + number * DAY
        for start, stop in sorted(_slot_in_utc(day, *times) for times in day_plan(hours, day).times):
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


def _rule(hours, holidays):
    """What an editor has decided for a date with these holidays. A half day is never a public holiday as well."""
    return hours.public_holidays if holidays[0].is_public else getattr(hours, holidays[0])


def _slot_in_utc(day, opens, closes):
    return _in_utc(day, opens), _in_utc(day if opens < closes else day + DAY, closes)


def _in_utc(day, clock):
    """Summer time: a clock time that comes twice means the first; one that is skipped is read on the old clock, so
    02:30 is 03:30. UTC, because Python compares two datetimes of one zone by their clock faces."""
    return datetime.combine(day, clock, tzinfo=OSLO).astimezone(UTC)


def _utc_and_date(at):
    if at.tzinfo is None:
        raise ValueError("The moment must carry its time zone.")
    return at.astimezone(UTC), at.astimezone(OSLO).date()
