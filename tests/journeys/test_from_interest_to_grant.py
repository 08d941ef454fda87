"""The whole journey, as four people, with and without JavaScript: from interest to the list of who has delivered."""

import tomllib

import pytest

from tests.journeys.conftest import ROOT

LEADER = "rolf.rygg@example.org"
SECRETARIAT = "siri.sekretaer@example.org"
BANK = tomllib.loads((ROOT / "portal" / "knowledge" / "content" / "questions.toml").read_text())["question"]
RIGHT = {
    question["text"]["nb"]: {choice["text"]["nb"] for choice in question["choices"] if choice["right"]}
    for question in BANK
}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_from_interest_to_the_list_of_who_has_delivered(visitor, site, script):
    name = "Mona" if script else "Marit"
    address = f"{name.lower()}.ny@example.org"
    public, applicant, leader, secretariat = (visitor(java_script_enabled=script) for _each in range(4))

    reads_the_guide(public)
    applies(applicant, address, name)
    approves(leader, name)
    registers_attendance(secretariat, name)
    passes_the_test(applicant)
    signs(applicant)
    appoints(leader, name)
    shows_herself(applicant, name)
    is_found(public, name)
    logs_activities(applicant)
    # Each run sends the report of another chapter.
    reporter, chapter = (leader, "solheim") if script else (visitor(java_script_enabled=False), "storoya")
    sends_the_report(reporter, chapter)
    sees_who_has_delivered(secretariat, chapter)

    subjects = [subject for subject, _text in site.mails_to(address)]
    assert [subject for subject in subjects if not subject.startswith("Koden din")] == [
        "Vi har fått søknaden din",
        "Gode nyheter om søknaden din",
        "Du har bestått kunnskapstesten",
        "Du har signert erklæringen",
        "Velkommen blant likepersonene",
    ]


def reads_the_guide(public):
    page = public.page
    page.goto("/")
    page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Veilederen").click()
    public.follow("Hva er likepersonsarbeid")
    assert public.heading().startswith("Hva er likepersonsarbeid")
    page.goto("/hjelpetelefoner/")
    assert page.locator("a[href='tel:113']").first.is_visible()
    assert public.context.cookies() == []


def applies(applicant, address, name):
    page = applicant.page
    page.goto("/bli-likeperson/")
    applicant.follow("søknad")
    applicant.press("Start søknaden")
    applicant.sign_in(address, start=page.url)
    # The button pressed before signing in waits on a page of its own: nothing is lost, nothing is sent twice.
    if "/fortsett/" in page.url:
        applicant.press("Send")
    page.get_by_label("Fornavn").fill(name)
    page.get_by_label("Etternavn").fill("Čáhci-O'Ny")
    page.get_by_label("Postnummer").fill("5003")
    applicant.press("Lagre og gå videre")
    # She forgot to say that she is of age: met kindly, and what she wrote is still there.
    assert page.url.endswith("/soknad/for-ung/")
    applicant.follow("Tilbake")
    assert page.get_by_label("Fornavn").input_value() == name
    tick(page, "input[name$=adult]")
    applicant.press("Lagre og gå videre")
    choose(page, "experience", "own")
    applicant.press("Lagre og gå videre")
    choose(page, "chapter", "solheim")
    applicant.press("Lagre og gå videre")
    choose(page, "contribution", "conversation_supporter")
    applicant.press("Lagre og gå videre")
    page.locator("textarea").fill("Jeg vil gi videre det jeg selv fikk.")
    applicant.press("Lagre og gå videre")
    tick(page, "input[name$=consent]")
    applicant.press("Send søknaden")
    assert page.url.endswith("/soknad/sendt/")


def approves(leader, name):
    page = leader.page
    leader.sign_in(LEADER, start="/lokalforening/")
    leader.follow(name)
    choose(page, "verdict", "approve")
    tick(page, "input[name=member]")
    leader.press("Send svaret")
    assert page.locator("input[name=verdict]").count() == 0


