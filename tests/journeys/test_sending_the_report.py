"""The annual report on a narrow phone: sent by the leader in six clicks, and signed by two of the board."""

import pytest

from tests.journeys.conftest import assert_at, go
from tests.journeys.pages import faults_of

REPORT = "/lokalforening/{}/rapport/2026/"
NARROW = {"width": 320, "height": 800}
LEADER, MEMBER = "lise.leder@example.org", "bjorn.berg@example.org"
# The log is complete, and the board is known: everything is filled in but what has to be confirmed.
FILL_IN = """
from forms import drafts
from forms.annual_report import NUMBERS
from portal import clock
from portal.chapters.models import Chapter
from portal.reports import services as reports
from tests.portal.reports.signing.conftest import FILLED_IN
report = reports.prepare(Chapter.objects.get(short_name="{}"), reports.open_year(2026, by=None), by=None)
for step, values in FILLED_IN.items():
    if step != NUMBERS or {}:
        drafts.save_step(drafts.find("report", report.draft_key), step, values, now=clock.now())
"""


class Clicks:
    """Counts what a person presses. Nothing is typed."""

    def __init__(self, page):
        self.page, self.number = page, 0

    def __call__(self, name, *, stays=False):
        self.number += 1
        found = self.page.locator("main").get_by_text(name, exact=False).last
        found.click() if stays else go(found)


@pytest.mark.parametrize("script", [True, False])
def test_a_complete_report_is_sent_in_six_clicks_and_nothing_is_typed(visitor, site, script):
    chapter, leader = ("nordvik", LEADER) if script else ("elvedal", "eva.eng@example.org")
    site.manage("shell", "-c", FILL_IN.format(chapter, False))
    person = visitor(viewport=NARROW, java_script_enabled=script)
    person.sign_in(leader, REPORT.format(chapter))
    click, page = Clicks(person.page), person.page

    click("Gå videre med rapporten")
    click("Vi har sett gjennom tallene", stays=True)
    click("Lagre og gå videre")
    assert_at(page, "/bekreft/")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    click("Jeg bekrefter på vegne av", stays=True)
    click("Send rapporten")

    assert_at(page, "/kvittering/")
    assert click.number <= 6
    assert "i tide" in page.locator("main").inner_text()


def test_two_of_the_board_sign_one_after_the_other(visitor, site):
    site.manage("shell", "-c", FILL_IN.format("solheim", True))
    berit, rolf = visitor(viewport=NARROW), visitor(viewport=NARROW)
    found = {}
    berit.sign_in("berit.bakke@example.org", f"{REPORT.format('solheim')}bekreft/")
    found["before the first"] = faults_of(berit.page)
    berit.page.get_by_label("Nestleder").check()
    berit.page.locator("input[name$=attest]").check()
    berit.press("Skriv under rapporten")
    assert "Underskrevet av Berit Bakke. Venter på én til" in berit.page.locator("main").inner_text()
    found["after the first"] = faults_of(berit.page)
    rolf.sign_in("rolf.rygg@example.org", "/min-side/")
    assert "venter på din underskrift" in rolf.page.locator("main").inner_text()
    rolf.page.goto(f"{REPORT.format('solheim')}bekreft/")
    assert "Underskrevet av Berit Bakke" in rolf.page.locator("main").inner_text()
    rolf.page.locator("input[name$=attest]").check()
    rolf.press("Send rapporten")

    assert_at(rolf.page, "/kvittering/")
    receipt = rolf.page.locator("main").inner_text()
    assert receipt.index("Berit Bakke") < receipt.rindex("Rolf Rygg")
    found["the receipt"] = faults_of(rolf.page)
    assert found == dict.fromkeys(found, [])
