"""Guesses at a code that come at the same instant, at a real server of several processes: at most five are compared.

Tried at the sign-in code, the fresh code and the code from the app; the right code comes too late after that.
"""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.conftest import PATIENCE, Site, app_code

LIMIT = 5
AT_THE_SAME_TIME = 40
GIVE_CODE, FRESH, APP = "/logg-inn/kode/", "/logg-inn/ny-kode/", "/logg-inn/to-trinn/"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_values):
        return None


class Browser:
    """Cookies and forms, without a window."""

    def __init__(self, site):
        self.site = site
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(NoRedirect, urllib.request.HTTPCookieProcessor(self.cookies))

    def send(self, path, values=None, opener=None, **headers):
        """``(status, where it leads, text)``."""
        data = urllib.parse.urlencode(values).encode() if values is not None else None
        request = urllib.request.Request(self.site.address + path, data, {"Origin": self.site.address, **headers})
        try:
            with (opener or self.opener).open(request, timeout=PATIENCE) as answer:
                return answer.status, "", answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location", ""), answer.read().decode()

    def post(self, path, **values):
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.send(path)[2]).group(1)
        return self.send(path, {"csrfmiddlewaretoken": token, **values})

    def ask(self, address):
        before = len(self.site.mails_to(address))
        self.post("/logg-inn/", email=address)
        return self.site.code_for(address, before)

    def guess_at_once(self, path, code, times):
        """How many of these guesses were compared, at least: those that show the form again, and the one that ends it.

        Where they are counted in the session, this finds dozens.
        """
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.send(path)[2]).group(1)
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.cookies)

        def guess(_number):
            opener = urllib.request.build_opener(NoRedirect)  # each with the session as it is now
            return self.send(path, {"csrfmiddlewaretoken": token, "code": code}, opener, Cookie=cookies)

        with ThreadPoolExecutor(AT_THE_SAME_TIME) as threads:
            answers = list(threads.map(guess, range(times)))
        assert {status for status, _where, _text in answers} <= {200, 302, 400, 429}
        return sum(status == 200 and "Koden stemmer ikke" in text for status, _where, text in answers) + 1

    def is_signed_in(self):
        return self.send("/min-side/")[0] == 200


def wrong(code):
    return "111111" if code.replace(" ", "") != "111111" else "222222"


def guesses_at_each_place(site, times):
    """``{place: (how many were compared, whether the right code helped after that)}``."""
    member = next(row["email"] for row in site.people.values() if not row["totp_secret"])
    officer = next(row for row in site.people.values() if row["totp_secret"])
    found = {}

    visitor = Browser(site)
    code = visitor.ask(member)
    compared = visitor.guess_at_once(GIVE_CODE, wrong(code), times)
    visitor.post(GIVE_CODE, code=code) if "code" in visitor.send(GIVE_CODE)[2] else None
    found["sign-in code"] = (compared, visitor.is_signed_in())

    person = Browser(site)
    person.post(GIVE_CODE, code=person.ask(member))
    assert person.is_signed_in()
    before = len(site.mails_to(member))
    person.send(FRESH)
    code = site.code_for(member, before)
    compared = person.guess_at_once(FRESH, wrong(code), times)
    _status, where, _text = person.post(FRESH, code=code, next="/soknad/")
    found["fresh code"] = (compared, where.endswith("/soknad/"))

    staff = Browser(site)
    staff.post(GIVE_CODE, code=staff.ask(officer["email"]))
    code = app_code(officer["totp_secret"])
    compared = staff.guess_at_once(APP, wrong(code), times)
    staff.send(APP, {"code": app_code(officer["totp_secret"])})
    found["code from the app"] = (compared, staff.is_signed_in())
    return found


def hold(found):
    return all(compared <= LIMIT and not helped for compared, helped in found.values())


def test_of_sixty_guesses_at_once_five_are_compared_at_most(site):
    found = guesses_at_each_place(site, 60)

    assert hold(found), found


@pytest.mark.proof
def test_of_five_hundred_at_once_at_four_processes_five_are_compared_at_most(tmp_path, monkeypatch):
    monkeypatch.setenv("WEB_PROCESSES", "4")
    site = Site(tmp_path)
    site.start()
    try:
        found = guesses_at_each_place(site, 500)
    finally:
        site.stop()
    print(found)

    assert hold(found), found
