"""A real site for the browser: the demo of 20 May 2027, served by the real web server and worker."""

import email
import email.policy
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import sync_playwright

from tests import browser_setup, migrated

ROOT = Path(__file__).resolve().parent.parent.parent
QUIET = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--in-process-gpu", "--disable-gpu-compositing",  # nobody looks: a process less for each page to pass through
]  # fmt: skip

PATIENCE = 180  # seconds: for what comes soon, also on a machine that is busy with other things


def wait_until(condition, what):
    """Wait for something to become true, and return it. Fails where it does not in all patience."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, f"waited {PATIENCE} seconds for {what}"
        time.sleep(0.25)
    return found


class Site:
    """A running site, seen from outside: its address, its mail, its people."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.env = {
            **os.environ, "DATA_DIR": str(folder), "PORT": str(self.port), "SITE_MODE": "demo",
            "SITE_NOW": migrated.NOW, "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip
        self.env.pop("DATABASE_URL", None)

    def manage(self, *words):
        command = [sys.executable, str(ROOT / "manage.py"), *words]
        result = subprocess.run(command, env=self.env, capture_output=True, text=True, cwd=ROOT, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def start(self, organisation="ms"):
        migrated.copy_demo_to(self.folder, organisation, self.port)
        self.serve()
        self.people = {row["email"]: row for row in json.loads((self.folder / migrated.PEOPLE).read_text())}

    def serve(self):
        self.log = open(self.folder / "serve.log", "w")  # noqa: SIM115  closed in stop
        command = [sys.executable, str(ROOT / "manage.py"), "serve"]
        self.process = subprocess.Popen(command, env=self.env, stdout=self.log, stderr=self.log, cwd=ROOT)
        wait_until(self.is_ready, "the site to be ready")
        self.sessions = {}  # what a person's browser remembers, so that each signs in once for many looks

    def go_on_at(self, now):
        """Stop the site, and serve it again at another time: what happened stays."""
        self.stop()
        self.env["SITE_NOW"] = now
        self.serve()

    def is_ready(self):
        assert self.process.poll() is None, (self.folder / "serve.log").read_text()
        try:
            return urllib.request.urlopen(f"{self.address}/readyz", timeout=PATIENCE).status == 200
        except OSError:  # nobody answers yet, or with 503
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE)
        self.log.close()

    def mails_to(self, address):
        """What was sent to an address, oldest first: ``[(subject, text)]``."""
        found = []
        for path in sorted((self.folder / "mail").glob(f"*-{address}.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            found.append((message["subject"], message.get_body(("plain",)).get_content()))
        return found

    def has_mailed(self, address, subject):
        """Wait for the worker to send such a mail."""
        return wait_until(lambda: subject in [sent for sent, _text in self.mails_to(address)], f"a mail to {address}")

    def code_for(self, address, after):
        """The sign-in code that was mailed after ``after`` mails; waits for the worker."""

        def codes():
            mails = self.mails_to(address)[after:]
            return [code for _subject, text in mails for code in re.findall(r"\b\d{3} \d{3}\b", text)[:1]]

        return wait_until(codes, f"a code for {address}")[-1]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def browser():
    path = browser_setup.found()
    assert path, "no browser: run `make test`, which gets one"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


_left = {}  # {(browser, how its windows are): [contexts that a visitor has left, with nothing in them]}


class Visitor:
    """Somebody with a browser of their own: one that nobody has used, or one that is emptied first.

    A new one takes three times as much of the processor. ``own``: this visitor does something to it that cannot be
    undone, such as setting its clock or taking the net away, so nobody else gets it.
    """

    def __init__(self, browser, site, *, own=False, storage_state=None, **options):
        self.site = site
        options = {"locale": "nb-NO", "viewport": {"width": 390, "height": 800}, "base_url": site.address, **options}
        self.left = None if own else _left.setdefault((browser, repr(sorted(options.items()))), [])
        is_used = bool(self.left) and not (storage_state or {}).get("origins")
        self.context = self.left.pop() if is_used else browser.new_context(storage_state=storage_state, **options)
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()
        if is_used:
            self.empty()
            self.context.add_cookies((storage_state or {}).get("cookies", []))
        self.is_gone = False

    def empty(self):
        """Forget what the one before has left: cookies, what pages have stored, what was fetched."""
        self.context.clear_cookies()
        tools = self.context.new_cdp_session(self.page)
        tools.send("Storage.clearDataForOrigin", {"origin": self.site.address, "storageTypes": "all"})
        tools.send("Network.clearBrowserCache")
        tools.detach()

    def sign_in(self, address, start="/logg-inn/"):
        """Through the one door: the address, the code from the mail, and for staff the code from the app."""
        self.page.goto(start)
        if "/logg-inn/" not in self.page.url:
            return
        before = len(self.site.mails_to(address))
        self.page.locator("input[name=email]").fill(address)
        self.press("Send meg")
        self.page.locator("input[name=code]").fill(self.site.code_for(address, before))
        self.press("Logg inn")
        secret = self.site.people.get(address, {}).get("totp_secret")
        while secret and "/to-trinn/" in self.page.url:
            code = app_code(secret)
            self.page.locator("input[name=code]").fill(code)
            self.press("Gå videre")
            if "/to-trinn/" in self.page.url:  # a code counts once
                wait_until(lambda tried=code: app_code(secret) != tried, "the next code of the app")

    def give_fresh_code(self, address, after):
        """On the page that asks for one: the code that came after ``after`` mails."""
        self.page.locator("input[name=code]").fill(self.site.code_for(address, after))
        self.press("Gå videre")

    def press(self, text):
        """A button by what it says; the first one that starts so."""
        go(self.page.locator("main").get_by_role("button", name=re.compile(f"^{re.escape(text)}")).first)

    def follow(self, text):
        go(self.page.locator("main").get_by_role("link", name=re.compile(re.escape(text))).first)

    def tab_to(self, selector):
        """Press Tab until this, in the main part of the page, has the focus. Returns how many presses it took."""
        for press in range(1, 121):
            self.page.keyboard.press("Tab")
            if self.page.locator(f"main {selector}:focus").count():
                return press
        raise AssertionError(f"the Tab key does not reach {selector} on {self.page.url}")

    def press_by_key(self, selector="form button:not(.as-link)"):
        """A button or link, by Tab and Enter: the first of a form that does not look like a link, or the one given.

        The page that comes is no wider than the window.
        """
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, self.page.url

    def heading(self):
        return self.page.locator("h1").inner_text().strip()

    def close(self):
        if self.is_gone:
            return
        self.is_gone = True
        if self.left is None:
            self.context.close()
            return
        for page in self.context.pages:
            page.close()
        self.context.set_offline(False)
        self.left.append(self.context)


def go(found):
    """Press what leads to a page, and wait for that page: on a busy machine a click returns before it has come."""
    with found.page.expect_navigation():
        found.click()


def assert_at(page, end):
    """That this is the page whose address ends so; what it says is told when it is another."""
    assert page.url.endswith(end), f"{page.url}: {page.locator('body').inner_text()}"


def app_code(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def visitor(browser, site):
    """``visitor(**options)``: a new person with a browser; closed when the test ends."""
    opened = []

    def new(**options):
        opened.append(Visitor(browser, site, **options))
        return opened[-1]

    yield new
    for one in opened:
        one.close()
