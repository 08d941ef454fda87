"""Somebody without an account asks to be called, by keyboard on a small phone without script, and is called."""

import re
import sqlite3
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from tests.journeys.conftest import PATIENCE, wait_until

MOST_TABS = 90
SHORTEST = 3  # seconds: what is sent earlier was written by no person


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def test_from_the_list_to_the_call(visitor, site):
    mona = visitor(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    keys = mona.page.keyboard
    tabs = 0

    def tab_to(selector):
        nonlocal tabs
        for _press in range(80):
            tabs += 1
            keys.press("Tab")
            if mona.page.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"the Tab key does not reach {selector}")

    mona.page.goto("/finn-likeperson/?topic=work&language=other")
    tab_to("li.card a")
    keys.press("Enter")
    mona.page.wait_for_url("**/finn-likeperson/*-*/")
    assert mona.heading() == "Snakk med Hassan"
    assert mona.page.evaluate("document.documentElement.scrollWidth") == 320
    time.sleep(SHORTEST)
    for name, text in (("called", "Mona"), ("phone", "23 00 20 09")):
        tab_to(f"input[name={name}]")
        keys.type(text)
    for name in ("best_time", "who"):
        tab_to(f"input[name={name}]")
        keys.press("Space")
    tab_to("textarea[name=message]")
    keys.type("Jeg vil gjerne snakke om jobben.")
    tab_to("main button")
    keys.press("Enter")
    mona.page.wait_for_url("**/finn-likeperson/sendt/*/")

    assert mona.heading() == "Meldingen er sendt"
    assert tabs <= MOST_TABS
    hassan = visitor()
    hassan.sign_in("hassan.hussein@example.org", "/min-side/")
    [text] = [
        text for subject, text in site.mails_to("hassan.hussein@example.org") if subject == "Noen vil snakke med deg"
    ][-1:]
    hassan.page.goto(re.search(r"http\S+", text).group())
    assert "Mona" not in hassan.page.locator("main").inner_text()
    hassan.press("Ja, jeg tar henvendelsen")
    assert hassan.page.locator("main a[href='tel:+4723002009']").count() == 1
    assert "Jeg vil gjerne snakke om jobben." in hassan.page.locator("main").inner_text()
    hassan.press("Vi har snakket sammen")
    assert "Mona" not in hassan.page.locator("main").inner_text()


def test_twenty_presses_at_once_are_one_request_and_one_mail(site):
    address = f"{site.address}/finn-likeperson/bli-ringt-opp/"
    opened = urllib.request.urlopen(address)
    page, cookie = opened.read().decode(), opened.headers["Set-Cookie"].split(";")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    answers = {"called": "Tjue", "phone": "23 00 20 10", "best_time": "any", "who": "unsaid"}
    posted = urllib.parse.urlencode({**hidden, **answers}).encode()
    before, places = len(site.mails_to("kare.koordinator@example.org")), []
    time.sleep(SHORTEST)

    def press():
        request = urllib.request.Request(address, posted, {"Cookie": cookie, "Origin": site.address})
        try:
            urllib.request.build_opener(NoRedirect).open(request, timeout=PATIENCE)
        except urllib.error.HTTPError as answer:
            places.append((answer.code, answer.headers["Location"]))

    threads = [threading.Thread(target=press) for _press in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(places) == 20
    assert len(set(places)) == 1
    assert places[0][0] == 302
    with sqlite3.connect(site.folder / "db.sqlite3") as rows:
        counted = rows.execute("SELECT count(*) FROM supporters_contactrequest WHERE called = 'Tjue'").fetchone()
    assert counted == (1,)
    wait_until(lambda: len(site.mails_to("kare.koordinator@example.org")) > before, "the mail to the coordinator")
    assert len(site.mails_to("kare.koordinator@example.org")) == before + 1
