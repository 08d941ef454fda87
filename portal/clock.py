"""What time is it on this site? The only module that reads the clock."""

import contextlib
import contextvars
import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

OSLO = ZoneInfo("Europe/Oslo")
_started = datetime.datetime.now(datetime.UTC)
_set_to = contextvars.ContextVar("set_to", default=None)


def now():
    """The moment, in UTC. Starts at SITE_NOW where that is set (demo and development) and runs from there."""
    if _set_to.get():
        return _set_to.get()
    real = datetime.datetime.now(datetime.UTC)
    if settings.SITE_NOW and not settings.PRODUCTION:
        return datetime.datetime.fromisoformat(settings.SITE_NOW).astimezone(datetime.UTC) + (real - _started)
    return real


def today():
    """The date in Norway."""
    return local(now()).date()


def local(moment):
    """The same moment on a Norwegian wall clock."""
    return moment.astimezone(OSLO)


@contextlib.contextmanager
def at(moment):
    """Let the site's clock stand at ``moment`` (aware). For the demo year and for tests."""
    token = _set_to.set(moment.astimezone(datetime.UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def end_of(day):
    """The last second of a Norwegian day: a deadline ``by 31 May`` is met at 23:59:59 in Oslo."""
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), tzinfo=OSLO)
