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
from tests.journeys.conftest import QUIET

WIDTH, HEIGHT = 320, 568
TIMES = {
    "our line": "2026-12-07 12:00",
    "the relatives' line": "2026-12-08 18:00",
    "night": "2026-12-06 03:00",
    "Christmas Day": "2026-12-25 12:00",
}
LARGEST = "size-150.spacing-airy"
TEXT_PAGES = ["/ny-med-ms/", "/parorende/", "/under-40/", "/pa-sykehuset/", "/kontakt/"]


@pytest.fixture
def receipt(db):
    """The address of what somebody sees who has asked to be called back."""
    with clock.at(moment("2026-12-06 02:00")):
        sent, _is_new = contact_services.ask_for_contact(
            token=uuid.uuid4(), called="Mona", phone="+4723002001", email="", best_time="evening", who="own", message=""
        )
    return reverse("portal:contact_sent", args=[sent.token])


@pytest.fixture(scope="module")
def one_page():
    """One for this file. The browser closes at its end: the tests that follow in this process have a database too."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        # Playwright keeps a loop in this thread, which Django takes for a view that is asynchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = driver.chromium.launch(executable_path=browser_setup.found(), args=QUIET)
        yield browser.new_page()
        browser.close()


@pytest.fixture
def phone(one_page):
    """A page in a window of this size. Its ``show`` gives it one of ours, with the style of the site."""

    def show(html):
        one_page.set_content(html)
        one_page.add_style_tag(path=str(settings.BASE_DIR / "site" / "static" / "css" / "site.css"))
        one_page.evaluate("scrollTo(0, 0)")

    one_page.goto("about:blank")  # whoever presses Tab begins at the top
    one_page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    one_page.show = show
    return one_page


def html_of(address, *, at=TIMES["night"], display=""):
    """A page as it is at a moment, for somebody who chose how pages look (``size-150.spacing-airy``)."""
    fragments.forget_cached()
    visitor = Client()
    visitor.cookies["visning"] = display
    with clock.at(moment(at)):
        return visitor.get(address).content.decode()


def bottom_of_first_number(page, place="#help-now"):
    """Where the first number to tap ends, below the top of the screen and from its left side."""
    box = page.locator(f'{place} a[href^="tel:"]').first.bounding_box()
    return box["y"] + box["height"], box["x"] + box["width"]


def off_the_first_screen(found):
    return {key: place for key, place in found.items() if place[0] > HEIGHT or place[1] > WIDTH or place[0] < 0}


@pytest.mark.parametrize(
    ("sizes", "times"), [(["100", "115"], TIMES), (["130", "150"], ["our line", "night"])], ids=["ordinary", "large"]
)
def test_the_number_to_ring_now_is_on_the_first_screen(phone, receipt, sizes, times):
    pages = ["/", "/hjelpetelefoner/", "/finn-likeperson/", "/finn-likeperson/bli-ringt-opp/", receipt, "/parorende/"]
    shown = {
        (when, prefix + page): html_of(prefix + page, at=TIMES[when], display=f"size-{sizes[0]}")
        for when in times
        for prefix in ("", "/nn", "/en")
        for page in pages
    }

    bottoms = {}
    for key, html in shown.items():
        phone.show(html)
        for size in sizes:
            for spacing in ("normal", "airy"):
                look = {"size": size, "spacing": spacing}
                phone.evaluate("look => { Object.assign(document.documentElement.dataset, look) }", look)
                bottoms[*key, size, spacing] = bottom_of_first_number(phone)

    assert len(bottoms) == len(times) * 3 * len(pages) * 4
    assert off_the_first_screen(bottoms) == {}


def test_the_number_leaves_the_heading_and_the_short_version_on_the_first_screen(phone, db):
    shown = {
        (when, address): html_of(address, at=TIMES[when])
        for when, addresses in {"our line": ["/en/under-40/"], "night": ["/en/under-40/", *TEXT_PAGES]}.items()
        for address in addresses
    }

    bottoms = {}
    for key, html in shown.items():
        phone.show(html)
        bottoms[*key, "number"] = bottom_of_first_number(phone, ".number-row")
        for name in ("h1", ".box > h2", ".box li"):
            box = phone.locator(f".opening {name}").first.bounding_box()
            bottoms[*key, name] = box["y"] + box["height"], box["x"] + box["width"]

    assert off_the_first_screen(bottoms) == {}


@pytest.mark.parametrize("display", ["", LARGEST])
def test_the_results_of_a_heavy_topic_begin_with_the_numbers(phone, db, display):
    addresses = [f"{prefix}/finn-likeperson/?topic=mood" for prefix in ("", "/nn", "/en")]
    shown = {address: html_of(address, display=display) for address in addresses}

    bottoms = {}
    for address, html in shown.items():
        phone.show(html)
        bottoms[address, "top"] = bottom_of_first_number(phone)
        phone.evaluate("document.getElementById('results').scrollIntoView()")
        bottoms[address, "results"] = bottom_of_first_number(phone, "#results")

    assert off_the_first_screen(bottoms) == {}


@pytest.mark.parametrize(
    "address", ["/", "/hjelpetelefoner/", "/finn-likeperson/", "/finn-likeperson/bli-ringt-opp/", "/parorende/"]
)
def test_by_keyboard_the_number_is_next_after_the_link_to_the_content(phone, db, address):
    html = html_of(address)

    phone.show(html)
    phone.keyboard.press("Tab")
    first = phone.evaluate("document.activeElement.getAttribute('href')")
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    following = phone.evaluate("document.activeElement.getAttribute('href')")

    assert (first, following) == ("#main", "tel:116123")


@pytest.mark.parametrize("height", [HEIGHT, 256], ids=["phone", "400 percent"])
def test_the_header_takes_at_most_fifteen_percent_of_a_narrow_screen(phone, db, height):
    shown = {prefix: html_of(f"{prefix}/") for prefix in ("", "/nn", "/en")}

    shares = {}
    phone.set_viewport_size({"width": WIDTH, "height": height})
    for prefix, html in shown.items():
        phone.show(html)
        shares[prefix] = phone.locator(".site-header").bounding_box()["height"] / height

    assert {prefix: share for prefix, share in shares.items() if share > 0.15} == {}


CORNERS = """() => ["brand", "search-link", "menu > summary"]
    .map(name => document.querySelector("." + name).getBoundingClientRect())
    .filter(box => box.width).map(box => [box.left, box.right])"""


def test_name_search_and_menu_stand_beside_each_other_at_every_text_size(phone, db):
    beside = {}
    for size in ("", "size-115", "size-130", LARGEST):
        html = html_of("/en/", display=size)
        for width in (WIDTH, 390, 700, 800, 959):
            phone.set_viewport_size({"width": width, "height": HEIGHT})
            phone.show(html)
            ends = [0, *sum(phone.evaluate(CORNERS), []), width]
            if ends != sorted(ends) or phone.locator(".site-header").bounding_box()["height"] > 100:
                beside[size, width] = ends

    assert beside == {}


def test_the_menu_opens_by_keyboard_and_stands_open_on_a_desk(phone, db):
    html = html_of("/")

    phone.show(html)
    link, fold = phone.locator(".main-nav a").first, phone.locator(".menu summary")
    folded = link.is_visible()
    fold.focus()
    phone.keyboard.press("Enter")
    opened = link.is_visible()
    phone.keyboard.press("Enter")
    phone.set_viewport_size({"width": 1280, "height": 800})
    on_a_desk = (link.is_visible(), fold.is_visible())

    assert (folded, opened, on_a_desk) == (False, True, (True, False))
