"""The check of all links: which are due, the periodic task of the worker, and what is kept of each answer.

Each host is asked once a second at most.
"""

import queue
import threading
import time
from urllib.parse import urlsplit

from django.db import transaction

from home.links.local_check import check_local, is_local
from home.links.locations import links_by_address
from home.links.remote_check import check_remote
from home.links.result import CheckResult, Fault
from home.models.link_check import LinkCheck
from portal import clock

ANSWER_WITHIN = 60  # seconds: an answer that comes in slower than this counts as none
AT_ONCE = 4
SECONDS_BETWEEN = 1  # two questions to one host


@transaction.atomic
def mark_all_due():
    """Mark every address as one to check. Addresses that nobody uses any more are deleted."""
    found = {address for address in links_by_address() if len(address) <= LinkCheck._meta.get_field("url").max_length}
    LinkCheck.objects.exclude(url__in=found).delete()
    LinkCheck.objects.bulk_create([LinkCheck(url=address) for address in found], ignore_conflicts=True)
    LinkCheck.objects.update(due=True)


def _record(address, result):
    LinkCheck.objects.filter(url=address).update(
        due=False, status=result.status, fault=result.fault, checked_at=clock.now()
    )


class LinkChecker:
    """Checks a few addresses at a time in threads that touch no table, so that the worker's mail never waits."""

    def __init__(self, check=check_remote):
        self.check = check
        self.pending = {}  # address: when
        self.hosts = {}  # host: when it was last asked
        self.results = queue.SimpleQueue()

    def step(self):
        """Record the results that have come, and start the next few checks."""
        while not self.results.empty():
            address, result = self.results.get()
            self.pending.pop(address, None)
            _record(address, result)
        now = time.monotonic()
        for address in [address for address, since in self.pending.items() if now - since > ANSWER_WITHIN]:
            del self.pending[address]
            _record(address, CheckResult(None, Fault.NO_ANSWER))
        due = LinkCheck.objects.filter(due=True).exclude(url__in=self.pending).order_by("url")
        for address in due.values_list("url", flat=True)[:100]:
            try:
                self._start(address, now)
            except ValueError:  # nothing that can be taken apart, such as «http://[»
                _record(address, CheckResult(None, Fault.NOT_PUBLIC))

    def _start(self, address, now):
        if is_local(address):
            _record(address, check_local(address))
        elif len(self.pending) < AT_ONCE and self._may_ask(urlsplit(address).netloc, now):
            self.pending[address] = now
            threading.Thread(target=self._check, args=[address], daemon=True).start()

    def _may_ask(self, host, now):
        """Whether this host may be asked now; if so, it counts as asked."""
        if now - self.hosts.get(host, -SECONDS_BETWEEN) < SECONDS_BETWEEN:
            return False
        self.hosts[host] = now
        return True

    def _check(self, address):
        self.results.put((address, self.check(address)))


_worker_checker = LinkChecker()


def check_some():
    """A periodic task of the worker: check the next few."""
    _worker_checker.step()


def check_all(check=check_remote, wait=time.sleep):
    """Check until no address is due. For the command."""
    checker = LinkChecker(check)
    while LinkCheck.objects.filter(due=True).exists():
        checker.step()
        wait(0.1)
