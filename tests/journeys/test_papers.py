"""What a check of a paper can answer, and what waits to be confirmed: accessible in every language, and pictured.

Several that wait are confirmed by keyboard without script.
"""

import json
import subprocess
import sys
import urllib.request

import pytest

from portal.desk.verification.answers import Answer
from tests.journeys.conftest import PATIENCE, ROOT, Site, wait_until
from tests.journeys.pages import PREFIXES, look_at, take_picture  # noqa: F401  a fixture
from tests.journeys.test_pages import ALL, SAMPLE, clean

SIRI = "siri.sekretaer@example.org"
UNKNOWN = "ZZZZZ-ZZZZZ"
LISTED, SEVERAL = "/sekretariat/mottatt/", "/sekretariat/mottatt/bekreft/"
REGISTER, REMIND = "/sekretariat/erklaeringer/register/", "/sekretariat/erklaeringer/register/paminnelse/"


@pytest.fixture
def site(tmp_path):
    """An organisation that confirms what it has received."""
    site = Site(tmp_path)
    site.start("uf")
    yield site
    site.stop()


def codes_of_every_answer(site):
    """``{answer: code}``. The site goes on without its worker, which would seal what is to stay unsealed."""
    site.stop()
    said = site.manage("shell", "-v0", "-c", "from tests.journeys import papers; papers.print_codes()")
    with open(site.folder / "serve.log", "a") as site.log:
        command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py")]
        site.process = subprocess.Popen(command, env=site.env, stdout=site.log, stderr=site.log, cwd=ROOT)

    def answers():
        try:
            return urllib.request.urlopen(f"{site.address}/healthz", timeout=PATIENCE).status == 200
        except OSError:
            return False

    wait_until(answers, "the web server to answer")
    codes = {**json.loads(said), "unknown": UNKNOWN}
    assert set(codes) == set(Answer)
    return codes


def what_waits(visitor, site, look_at):  # noqa: F811
    """The addresses of the list of declarations that wait, of the first in it, and of confirming several at once."""
    look_at(SIRI, [LISTED], "1280", "light")
    one = visitor(storage_state=site.sessions[SIRI])
    one.page.goto(LISTED)
    return [LISTED, one.page.locator("main a.task-name").first.get_attribute("href"), SEVERAL]


def presses_to(visitor, address, selector):
    """How many presses of Tab lead from the top of a page to what has this selector, by way of what skips the menus."""
    visitor.page.goto(address)
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    return 1 + visitor.tab_to(selector)


@pytest.mark.proof
def test_several_are_confirmed_and_reminders_sent_with_few_presses_of_the_keys(visitor, site):
    one = visitor(java_script_enabled=False)
    one.sign_in(SIRI)
    assert presses_to(one, LISTED, f"a[href='{SEVERAL}']") == 2
    number = one.page.locator("main a.task-name").count()
    assert presses_to(one, REGISTER, f"a[href='{REMIND}']") <= 7
    assert presses_to(one, SEVERAL, "a[href='#buttons']") == 4
    one.page.keyboard.press("Enter")
    assert one.page.locator("main input:checked").count() == number
    assert one.tab_to("form button") == 1
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    assert f"mottatt {number} erklæringer" in one.page.locator(".messages").inner_text()
    assert presses_to(one, REMIND, "form button") <= 12
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    assert "1 påminnelse" in one.page.locator(".messages").inner_text()
    one.page.goto(LISTED)
    assert one.page.locator("main a.task-name").count() == 0


@pytest.mark.proof
def test_what_waits_and_every_answer_are_accessible_in_every_language(visitor, site, look_at):  # noqa: F811
    found = []
    paths = [prefix + path for prefix in PREFIXES for path in what_waits(visitor, site, look_at)]
    for width, mode in ALL:
        found.append(look_at(SIRI, paths, width, mode))
    codes = codes_of_every_answer(site).values()
    paths = [f"{prefix}/verifiser/{code}/" for code in codes for prefix in PREFIXES]
    for width, mode in SAMPLE:  # as many as one visitor may look up in an hour
        found.append(look_at(None, paths, width, mode))

    print(f"\naxe, what waits and every answer: {sum(map(len, found))} pages")
    assert [clean(one) for one in found if clean(one)] == []


@pytest.mark.screenshots
def test_take_a_picture_of_what_waits_and_of_every_answer(visitor, site, look_at):  # noqa: F811
    paths = dict(zip(["mottatt", "mottatt-en", "mottatt-flere"], what_waits(visitor, site, look_at), strict=True))
    paths |= {"register": REGISTER, "paminnelse": REMIND}
    taken = [pictures(look_at, SIRI, name, path) for name, path in paths.items()]
    taken += [
        pictures(look_at, None, f"svar-{answer}", f"/verifiser/{code}/")
        for answer, code in codes_of_every_answer(site).items()
    ]

    assert all(taken)


def pictures(look_at, person, name, path):  # noqa: F811
    """One picture for each size and mode; whether all were taken."""
    return all(
        look_at(person, [path], width, mode, do=lambda page: take_picture(page, f"{name}-{width}-{mode}"))[path]  # noqa: B023
        for width, mode in ALL
    )
