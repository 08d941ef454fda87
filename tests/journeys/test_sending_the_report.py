"""The annual report on a narrow phone: sent by the leader in six clicks, and signed by two of the board."""

import pytest

from tests.journeys.conftest import assert_at, go
from tests.journeys.pages import faults_of

REPORT = "/lokalforening/{}/rapport/2026/"
NARROW = {"width": 320, "height": 800}
# A chapter with a board of three that has begun its report; what follows is known or filled in before.
BEGUN = """
import datetime
import uuid
from forms import annual_report, drafts
from portal import clock
from portal.accounts import services as accounts
from portal.activities import services as activities
from portal.activities.counting.verdicts import STATED
from portal.chapters import services as chapters
from portal.reports.years import services as year_services
from portal.reports import services as reports
from tests.portal.reports.conftest import ANSWERS
from tests.portal.reports.signing.conftest import FILLED_IN
name = "{name}"
chapter = chapters.create_chapter(name.title(), name, county="Vestland", municipality="Bergen", by=None)
for given, office in (("Lena", "chapter_leader"), ("Berit", "board_member"), ("Nils", "board_member")):
    person = accounts.get_or_create_account(f"{{given.lower()}}@{name}.example.org")
    accounts.change_details(person, by=person, given_name=given, family_name=name.title())
    chapters.give_office(person, office, chapter, by=person, starts=datetime.date(2020, 1, 1))
"""
LAST_YEAR = """
group = {{"kind": "activity_group", "day": datetime.date(2026, 6, 12), "participants": 8, "minutes": 90}}
activities.log(token=uuid.uuid4(), chapter=chapter, by=person, **group, **dict.fromkeys(STATED, True))
earlier = reports.prepare(chapter, year_services.open_year(2025, by=None), by=None)
board = {{**ANSWERS[annual_report.BOARD], "elected_on": datetime.date(2025, 3, 12)}}
reports.submit(earlier, {{**ANSWERS, annual_report.BOARD: board}}, by=person, received_at=clock.now())
reports.prepare(chapter, year_services.open_year(2026, by=None), by=None)
"""
ALL_BUT_THE_NUMBERS = """
report = reports.prepare(chapter, year_services.open_year(2026, by=None), by=None)
for step, values in FILLED_IN.items():
    if step != annual_report.NUMBERS:
        drafts.save_step(drafts.find("report", report.draft_key), step, values, now=clock.now())
"""


@pytest.fixture
def begun(site):
    return lambda name, prepared: site.manage("shell", "-c", (BEGUN + prepared).format(name=name))


@pytest.mark.parametrize(
    ("name", "script"),
    # With script it is sent in make test by two, below.
    [pytest.param("vik", True, marks=pytest.mark.proof), ("dal", False)],
)
def test_a_complete_report_is_sent_in_six_clicks_and_nothing_is_typed(visitor, begun, name, script):
    begun(name, LAST_YEAR)
    person = visitor(viewport=NARROW, java_script_enabled=script)
    person.sign_in(f"lena@{name}.example.org", REPORT.format(name))
    page, clicks = person.page, []

    def click(selector, text, *, leads_on):
        found = page.locator(f"main {selector}").filter(has_text=text).first
        go(found) if leads_on else found.click()
        clicks.append(text)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0, page.url

    click("button", "Fortsett med rapporten", leads_on=True)
    click("button", "Bekreft og gå videre", leads_on=True)
    assert "Sommertur" not in page.locator("main").inner_text()  # last year's; this year's is from the log
    click("label", "Dette stemmer", leads_on=False)
    click("button", "Bekreft og gå videre", leads_on=True)
    assert_at(page, "/bekreft/")
    click("label", "Jeg bekrefter på vegne av", leads_on=False)
    click("button", "Send rapporten", leads_on=True)

    assert_at(page, "/kvittering/")
    assert len(clicks) <= 6
    assert "i tide" in page.locator("main").inner_text()


@pytest.mark.proof
def test_two_of_the_board_sign_one_after_the_other(visitor, begun):
    begun("nes", ALL_BUT_THE_NUMBERS)
    last = f"{REPORT.format('nes')}bekreft/"
    berit, nils = visitor(viewport=NARROW), visitor(viewport=NARROW)
    found = {}
    berit.sign_in("berit@nes.example.org", f"{REPORT.format('nes')}tallene/")
    berit.press("Bekreft og gå videre")
    assert_at(berit.page, last)
    found["before the first"] = faults_of(berit.page)
    sign(berit, "Skriv under rapporten")
    assert "Underskrevet av Berit Nes. Venter på én til" in berit.page.locator("main").inner_text()
    found["after the first"] = faults_of(berit.page)

    nils.sign_in("nils@nes.example.org", "/min-side/")
    assert "Årsrapporten for 2026 venter på din underskrift" in nils.page.locator("main").inner_text()
    nils.page.goto(last)
    assert "Underskrevet av Berit Nes" in nils.page.locator("main").inner_text()
    sign(nils, "Send rapporten")

    assert_at(nils.page, "/kvittering/")
    receipt = nils.page.locator("main").inner_text()
    assert receipt.index("Underskrevet av Berit Nes") < receipt.index("Underskrevet av Nils Nes")
    found["the receipt"] = faults_of(nils.page)
    assert found == dict.fromkeys(found, [])


def sign(person, button):
    person.page.get_by_label("Nestleder").check()
    person.page.locator("input[name$=attest]").check()
    person.press(button)