def registers_attendance(secretariat, name):
    page = secretariat.page
    secretariat.sign_in(SECRETARIAT, start="/sekretariat/kurs/")
    page.locator("main table a").last.click()  # the one that was held; the others are to come
    page.locator("input[name=q]").fill(name)
    secretariat.press("Finn")
    tick(page, "input[name=people]")
    page.locator("main form[method=post] button").last.click()
    assert name in page.locator("main").inner_text()


def passes_the_test(applicant):
    page = applicant.page
    page.goto("/kunnskapstest/")
    page.locator("main form[method=post] button").first.click()
    for _question in range(10):
        question = page.locator("h1").inner_text().strip()
        right = next(texts for text, texts in RIGHT.items() if text in question)
        for text in right:
            page.locator("label.choice", has_text=text).locator("input").check()
        page.locator("main form[method=post] button").first.click()
        page.locator("main a.button").first.click()
    assert page.url.endswith("/kunnskapstest/resultat/")


def signs(applicant):
    page = applicant.page
    page.goto("/taushetserklaering/")
    page.locator("main a.button").first.click()
    page.locator("main a.button").first.click()
    assert page.url.endswith("/taushetserklaering/signer/")
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    page.locator("main form[method=post] button").first.click()
    assert page.url.endswith("/taushetserklaering/kvittering/")


def appoints(leader, name):
    page = leader.page
    page.goto("/lokalforening/solheim/")
    leader.follow(name)
    leader.follow("Oppnevning")
    page.locator("input[name=decided_on]").fill("19.5.2027")
    leader.press("Noter det")
    assert page.locator(".error-summary").count() == 0


def shows_herself(applicant, name):
    page = applicant.page
    page.goto("/min-side/")
    page.locator("main a[href='/min-side/synlighet/']").click()
    page.locator("input[name=shown_name]").fill(name)
    tick(page, "input[name=consent]")
    page.locator("main form[method=post] button").last.click()
    assert page.locator(".error-summary").count() == 0


def is_found(public, name):
    public.page.goto("/finn-likeperson/")
    text = public.page.locator("main").inner_text()
    assert name in text
    assert "Ny" not in text.replace("Nynorsk", "")


def logs_activities(applicant):
    page = applicant.page
    page.goto("/min-side/")
    page.locator("main a[href='/aktivitet/ny/']").first.click()
    choose(page, "kind", "conversation_group")
    page.locator("input[name=participants]").fill("5")
    page.locator("input[name=minutes]").fill("90")
    page.locator("main form[method=post] button").first.click()
    assert "/lagret/" in page.url
    assert "Teller i rapporten: ja" in page.locator("main").inner_text()
    page.goto("/aktivitet/ny/")
    choose(page, "kind", "digital")
    page.locator("input[name=participants]").fill("3")
    page.locator("main form[method=post] button").first.click()
    assert "Teller i rapporten: nei" in page.locator("main").inner_text()


LEADERS = {"solheim": LEADER, "storoya": "stein.strand@example.org"}


def sends_the_report(leader, chapter):
    page = leader.page
    leader.sign_in(LEADERS[chapter], start=f"/lokalforening/{chapter}/rapport/2026/")
    page.locator("main form[method=post] button, main a.button").first.click()
    tick(page, "input[name$=seen]")
    leader.press("Lagre og gå videre")
    page.locator("input[name$=elected_on]").fill("12.3.2026")
    page.locator("input[name$=term]").fill("2")
    if not page.locator("textarea[name$=members]").input_value():
        page.locator("textarea[name$=members]").fill("Rolf Rygg\nBerit Bakke")
    leader.press("Lagre og gå videre")
    choose(page, "role", "leader")
    tick(page, "input[name$=attest]")
    page.locator("main form[method=post] button").first.click()
    assert page.url.endswith(f"/lokalforening/{chapter}/rapport/2026/kvittering/")


def sees_who_has_delivered(secretariat, chapter):
    page = secretariat.page
    page.goto("/sekretariat/rapporter/2026/")
    name = {"solheim": "Solheim", "storoya": "Storøya"}[chapter]
    row = page.locator("tr", has_text=name).inner_text()
    assert "20. mai 2027" in row


def choose(page, name, value):
    page.locator(f"input[name$='{name}'][value='{value}']").check()


def tick(page, selector):
    page.locator(selector).first.check()
