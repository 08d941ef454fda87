"""An editor at work in a real browser: a closing time, a chapter, a preview, rows by keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.journeys.conftest import wait_until

EDITOR = "egil.editor@example.org"
DESK = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
OURS = [
    "/cms/", "/cms/lenker/", "/cms/ma-sees-pa/", "/cms/mine-utkast/", "/cms/snippets/home/helpline/coming-days/",
]  # fmt: skip
axe = Axe()


@pytest.fixture
def editor(visitor, site):
    """``editor(**options)``: the editor, signed in; the second factor is asked for once in all."""

    def new(**options):
        if EDITOR not in site.sessions:
            first = visitor()
            first.sign_in(EDITOR)
            site.sessions[EDITOR] = first.context.storage_state()
        return visitor(**{**DESK, **options, "storage_state": site.sessions[EDITOR]})

    return new


class Hand:
    """Counts what an editor presses."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, found):
        self.clicks += 1
        found.click()


def seen_within_a_minute(visitor, path, words):
    """Somebody who reads the page, again and again, until the words are there.

    The minute is what a process remembers; how fast this machine answers is another matter.
    """
    reader = visitor()

    def seen():
        reader.page.goto(path)
        return words in " ".join(reader.page.locator("main").inner_text().split())

    assert settings.CACHES["fragments"]["TIMEOUT"] == 60
    return wait_until(seen, words)


def test_a_closing_time_is_changed_in_four_clicks_and_seen_within_a_minute(editor, visitor):
    one = editor()
    one.page.goto("/cms/")
    hand = Hand(one.page)

    hand.click(one.page.get_by_role("link", name="Endre åpningstid: MS-telefonen"))
    hand.click(one.page.locator('input[name="hours-0-closes"]'))
    one.page.keyboard.press("Control+a")
    one.page.keyboard.type("15:45")
    one.page.keyboard.press("Escape")
    hand.click(one.page.get_by_role("button", name=re.compile("^Lagre")))
    one.page.wait_for_url(re.compile(r"/cms/snippets/home/helpline/(\?.*)?$"))

    assert hand.clicks <= 4
    assert seen_within_a_minute(visitor, "/hjelpetelefoner/", "11 til 15.45")


def test_a_text_in_the_guide_is_corrected_and_published(editor, visitor):
    one = editor()
    one.page.goto("/cms/")

    one.page.get_by_role("link", name="Rett en tekst i veilederen").click()
    one.page.get_by_role("link", name="Opplæring", exact=True).first.click()
    one.page.locator("#id_description").fill("Hva du lærer før du begynner, og hvor lenge det varer.")
    one.page.get_by_role("button", name="Publiser", exact=True).click()
    one.page.wait_for_url(re.compile(r"/cms/pages/\d+/$"))

    assert seen_within_a_minute(visitor, "/veileder/", "Hva du lærer før du begynner, og hvor lenge det varer.")


def test_the_preview_beside_the_text_shows_the_page(editor):
    one = editor()
    one.page.goto("/cms/ga-til/guide/")
    one.page.get_by_role("link", name="Roller", exact=True).first.click()

    one.page.get_by_role("button", name=re.compile("forhåndsvisning|preview", re.IGNORECASE)).first.click()

    frame = one.page.frame_locator("#w-preview-iframe")
    frame.locator("h1").wait_for()
    assert frame.locator("h1").inner_text() == "Roller"


def test_rows_are_moved_and_added_by_keyboard(editor):
    one = editor()
    one.page.goto("/cms/ga-til/guide/")
    one.page.get_by_role("link", name="Roller", exact=True).first.click()
    points = one.page.locator('input[name^="summary-"][name$="-value"]')
    points.nth(1).wait_for()
    before = [points.nth(0).input_value(), points.nth(1).input_value()]

    one.page.locator("[data-streamfield-action=MOVE_DOWN]").first.focus()
    one.page.keyboard.press("Enter")
    wait_until(
        lambda: [points.nth(0).input_value(), points.nth(1).input_value()] == before[::-1], "the rows to change places"
    )

    one.page.goto("/cms/ga-til/opening-hours/")
    one.page.get_by_role("link", name="MS-telefonen", exact=True).click()
    rows = one.page.locator('select[name^="hours-"][name$="-weekday"]')
    rows.first.wait_for()
    count = rows.count()
    one.page.locator("#id_hours-ADD").focus()
    one.page.keyboard.press("Enter")
    rows.nth(count).wait_for()
    assert rows.count() == count + 1


@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.proof)])
def test_our_pages_among_the_editors_are_accessible(editor, width):
    one = editor(viewport={"width": width, "height": 900})
    found = {}
    for path in OURS:
        one.page.goto(path)
        one.page.locator("main h1, h1").first.wait_for()
        violations = axe.run(one.page).response["violations"]
        faults = [
            f"{fault['id']}: {fault['nodes'][0]['html'][:120]}"
            for fault in violations
            if fault["impact"] in ("serious", "critical")
        ]
        if one.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("wider than the window")
        if faults:
            found[path] = faults

    assert found == {}
