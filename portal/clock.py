"""The current time. The only module that reads the clock, so that demo and tests can set it."""

import contextlib
import contextvars
import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings

OSLO = ZoneInfo("Europe/Oslo")
_started = datetime.datetime.now(datetime.UTC)
_set_to: contextvars.ContextVar[datetime.datetime | None] = contextvars.ContextVar("set_to", default=None)


def now() -> datetime.datetime:
    """The current time as an aware datetime in UTC. In demo and development the clock starts at SITE_NOW, if set."""
    set_to = _set_to.get()
    if set_to:
        return set_to
    real = datetime.datetime.now(datetime.UTC)
    if settings.SITE_NOW and not settings.PRODUCTION:
        return datetime.datetime.fromisoformat(settings.SITE_NOW).astimezone(datetime.UTC) + (real - _started)
    return real


def today() -> datetime.date:
    """Today's date in Norway."""
    return local(now()).date()


def local(moment: datetime.datetime) -> datetime.datetime:
    """The same moment (an aware datetime) in Norwegian time."""
    return moment.astimezone(OSLO)


@contextlib.contextmanager
def at(moment: datetime.datetime) -> Iterator[None]:
    """Context manager: ``now()`` gives ``moment`` (an aware datetime) inside it. For the demo year and for tests."""
    token = _set_to.set(moment.astimezone(datetime.UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def start_of(day: datetime.date) -> datetime.datetime:
    """The first second of a day in Norway (aware)."""
    return datetime.datetime.combine(day, datetime.time(), tzinfo=OSLO)


def end_of(day: datetime.date) -> datetime.datetime:
    """The last second of a day in Norway (aware): the deadline ``by 31 May`` is 31 May, 23:59:59 in Oslo."""
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), tzinfo=OSLO)
