"""An activity is logged in at most five taps and repeated in two, and the form says meanwhile whether it counts."""

import pytest

from tests.journeys.conftest import assert_at, go
from tests.journeys.pages import SIZES, faults_of

ANNE = "anne.aas@example.org"
FORM = "/aktivitet/ny/"
SAVE = "form > .button-row button"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
# What the strict policy has refused on the page that is open, from its beginning.
REFUSED = "addEventListener('securitypolicyviolation', event => (window.refused ||= []).push(event.violatedDirective))"


class Phone:
    """Anne's, with every tap counted. What she types on its keyboard is no tap."""

    def __init__(self, one):
        self.one, self.page, self.taps = one, one.page, 0

    def tap(self, selector):
        self.taps += 1
        self.page.locator(selector).click()

    def choose(self, name, value):
        """The row of a choice: the words, not the small circle."""
        self.tap(f"label.choice:has(input[name={name}][value={value}])")

    def write(self, name, text):
        self.tap(f"input[name={name}]")
        self.page.keyboard.type(text)

    def tap_to_go_on(self, selector):
        self.taps += 1
        go(self.page.locator(selector).first)

    def told(self, text):
        """Wait until the form says so, and return all that it says."""
        region = self.page.locator(".verdict:not([aria-busy])", has_text=text)
        region.wait_for()
        return region.inner_text()


@pytest.fixture
def phone(visitor, site):
    def opened(script=True, **options):
        if ANNE not in site.sessions:
            first = visitor()
            first.sign_in(ANNE)
            site.sessions[ANNE] = first.context.storage_state()
        one = visitor(viewport=SIZES["320"], java_script_enabled=script, storage_state=site.sessions[ANNE], **options)
        one.page.add_init_script(REFUSED)
        return Phone(one)

    return opened


@WITH_AND_WITHOUT_SCRIPT
def test_an_activity_is_logged_in_five_taps(phone, script):
    anne = phone(script)
    anne.page.goto(FORM)
    assert anne.page.locator("input[name=kind]:checked").count() == 0

    anne.choose("kind", "conversation_group")
    anne.write("participants", "13" if script else "14")
    anne.write("minutes", "75")
    anne.choose("leader", "me")
    anne.tap_to_go_on(SAVE)

    assert_at(anne.page, "/lagret/")
    assert anne.taps == 5
    anne.one.follow("Logg en til")
    assert_at(anne.page, FORM)
    assert anne.page.locator("input[name=participants]").input_value() == ""
    first = anne.page.locator("input[name=kind]").first
    assert (first.get_attribute("value"), first.is_checked()) == ("conversation_group", False)


@WITH_AND_WITHOUT_SCRIPT
@pytest.mark.parametrize("start", ["/min-side/", "/aktivitet/"])
def test_the_last_activity_is_repeated_in_two_taps(phone, script, start):
    anne = phone(script)
    page = anne.page
    page.goto(FORM)  # something of another day, so that the same today is not asked about
    number = str(21 + 2 * script + (start == "/aktivitet/"))
    anne.choose("kind", "activity_group")
    anne.choose("when", "yesterday")
    anne.write("participants", number)
    anne.write("minutes", "90")
    anne.choose("leader", "me")
    anne.tap_to_go_on(SAVE)
    assert_at(page, "/lagret/")
    page.goto(start)
    anne.taps = 0

    anne.tap_to_go_on(f"main a:has-text('Gjenta forrige: Aktivitetsgruppe, {number} deltakere')")
    button = page.locator(".box button")
    assert button.bounding_box()["y"] + button.bounding_box()["height"] <= SIZES["320"]["height"]
    if script:
        assert "Teller" in anne.told("Teller")
    assert faults_of(page) == [] if script else True
    anne.tap_to_go_on(".box button")

    assert_at(page, "/lagret/")
    assert anne.taps == 2
    assert f"{number} deltakere" in page.locator("main").inner_text()
    assert "20. mai 2027" in page.locator("main").inner_text()


