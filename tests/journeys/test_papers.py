"""What a check of a paper can answer, and what waits to be confirmed: accessible in every language, and pictured."""

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
    """The addresses of the list of declarations that wait, and of the first in it."""
    listed = "/sekretariat/mottatt/"
    look_at(SIRI, [listed], "1280", "light")
    one = visitor(storage_state=site.sessions[SIRI])
    one.page.goto(listed)
    return [listed, one.page.locator("main a.task-name").first.get_attribute("href")]


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
    paths = dict(zip(["mottatt", "mottatt-en"], what_waits(visitor, site, look_at), strict=True))
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
