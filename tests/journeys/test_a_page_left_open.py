"""A page that stays open tells when a line opens or closes, and leaves the reader alone otherwise."""

import pytest


class Later:
    """A page whose site answers with changed words from the second time on."""

    def __init__(self, visitor, address, **options):
        self.page = visitor(own=True, **options).page
        self.page.clock.install()
        self.page.goto(address)
        self.changes = []
        self.asked = 0
        self.page.route(self.page.url, self.answer)

    def answer(self, route):
        self.asked += 1
        real = route.fetch()
        text = real.text()
        for old, new in self.changes:
            assert old in text
            text = text.replace(old, new)
        route.fulfill(response=real, body=text)

    def a_minute_later(self):
        with self.page.expect_response(self.page.url) as response:
            self.page.clock.run_for(60_000)
        response.value.finished()


@pytest.mark.parametrize(("address", "block"), [("/", "#help-now"), ("/hjelpetelefoner/", "#ms-telefonen-now")])
def test_the_status_is_renewed_each_minute_and_nothing_else_is(visitor, address, block):
    later = Later(visitor, address)
    page, status = later.page, later.page.locator(block)
    state, title = status.get_attribute("data-live"), page.locator("h1").inner_text()
    phone = status.locator(".phone, .nowrap").first
    phone.evaluate("element => { element.seen = true }")

    later.a_minute_later()
    later.a_minute_later()  # the first answer has been dealt with
    assert phone.evaluate("element => element.seen") is True  # the same words: nothing was touched

    later.changes = [("22\xa042\xa045\xa045", "22\xa042\xa045\xa046"), (f">{title}<", ">Noe annet<")]
    later.a_minute_later()
    status.get_by_text("22 42 45 46").first.wait_for()
    assert status.get_attribute("aria-live") == "off"  # counting down is not read aloud
    assert page.locator("h1").inner_text() == title

    later.changes = [("22\xa042\xa045\xa045", "22\xa042\xa045\xa047"), (f'data-live="{state}"', 'data-live="other"')]
    later.a_minute_later()
    status.get_by_text("22 42 45 47").first.wait_for()
    assert (status.get_attribute("role"), status.get_attribute("aria-live")) == ("status", "polite")


def test_whoever_comes_back_sees_what_is_true_now_and_keeps_their_place(visitor):
    later = Later(visitor, "/hjelpetelefoner/")
    page, block = later.page, later.page.locator("#ms-telefonen-now")
    later.changes = [("22\xa042\xa045\xa045", "22\xa042\xa045\xa046")]
    block.locator("a").first.focus()

    page.evaluate("() => Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    page.clock.run_for(180_000)
    assert later.asked == 0

    page.evaluate("() => { delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange')) }")
    block.get_by_text("22 42 45 46").first.wait_for()
    assert page.evaluate("() => document.activeElement.id") == "ms-telefonen-now"


def test_a_page_without_a_status_asks_for_nothing(visitor):
    later = Later(visitor, "/veileder/")
    later.page.clock.run_for(180_000)

    assert later.asked == 0


def test_without_script_the_status_is_there_all_the_same(visitor):
    page = visitor(java_script_enabled=False).page
    page.goto("/")

    assert "22 42 45 45" in page.locator("#help-now").inner_text().replace("\xa0", " ")
