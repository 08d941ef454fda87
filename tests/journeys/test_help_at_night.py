"""At night on the smallest phone: the number to ring is on the first screen, whichever line is open."""

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import sync_playwright

from portal import clock, fragments
from portal.supporters.contact import services as contact_services
from tests import browser_setup
from tests.conftest import moment

WIDTH, HEIGHT = 320, 568
TIMES = {
    "our line": "2026-12-07 12:00",
    "the relatives' line": "2026-12-08 18:00",
    "night": "2026-12-06 03:00",
    "Christmas Day": "2026-12-25 12:00",
}


@pytest.fixture
def receipt(db):
    """The address of what somebody sees who has asked to be called back."""
    with clock.at(moment("2026-12-06 02:00")):
        sent, _is_new = contact_services.ask_for_contact(
            token=uuid.uuid4(), called="Mona", phone="+4723002001", email="", best_time="evening", who="own", message=""
        )
    return reverse("portal:contact_sent", args=[sent.token])


@pytest.mark.django_db
def test_the_number_to_ring_now_is_on_the_first_screen(receipt):
    pages = ["/", "/hjelpetelefoner/", "/finn-likeperson/", "/finn-likeperson/bli-ringt-opp/", receipt]
    shown = {}
    for when, at in TIMES.items():
        fragments.forget_cached()
        with clock.at(moment(at)):
            for prefix in ("", "/nn", "/en"):
                for page in pages:
                    shown[when, prefix + page] = Client().get(prefix + page).content.decode()

    bottoms = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_setup.found())
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for key, html in shown.items():
            page.set_content(html)
            page.add_style_tag(path=str(settings.BASE_DIR / "site" / "static" / "css" / "site.css"))
            box = page.locator('#help-now a[href^="tel:"]').first.bounding_box()
            bottoms[key] = (box["y"] + box["height"], box["x"] + box["width"])
        browser.close()

    assert len(bottoms) == len(TIMES) * 3 * len(pages)
    assert {key: found for key, found in bottoms.items() if found[0] > HEIGHT or found[1] > WIDTH} == {}
