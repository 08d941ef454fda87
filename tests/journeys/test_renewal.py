"""A signature lapses after a year: its holder is asked in time, and renews it by keyboard without script."""

import re

import pytest

from tests.journeys.conftest import Site, Visitor, assert_at, go
from tests.journeys.pages import faults_of

ANNE = "anne.aas@example.org"
SIRI = "siri.sekretaer@example.org"
ASKED = "Taushetserklæringen venter på signaturen din"
A_YEAR_LATER = "2028-04-20T10:00:00+02:00"  # a month before what was signed on 20 May 2027 lapses


@pytest.fixture
def own_site(tmp_path):
    site = Site(tmp_path)
    site.start()
    yield site
    site.stop()


@pytest.fixture
def own_visitor(own_site, browser):
    opened = []

    def new(**options):
        opened.append(Visitor(browser, own_site, **options))
        return opened[-1]

    yield new
    for one in opened:
        one.close()


def signs(page):
    """From the page about the text to the receipt, by pressing what leads on."""
    go(page.locator("main a.button").first)
    while "/del/" in page.url:
        go(page.locator("main form[method=post] button").first)
    go(page.locator("main a.button").first)
    for name in ("read", "promise"):
        page.locator(f"input[name={name}]").check()
    go(page.locator("main form[method=post] button").first)
    assert_at(page, "/taushetserklaering/kvittering/")


@pytest.mark.proof  # a site of its own, served twice; what lapses and when is tried without a browser in make test
def test_a_signature_is_renewed_by_keyboard_before_it_lapses(own_site, own_visitor):
    siri, anne = own_visitor(viewport={"width": 1280, "height": 900}), own_visitor()
    siri.sign_in(SIRI, start="/sekretariat/organisasjon/")
    siri.page.locator("input[name=declaration_years][value='1']").check()
    siri.press("Lagre")

    # What she signed before counts for good, so it is withdrawn, and she signs anew.
    anne.sign_in(ANNE, start="/taushetserklaering/kvittering/")
    address = anne.page.locator("main dd a[href^='/verifiser/']").get_attribute("href")
    siri.page.goto(address)
    siri.follow("Trekk tilbake signaturen")
    siri.press("Trekk")
    anne.page.goto("/taushetserklaering/")
    signs(anne.page)
    assert "19. mai 2028" in anne.page.locator("main").inner_text()
    address = anne.page.locator("main dd a[href^='/verifiser/']").get_attribute("href")

    own_site.go_on_at(A_YEAR_LATER)
    own_site.has_mailed(ANNE, ASKED)
    assert "på nytt innen 19. mai 2028" in dict(own_site.mails_to(ANNE))[ASKED]

    reader = own_visitor(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page, keys = reader.page, reader.page.keyboard
    tab_to, press = reader.tab_to, reader.press_by_key

    reader.sign_in(ANNE, start="/min-side/")
    press("a[href='/taushetserklaering/']")
    assert "Det er på tide å signere på nytt" in page.locator("main").inner_text()
    press("a.button")
    assert_at(page, "/taushetserklaering/forsta/")  # every part of this very text is read
    press("a.button")
    assert_at(page, "/taushetserklaering/signer/")
    for name in ("read", "promise"):
        tab_to(f"input[name={name}]")
        keys.press("Space")
    press()
    assert_at(page, "/taushetserklaering/kvittering/")
    assert "19. april 2029" in page.locator("main").inner_text()
    page.goto(address)
    assert "erstattet av en nyere" in reader.heading()

    staff = own_visitor(viewport={"width": 1280, "height": 900})
    staff.sign_in(SIRI, start="/sekretariat/erklaeringer/register/?status=signert")
    row = staff.page.locator("main tr", has_text="Anne Aas")
    assert "20. april 2028" in row.inner_text()
    assert faults_of(staff.page) == []
    staff.page.goto("/sekretariat/erklaeringer/register/paminnelse/")
    assert faults_of(staff.page) == []
    assert "Anne Aas" not in staff.page.locator("main").inner_text()
    staff.press("Send påminnelsene")
    assert re.search("påminnelser? er på vei", staff.page.locator("body").inner_text())
