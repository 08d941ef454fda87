"""Leases in the database: of several workers, also on several machines, one does a piece of work at a time.

A lease is a row that names who holds it and until when. Whoever does the work renews it while the work lasts. A worker
that is killed renews nothing, so another takes the work over within ``LEASE_TIME``.
"""

import contextlib
import datetime
import functools
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator

from django.db import DatabaseError, connection
from django.db.models import Q

from portal import clock
from portal.models import Lease

log = logging.getLogger(__name__)
LEASE_TIME = datetime.timedelta(seconds=30)
RENEWALS = 3  # within the time of a lease: the database may be busy once
EARLY = 0.9  # of the pause: the clocks of two machines differ a little


def is_free(column: str, now: datetime.datetime, duration: datetime.timedelta) -> Q:
    """The rows whose lease (the time in ``column``) nobody holds.

    One that ends later than any lease can was written before the clock was set back: nobody holds that either.
    """
    empty, over = Q((f"{column}__isnull", True)), Q((f"{column}__lt", now))
    return empty | over | Q((f"{column}__gt", now + 2 * duration))


@contextlib.contextmanager
def renewed(renew: Callable[[], object], duration: datetime.timedelta) -> Iterator[None]:
    """Call ``renew()`` in a thread, ``RENEWALS`` times in the ``duration`` of a lease, while the block runs."""
    ended = threading.Event()
    pause = duration.total_seconds() / RENEWALS

    def go_on() -> None:
        try:
            while not ended.wait(pause):
                try:
                    renew()
                except DatabaseError as fault:  # the next time may do
                    log.warning("a lease was not renewed: %s", type(fault).__name__)
                    connection.close()
        finally:
            connection.close()  # the thread's own

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@contextlib.contextmanager
def turn(name: str, *, pause: float) -> Iterator[bool]:
    """Whether it is this process's turn to do what is called ``name``; while the block runs it is nobody else's.

    It is nobody's while another does it, and until ``pause`` seconds after it was last begun. 0: whenever nobody does.
    What is done more often than a lease lasts stays with this process until ``leave`` or until it does it no more.
    """
    stays = 0 < pause < LEASE_TIME.total_seconds()
    began, holder = clock.now(), _process(os.getpid()) if stays else secrets.token_hex(16)
    if not (stays and _holds(name, holder, began)) and not _take(name, holder, began, 0 if stays else pause):
        yield False
        return
    try:
        with renewed(lambda: _renew(name, holder), LEASE_TIME):
            yield True
    finally:
        if not stays:
            Lease.objects.filter(name=name, holder=holder).update(holder="", until=None, begun_at=began)


def leave() -> None:
    """Give back what stays with this process: it is about to stop."""
    Lease.objects.filter(holder=_process(os.getpid())).update(holder="", until=None)


@functools.cache
def _process(_pid: int) -> str:
    """The name of this process as a holder; another one in a process that it is forked into."""
    return secrets.token_hex(16)


def _holds(name: str, holder: str, now: datetime.datetime) -> bool:
    """Whether the lease is ours and lasts long enough, so that no write is needed."""
    rows = Lease.objects.filter(name=name, holder=holder, until__gt=now + LEASE_TIME / 2)
    return rows.exists() or bool(
        Lease.objects.filter(name=name, holder=holder, until__gt=now).update(until=now + LEASE_TIME)
    )


@contextlib.contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether this process may do what is called ``name``, which is done once and for all: no row is left of it."""
    holder = secrets.token_hex(16)
    if not _take(name, holder, clock.now(), 0):
        yield False
        return
    try:
        with renewed(lambda: _renew(name, holder), LEASE_TIME):
            yield True
    finally:
        Lease.objects.filter(name=name, holder=holder).delete()


def forget_left() -> int:
    """Delete what was left by processes that were killed; called by the worker. Returns how many."""
    left = Lease.objects.filter(begun_at=None, until__lt=clock.now() - 10 * LEASE_TIME)
    return left.delete()[0]


def note(name: str, who: str) -> None:
    """Say who does what is called ``name`` for as long as nobody says otherwise; ``noted`` reads it."""
    Lease.objects.update_or_create(name=name, defaults={"holder": who})


def noted(name: str) -> str:
    """Who does what is called ``name``, as was noted last; empty where nobody does."""
    row = Lease.objects.filter(name=name).first()
    return row.holder if row else ""


def _take(name: str, holder: str, now: datetime.datetime, pause: float) -> bool:
    row, _is_new = Lease.objects.get_or_create(name=name)
    last = row.begun_at
    if pause and last and last <= now < last + datetime.timedelta(seconds=pause * EARLY):
        return False  # said without a write
    # Whoever else has taken and given it back since it was read has changed ``begun_at``.
    rows = Lease.objects.filter(is_free("until", now, LEASE_TIME), name=name, begun_at=last)
    return bool(rows.update(holder=holder, until=now + LEASE_TIME))


def _renew(name: str, holder: str) -> None:
    Lease.objects.filter(name=name, holder=holder).update(until=clock.now() + LEASE_TIME)