def test_what_was_filled_in_as_last_time_is_hidden_once_changed(phone):
    anne = phone()
    page = anne.page
    page.goto("/aktivitet/")
    go(page.locator("main a[href*=gjenta]"))
    box = page.locator("form > .box")
    assert "I dag, torsdag 20. mai" in box.inner_text()
    anne.told("Teller")

    anne.choose("when", "yesterday")

    assert box.is_hidden()
    assert page.locator("form button:visible", has_text="Lagre aktiviteten").count() == 1
    anne.told("Teller")
    assert page.evaluate("document.activeElement.name") == "when"
    assert faults_of(page) == []
    page.locator("input[name=participants]").fill("17")  # not like what is saved already
    anne.tap_to_go_on(SAVE)
    assert_at(page, "/lagret/")
    assert "onsdag 19. mai 2027" in page.locator("main").inner_text()


def test_the_form_says_whether_it_counts_and_why_not(phone):
    anne = phone()
    page = anne.page
    page.goto(FORM)
    assert anne.told("Når du har lagret")
    anne.choose("kind", "phone")
    assert "samtaler på telefon" in anne.told("Teller ikke")
    anne.choose("kind", "conversation_group")
    assert "Si fra hvem som ledet aktiviteten" in anne.told("Teller ikke ennå")
    anne.write("participants", "9")
    anne.write("minutes", "30")
    assert "den var for kort" in anne.told("den var for kort")
    page.locator("input[name=minutes]").fill("en stund")
    assert "Skriv hvor mange minutter" in anne.told("Hvor mange minutter varte aktiviteten?")
    page.locator("input[name=minutes]").fill("1 t 30")
    anne.choose("leader", "me")
    anne.told("Slik skjemaet er fylt ut nå, teller aktiviteten i rapporten")  # she has said the rest of the year
    page.locator("form details summary").click()
    assert faults_of(page) == []
    asked = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    page.locator("textarea[name=note]").fill("Hun vil snakke mer om arbeid")
    page.locator("input[name=place]").fill("Biblioteket")
    with page.expect_response("**/teller/"):
        page.locator("input[name=participants]").fill("2")
    assert "for få deltok" in anne.told("for få deltok")
    assert asked
    assert not any("snakke" in text or "Biblioteket" in text for text in asked)
    assert page.evaluate("window.refused") is None


def test_without_an_answer_nothing_is_said(phone):
    anne = phone()
    page = anne.page
    page.goto(FORM)
    anne.choose("kind", "phone")
    anne.told("Teller ikke")
    page.context.set_offline(True)
    anne.choose("kind", "visit")
    anne.told("Når du har lagret")
    page.context.set_offline(False)
    anne.choose("leader", "me")
    anne.told("Teller")
    page.route("**/teller/", lambda route: route.fulfill(status=302, headers={"location": "/personvern/"}))
    anne.choose("kind", "phone")
    anne.told("Når du har lagret")
    page.unroute("**/teller/")
    anne.choose("kind", "visit")
    anne.told("Teller")
    page.context.clear_cookies()
    anne.choose("kind", "course")
    anne.told("Når du har lagret")
    assert page.locator("h1").inner_text() == "Logg en aktivitet"


def test_by_keyboard_the_focus_stays_where_it_is(phone):
    anne = phone()
    page, keys = anne.page, anne.page.keyboard
    page.goto(FORM)
    anne.one.tab_to("input[name=kind]")
    keys.press("Space")
    anne.told("Teller")
    assert page.evaluate("document.activeElement.name") == "kind"
    anne.one.tab_to("input[name=participants]")
    keys.type("8")
    anne.told("Teller ikke ennå")
    assert page.evaluate("document.activeElement.name") == "participants"
    anne.one.tab_to("input[name=minutes]")
    keys.type("95")
    anne.one.tab_to("input[name=leader]")
    keys.press("Space")
    anne.told("Teller")
    assert page.evaluate("document.activeElement.name") == "leader"
    anne.one.press_by_key(SAVE)
    assert_at(page, "/lagret/")
