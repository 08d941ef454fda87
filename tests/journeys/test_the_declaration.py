"""The declaration by keyboard without script; and a new version, by two people, while somebody is about to sign."""

import pytest

from tests.journeys.conftest import assert_at, go
from tests.journeys.pages import faults_of

NORA = "nora.ny@example.org"
MAJA = "maja.moen@example.org"
WRITER, PUBLISHER = "siri.sekretaer@example.org", "solveig.sekretaer@example.org"
CHANGED = {"nb": "Vi sier tydeligere hva du lover.", "nn": "Vi seier tydelegare kva du lovar.", "en": "It is clearer."}


def test_reading_and_signing_by_keyboard_without_script(visitor, site):
    reader = visitor(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page, keys = reader.page, reader.page.keyboard
    tab_to, press = reader.tab_to, reader.press_by_key

    reader.sign_in(NORA, start="/taushetserklaering/signer/")
    # The signing page is closed until every part is read.
    assert_at(page, "/taushetserklaering/del/1/")
    press("a[href='/taushetserklaering/forklar/']")
    press()
    assert "Vi har bedt koordinatoren om å skrive til deg" in reader.heading()  # she has given no phone number
    press("a.back")
    press("a.button")
    parts = 0
    while "/del/" in page.url:
        assert page.locator("h2", has_text="Kort sagt").count() == 1
        press()
        parts += 1
    assert parts == 9
    assert_at(page, "/taushetserklaering/forsta/")
    tab_to("summary")
    keys.press("Enter")
    assert page.locator("details[open]").count() == 1
    press("a.button")
    assert_at(page, "/taushetserklaering/navn/")
    for name, text in (("given_name", "Nora"), ("family_name", "Ny")):
        tab_to(f"[name={name}]")
        keys.type(text)
    press()
    assert_at(page, "/taushetserklaering/signer/")
    press()
    assert page.locator(".error-summary:focus").count() == 1
    for name in ("read", "promise"):
        tab_to(f"input[name={name}]")
        keys.press("Space")
    press()
    assert_at(page, "/taushetserklaering/kvittering/")
    assert "Nora Ny" in page.locator("main").inner_text()


@pytest.mark.proof
def test_a_text_that_another_one_publishes_while_somebody_is_about_to_sign(visitor):
    maja, siri, solveig = visitor(), visitor(), visitor(viewport={"width": 1280, "height": 900})
    maja.sign_in(MAJA, start="/taushetserklaering/signer/")
    assert_at(maja.page, "/taushetserklaering/signer/")

    page = siri.page
    siri.sign_in(WRITER, start="/sekretariat/erklaeringer/ny/")
    assert faults_of(page) == []
    siri.press("Begynn på utkastet")
    draft = page.url
    siri.follow("Dette lover du")
    page.locator("textarea[name=heading_nb]").fill("Dette lover du oss")
    siri.press("Lagre")
    page.locator("input[name=must_sign_again][value=yes]").check()
    for code, text in CHANGED.items():
        page.locator(f"textarea[name=what_changed_{code}]").fill(text)
    siri.press("Lagre")
    assert faults_of(page) == []
    siri.follow("Sammenlign og publiser")
    assert "En annen må publisere utkastet" in page.locator("main").inner_text()
    assert page.locator("main form").count() == 0

    page = solveig.page
    solveig.sign_in(PUBLISHER, start=f"{draft}sammenlign/")
    assert page.locator("ins", has_text="oss").count() == 1
    assert faults_of(page) == []
    solveig.press("Publiser denne versjonen")
    words = page.locator("main").inner_text()  # in bokmål alone, and all in the list have to sign it
    assert ("men står som før på: Nynorsk, English" in words, "vises ingen" in words) == (True, True)
    assert faults_of(page) == []
    solveig.press("Ja, publiser denne versjonen")
    assert "Versjon 2.0" in page.locator("main").inner_text()

    page = maja.page
    for name in ("read", "promise"):
        page.locator(f"input[name={name}]").check()
    maja.press("Signer erklæringen")
    assert maja.heading() == "Teksten er endret"
    maja.follow("Les teksten som gjelder nå")
    go(page.locator("main a.button").first)
    assert faults_of(page) == []
    while "/del/" in page.url:
        go(page.locator("main form[method=post] button").first)
    go(page.locator("main a.button").first)
    for name in ("read", "promise"):
        page.locator(f"input[name={name}]").check()
    maja.press("Signer erklæringen")
    assert_at(page, "/taushetserklaering/kvittering/")
    assert "2.0" in page.locator("main").inner_text()
