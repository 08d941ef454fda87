"""The test on two devices, one of them without JavaScript, with an impatient finger: nothing counts twice."""

import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.conftest import PATIENCE, assert_at, go
from tests.journeys.pages import faults_of
from tests.journeys.walking import BANK, RIGHT

JON = "jon.jensen@example.org"
WRONG = {
    question["text"]["nb"]: next(one["text"]["nb"] for one in question["choices"] if not one["right"])
    for question in BANK
}


class Untold(urllib.request.HTTPRedirectHandler):
    """Stays where it is sent from."""

    def redirect_request(self, *args):
        return None


@pytest.mark.proof
def test_twenty_posts_a_break_and_another_device(visitor, site):
    phone, desk = visitor(java_script_enabled=False), visitor()
    page = phone.page
    phone.sign_in(JON, start="/kunnskapstest/")
    page.goto("/kunnskapstest/")
    phone.press("Start testen")
    phone.press("Hopp over nå")
    assert_at(page, "/sporsmal/2/")

    choose_wrong(page)
    statuses = post_at_once(site, phone, times=20)
    assert set(statuses) == {302}
    page.goto("/kunnskapstest/sporsmal/2/")
    assert page.locator("input[name=version]").input_value() == "1"
    assert "Du kan prøve en gang til" in page.locator("main").inner_text()
    choose_wrong(page)
    phone.press("Prøv igjen")
    assert "Spørsmålet kommer en gang til på slutten" in page.locator("main").inner_text()

    page = desk.page
    desk.sign_in(JON, start="/kunnskapstest/")
    page.goto("/kunnskapstest/")
    desk.press("Fortsett med spørsmål 3")
    seen = []
    while "/resultat/" not in page.url:
        seen.append(re.search(r"sporsmal/(.+)/$", page.url)[1])
        assert faults_of(page) == []
        choose_right(page)
        desk.press("Svar")
        page.locator(".alert-ok").wait_for()
        go(page.locator("main a.button").first)

    assert seen == [*map(str, range(3, 11)), "1", "2/igjen"]
    critical = next(row["critical"] for row in BANK if row["text"]["nb"] == phone.page.locator("h1").inner_text())
    assert desk.heading() == ("Ikke bestått ennå" if critical else "Du har bestått testen")


def choose_wrong(page):
    page.locator("label.choice", has_text=WRONG[page.locator("h1").inner_text()]).locator("input").check()


def choose_right(page):
    for text in RIGHT[page.locator("h1").inner_text()]:
        page.locator("label.choice", has_text=text).locator("input").check()


def post_at_once(site, person, times):
    """The form of the open page, sent so many times in the same moment; the statuses of the answers."""
    form = person.page.locator("main form[method=post]")
    fields = [(box.get_attribute("name"), box.input_value()) for box in form.locator("input[type=hidden]").all()]
    fields += [("choice", box.input_value()) for box in form.locator("input[name=choice]:checked").all()]
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in person.context.cookies())
    request = urllib.request.Request(
        person.page.url,
        urllib.parse.urlencode(fields).encode(),
        {"Cookie": cookies, "Origin": site.address, "Referer": person.page.url},
    )
    opener = urllib.request.build_opener(Untold)

    def post(_number):
        try:
            return opener.open(request, timeout=PATIENCE).status
        except urllib.error.HTTPError as answer:
            return answer.code

    with ThreadPoolExecutor(times) as at_once:
        return list(at_once.map(post, range(times)))
