"""Is this line open at the given moment, and if not, when does it open?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from math import ceil
from zoneinfo import ZoneInfo

from holidays import country_holidays

OSLO = ZoneInfo("Europe/Oslo")
MIDNIGHT = time(0)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
CLOSES_SOON = 15 * MINUTE
OPENS_SOON = 60 * MINUTE
LOOK_AHEAD = 60  # days
TRUSTED_FOR = 180 * DAY


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


class HolidayRule(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Hours:
    """A line that is always open has no slots and no holidays, only exceptions; a paused one is never open."""

    slots: tuple[Slot, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    always: bool = False
    holidays: HolidayRule = HolidayRule.OPEN
    paused_note: str = ""
    checked: date | None = None


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
    holiday: str = ""
    minutes: int | None = None  # until the line closes or opens, in the two states that say "soon"
    note: str = ""

    @property
    def is_open(self):
        return self.state in (State.OPEN, State.CLOSES_SOON, State.ALWAYS)


@cache
def public_holidays(year: int) -> dict[date, str]:
    """Names in Norwegian; holidays that share a date share its entry, parted by a semicolon."""
    return dict(country_holidays("NO", years=year, language="no", include_sundays=False))


def spans(hours: Hours, first: date, days: int) -> list[tuple[datetime, datetime]]:
    """The open stretches, in UTC and in order, cut at the midnight before `first` and the one after the last day."""
    if hours.paused_note:
        return []
    begin, end = _instant(first, MIDNIGHT), _instant(first + days * DAY, MIDNIGHT)
    found = []
    for number in range(-1, days):  # the day before may run past midnight
        day = first + number * DAY
        for opens, closes in _clock_times(hours, day):
            start = max(begin, _instant(day, opens))
            stop = min(end, _instant(day if opens < closes else day + DAY, closes))
            if start < stop:
                found.append((start, stop))
    merged = []
    for start, stop in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def is_open(hours: Hours, at: datetime) -> bool:
    at, today = _utc_and_date(at)
    return any(start <= at < stop for start, stop in spans(hours, today, 1))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment after `at` when a closed line opens; while it is open, that is the opening after this one."""
    at, today = _utc_and_date(at)
    for start, _ in spans(hours, today, LOOK_AHEAD + 1):
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
    note = next((exception.note for exception in hours.exceptions if exception.date == today), "")
    for start, stop in spans(hours, today, LOOK_AHEAD + 1):
        if start <= at < stop:
            return _status_when_open(hours, at, today, stop, note)
    opens_at = next_opening(hours, at)
    if opens_at and opens_at - at <= OPENS_SOON:
        return Status(State.OPENS_SOON, opens_at=opens_at, minutes=ceil((opens_at - at) / MINUTE), note=note)
    holiday = _closed_for_holiday(hours, today)
    return Status(State.CLOSED_HOLIDAY if holiday else State.CLOSED, opens_at=opens_at, holiday=holiday, note=note)


def _status_when_open(hours, at, today, stop, note):
    left = stop - at
    in_sight = stop < _instant(today + (LOOK_AHEAD + 1) * DAY, MIDNIGHT)
    until = stop.astimezone(OSLO) if in_sight else None
    if left <= CLOSES_SOON:
        return Status(State.CLOSES_SOON, until=until, minutes=ceil(left / MINUTE), note=note)
    always = hours.always and left > DAY  # an exception within a day makes "always" untrue
    return Status(State.ALWAYS if always else State.OPEN, until=until, note=note)


def _clock_times(hours, day):
    exceptions = [exception for exception in hours.exceptions if exception.date == day]
    if any(exception.closed for exception in exceptions) or _closed_for_holiday(hours, day):
        return []
    special = [(e.opens, e.closes) for e in exceptions if e.opens is not None and e.closes is not None]
    if special:
        return special
    if hours.always:
        return [(MIDNIGHT, MIDNIGHT)]
    return [(slot.opens, slot.closes) for slot in hours.slots if slot.weekday == day.weekday()]


def _closed_for_holiday(hours, day):
    """The holiday's name, when it is the holiday that takes away the hours of that weekday; else nothing."""
    if hours.always or hours.holidays != HolidayRule.CLOSED or any(e.date == day for e in hours.exceptions):
        return ""
    if all(slot.weekday != day.weekday() for slot in hours.slots):
        return ""
    return public_holidays(day.year).get(day, "")


def _instant(day, clock):
    """Summer time: a clock time that comes twice means the first; one that is skipped is read on the old clock, so
    02:30 is 03:30. UTC, because Python compares two datetimes of one zone by their clock faces."""
    return datetime.combine(day, clock, tzinfo=OSLO).astimezone(UTC)


def _utc_and_date(at):
    if at.tzinfo is None:
        raise ValueError("The moment must carry its time zone.")
    return at.astimezone(UTC), at.astimezone(OSLO).date()
