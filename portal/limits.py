"""Limits on how often something can be done. Counted in the database: they hold for all processes, after a restart too.

Two kinds. ``count`` is for pages that everybody can open: how often this visitor has asked. ``use`` is for what must
hold to the last one, such as guesses at a code, however many requests come at the same instant.
"""

import datetime
from typing import NamedTuple

from allauth.core.internal import ratelimit
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from portal import clock, interrupted_forms
from portal.models import ActionCount

SKEW = datetime.timedelta(minutes=5)  # by which the clocks of several machines may differ


class TooManyRequests(Exception):
    """This visitor has done this too often for now."""


class Limit(NamedTuple):
    """``what`` may be done ``times`` times within ``period``, which begins at the first time."""

    what: str
    times: int
    period: datetime.timedelta


class Use(NamedTuple):
    """One action that counts against a limit. ``by`` says whose limit it is: a person, a network, a code; any text."""

    limit: Limit
    by: str


class LimitReached(Exception):
    """Something has been done as often as it may be; ``until`` (aware, in UTC) is when it may be done again."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__(until)
        self.until = until


def count(request: HttpRequest, what: str, rates: str) -> None:
    """Count one action of this visitor. Raises ``TooManyRequests`` when the limit is reached; that call is not counted.

    ``what`` names the action; ``rates`` is such as ``5/h/key,20/d/key`` (5 an hour and 20 a day). A visitor is known by
    a digest of the network address (accounts/adapters.py); the address is not stored.
    """
    visitor = ratelimit.get_ip(request)
    if not ratelimit.consume(request, app="portal", action=what, config={what: rates}, key=visitor, limit_get=True):
        raise TooManyRequests(what)


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from, as a digest (accounts/adapters.py)."""
    return ratelimit.get_ip(request)


def use(*uses: Use) -> None:
    """Count all of these, or none. Raises ``LimitReached`` for the first whose limit is reached.

    Call it outside a transaction, before what it limits: what is counted must stay counted. Of many at the same
    instant, in several processes, exactly ``times`` succeed.
    """
    for number, one in enumerate(uses):
        until = _count(one)
        if until is not None:
            give_back(*uses[:number])
            raise LimitReached(until)


def give_back(*uses: Use) -> None:
    """Take back what ``use`` counted: it turned out to be harmless."""
    for one in uses:
        ActionCount.objects.filter(key=_key(one), number__gt=0).update(number=F("number") - 1)


def left(one: Use) -> int:
    """How many more times this can be done now."""
    found = _current(one)
    return one.limit.times - found.number if found else one.limit.times


def forget_past_counts() -> int:
    """Delete the counts whose period is over. Returns how many. Called by the worker."""
    return ActionCount.objects.filter(until__lte=clock.now()).delete()[0]


def _key(one: Use) -> str:
    return salted_hmac("portal.limits", f"{one.limit.what} {one.by}", algorithm="sha256").hexdigest()


def _current(one: Use) -> ActionCount | None:
    """The count of this period. One that would end after it was counted while the clock was ahead, and is over."""
    now = clock.now()
    return ActionCount.objects.filter(key=_key(one), until__gt=now, until__lte=now + one.limit.period + SKEW).first()


def _count(one: Use) -> datetime.datetime | None:
    """Count this one. Where its limit is reached it is not counted, and the answer is when the period ends."""
    found = _current(one)
    if found and found.number >= one.limit.times:
        return found.until
    now = clock.now()
    rows = ActionCount.objects.filter(key=_key(one))
    ends = now + one.limit.period
    if found is None:
        ActionCount.objects.bulk_create([ActionCount(key=_key(one), number=0, until=ends)], ignore_conflicts=True)
        rows.filter(Q(until__lte=now) | Q(until__gt=ends + SKEW)).update(number=0, until=ends)
    # One statement looks and counts, so that nobody comes between.
    if rows.filter(number__lt=one.limit.times).update(number=F("number") + 1):
        return None
    return rows.values_list("until", flat=True).first() or ends


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """The answer to ``TooManyRequests``: status 429, with what was written in the form."""
    return render(request, "429.html", {"written": interrupted_forms.texts_to_give_back(request)}, status=429)
