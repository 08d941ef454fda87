"""A gathering in a real browser: the board plans it, a visitor signs up and withdraws, and each page is accessible."""

from tests.journeys.conftest import go
from tests.journeys.pages import faults_of

LEADER = "stein.strand@example.org"


def test_from_plan_to_withdrawal(visitor, site):
    stein, mette = visitor(), visitor(viewport={"width": 320, "height": 800})
    found = {}

    def look(who, name):
        found[name] = faults_of(who.page)

    stein.sign_in(LEADER, "/lokalforening/storoya/treff/")
    stein.follow("Lag et treff")
    for name, value in [
        ("title", "Strikkekveld"),
        ("day", "1.6.2027"),
        ("begins", "19"),
        ("ends", "18"),
        ("place", "Storgata 1"),
    ]:
        stein.page.locator(f"[name={name}]").fill(value)
    stein.page.get_by_label("Samtale i gruppe").check()
    stein.page.get_by_label("Ja, her på nettstedet").check()
    stein.press("Lagre treffet")
    look(stein, "an end before the start")
    assert stein.page.locator("[name=title]").input_value() == "Strikkekveld"
    stein.page.locator("[name=ends]").fill("21")
    stein.press("Lagre treffet")
    planned = stein.page.url

    mette.page.goto("/lokalforeninger/storoya/")
    assert mette.context.cookies() == []
    card = mette.page.locator("li.card", has_text="Strikkekveld")
    assert "Tirsdag 1. juni klokka 19 til 21" in card.inner_text()
    go(card.get_by_role("link", name="Meld deg på"))
    look(mette, "sign up")
    mette.press("Meld meg på")
    look(mette, "sign up, nothing written")
    mette.page.locator("[name=name]").fill("Mette")
    mette.page.locator("[name=phone]").fill("22 42 45 45")
    mette.page.locator("[name=agreed]").check()
    mette.press("Meld meg på")
    look(mette, "signed up")
    assert mette.heading() == "Du er påmeldt"

    stein.page.goto(planned)
    look(stein, "who comes")
    assert "Mette" in stein.page.locator("main").inner_text()
    mette.follow("Meld deg av")
    look(mette, "withdraw?")
    mette.press("Meld deg av")
    look(mette, "withdrawn")
    stein.page.reload()
    assert "Mette" not in stein.page.locator("main").inner_text()

    stein.follow("Avlys")
    look(stein, "call off")
    stein.press("Avlys")
    mette.page.goto("/lokalforeninger/storoya/")
    assert "Avlyst" in mette.page.locator("li.card", has_text="Strikkekveld").inner_text()
    assert {page: faults for page, faults in found.items() if faults} == {}
