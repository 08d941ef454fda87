"""The form for an activity on a phone whose net comes and goes: nothing is lost, and nothing stays that must not."""

import json

import pytest

from tests.journeys.conftest import assert_at, go
from tests.journeys.pages import SIZES, faults_of

ANNE, STEIN = "anne.aas@example.org", "stein.strand@example.org"
FORM = "/aktivitet/ny/"
KEPT = "localStorage.getItem('unsaved')"
NOTE = "Hun vil snakke mer om arbeid"


class Phone:
    """A supporter with the form open on a phone."""

    def __init__(self, one):
        self.one, self.page = one, one.page
        self.open()

    def open(self, address=FORM):
        self.page.goto(address)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def fill_in(self, participants="7"):
        page = self.page
        page.locator("input[name=kind][value=conversation_group]").check()
        page.locator("input[name=leader][value=me]").check()
        page.locator("input[name=participants]").fill(participants)
        page.locator("input[name=minutes]").fill("90")
        page.locator("form details summary").click()
        page.locator("textarea[name=note]").fill(NOTE)

    def offline(self, is_gone):
        self.page.context.set_offline(is_gone)

    @property
    def notice(self):
        return self.page.locator("[data-unsaved]")

    def kept(self):
        return json.loads(self.page.evaluate(KEPT) or "null")

    def shown(self):
        return {name: self.page.locator(f"[name={name}]").input_value() for name in ("participants", "minutes", "note")}

    def save(self):
        self.one.press("Lagre aktiviteten")
        assert_at(self.page, "/lagret/")

    def logged(self):
        """How many activities the person has this year."""
        self.page.goto("/aktivitet/")
        return self.page.locator("main a.task-name").count()


@pytest.fixture
def phone(visitor, site):
    """``phone()``: Anne's, with the form open. With ``own_session`` she signs in for this phone alone."""

    def opened(own_session=False):
        if not own_session and ANNE in site.sessions:
            return Phone(visitor(own=True, viewport=SIZES["320"], storage_state=site.sessions[ANNE]))
        one = visitor(viewport=SIZES["320"])
        one.sign_in(ANNE)
        if not own_session:
            site.sessions[ANNE] = one.context.storage_state()
        return Phone(one)

    return opened


def test_typed_lost_the_net_reloaded_came_back_and_sent_once(phone):
    anne = phone()
    page, before = anne.page, anne.logged()
    anne.open()
    assert anne.notice.is_hidden()
    anne.fill_in()
    assert anne.notice.is_hidden()

    anne.offline(True)
    anne.notice.get_by_text("Ikke lagret ennå").wait_for()
    page.locator("form > .button-row button").click()
    assert_at(page, FORM)
    assert page.evaluate("document.activeElement.hasAttribute('data-unsaved')")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    told = anne.notice.inner_text()
    assert "Du har ikke nett nå" in told
    assert {"Samtale i gruppe", "7", "90"} <= set(told.splitlines())
    assert any(line.startswith("I dag, ") for line in told.splitlines())
    assert "Du har ikke nett nå" in page.locator("[data-unsaved-here]").inner_text()
    assert NOTE not in told
    assert NOTE not in page.evaluate(KEPT)
    assert not {"note", "place"} & set(anne.kept()["answers"])
    assert faults_of(page) == []

    page.reload()
    assert anne.one.heading() == "Du har ikke nett"
    assert page.locator("[data-kept]").is_visible()
    assert faults_of(page) == []

    anne.offline(False)
    page.locator("h1", has_text="Logg en aktivitet").wait_for()
    assert anne.shown() == {"participants": "7", "minutes": "90", "note": ""}
    assert page.locator("input[name=kind][value=conversation_group]").is_checked()
    assert "Du begynte her tidligere" in anne.notice.inner_text()
    assert "Hvilken likeperson?" not in anne.notice.inner_text()
    assert "Var det hver uke?" not in anne.notice.inner_text()
    anne.notice.get_by_role("button", name="Fortsett").click()
    assert page.evaluate("document.querySelector('#activity').getBoundingClientRect().top") < 100
    assert (
        page.locator("[data-unsaved-here]").inner_text().strip().startswith("Det du skrev under «Sted» eller «Notat»")
    )
    assert faults_of(page) == []
    anne.save()
    assert anne.kept() is None
    assert anne.logged() == before + 1


def test_an_answer_that_was_lost_on_its_way_is_sent_again_and_saved_once(phone):
    anne = phone()
    page, before = anne.page, anne.logged()
    anne.open()
    anne.fill_in("11")  # not like what is saved already

    def lose_the_answer(route):
        if route.request.method != "POST":
            return route.continue_()
        assert route.fetch(max_redirects=0).status == 302
        return route.abort()

    page.route(f"**{FORM}", lose_the_answer)
    page.locator("form > .button-row button").click()
    page.wait_for_url("chrome-error://**")
    page.unroute(f"**{FORM}")
    anne.open()
    assert anne.shown()["participants"] == "11"
    anne.save()
    assert anne.logged() == before + 1


def test_signing_out_leaves_nothing_on_the_device(phone):
    anne = phone(own_session=True)
    anne.fill_in()
    assert anne.kept()["answers"]["participants"] == ["7"]
    anne.page.goto("/logg-ut/")
    anne.one.press("Logg ut")

    assert_at(anne.page, "/logget-ut/")
    left = "Promise.all([localStorage.length, caches.keys(), navigator.serviceWorker.getRegistrations()])"
    assert anne.page.evaluate(left) == [0, [], []]


def test_a_session_that_ended_keeps_it_for_its_owner_and_for_nobody_else(phone):
    anne = phone()
    anne.fill_in()
    anne.page.context.clear_cookies()
    anne.page.goto(FORM)
    assert "/logg-inn/" in anne.page.url
    assert anne.kept() is not None
    anne.one.sign_in(ANNE, start=FORM)
    assert anne.shown() == {"participants": "7", "minutes": "90", "note": ""}

    anne.page.context.clear_cookies()
    anne.one.sign_in(STEIN)
    assert anne.kept() is None


def test_it_is_thrown_away_by_a_button_or_after_fourteen_days(phone):
    anne = phone()
    anne.fill_in()
    anne.page.reload()
    anne.notice.get_by_role("button", name="Begynn på nytt").click()
    assert anne.kept() is None
    assert anne.notice.is_hidden()
    assert anne.shown()["participants"] == ""

    anne.fill_in()
    days = "const kept = JSON.parse({0}); kept.at -= {1} * 864e5; localStorage.setItem('unsaved', JSON.stringify(kept))"
    anne.page.evaluate(days.format(KEPT, 13))
    anne.page.reload()
    assert anne.notice.is_visible()
    anne.page.evaluate(days.format(KEPT, 2))
    anne.page.goto("/visning/")
    assert anne.kept() is None


def test_today_of_another_day_comes_back_as_its_date(phone):
    anne = phone()
    anne.fill_in()
    another = "const kept = JSON.parse({0}); kept.opened = '{1}'; localStorage.setItem('unsaved', JSON.stringify(kept))"
    anne.page.evaluate(another.format(KEPT, "2026-12-31"))
    anne.page.reload()

    assert anne.page.locator("input[name=when][value=other]").is_checked()
    assert anne.page.locator("input[name=day]").input_value() == "31.12.2026"


def test_a_form_that_is_opened_filled_in_stays_as_it_is(phone):
    anne = phone()
    anne.fill_in()
    anne.open(f"{FORM}?aar=2026")

    assert anne.notice.is_hidden()
    assert anne.shown()["participants"] == ""
    assert anne.kept()["answers"]["participants"] == ["7"]


def test_other_answers_than_those_that_were_sent_are_another_activity(phone):
    anne = phone()
    anne.fill_in()
    anne.page.evaluate(
        f"const kept = JSON.parse({KEPT}); kept.sent = true; kept.token = '00000000-0000-4000-8000-000000000000';"
        "localStorage.setItem('unsaved', JSON.stringify(kept))"
    )
    anne.page.reload()
    token = anne.page.locator("input[name=token]")
    assert token.input_value() == "00000000-0000-4000-8000-000000000000"
    anne.page.locator("input[name=participants]").fill("8")
    assert token.input_value() != "00000000-0000-4000-8000-000000000000"


def test_without_script_the_form_is_as_it_was(phone, visitor):
    anne = phone()
    state = anne.page.context.storage_state()
    page = visitor(storage_state=state, java_script_enabled=False, viewport=SIZES["320"]).page
    page.goto(FORM)
    assert page.locator("[data-unsaved]").is_hidden()
    page.locator("input[name=kind][value=phone]").check()
    page.locator("input[name=leader][value=me]").check()
    go(page.locator("form > .button-row button"))
    assert_at(page, "/lagret/")
