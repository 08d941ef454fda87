"""What people do on the way to being a supporter, in a real browser: one function for each action."""

import tomllib

from tests.journeys.conftest import ROOT, assert_at, go

LEADER = "rolf.rygg@example.org"
SECRETARIAT = "siri.sekretaer@example.org"
BANK = tomllib.loads((ROOT / "portal" / "knowledge" / "content" / "questions.toml").read_text())["question"]
RIGHT = {
    question["text"]["nb"]: {choice["text"]["nb"] for choice in question["choices"] if choice["right"]}
    for question in BANK
}
# The last part of the address at which staff note each kind of requirement.
NOTED_AT = {
    "talk": "samtale", "explained": "gjennomgang", "certification": "sertifisering",
    "registration": "medlemsregister", "contact": "kontaktperson", "appointment": "oppnevning",
}  # fmt: skip


def choose(page, name, value):
    page.locator(f"input[name$='{name}'][value='{value}']").check()


def tick(page, selector):
    page.locator(selector).first.check()


def checks_herself(applicant):
    """Could this be for me? Every answer is yes."""
    page = applicant.page
    page.goto("/bli-likeperson/")
    go(page.locator("main a[href='/bli-likeperson/passer-det/']").first)
    for statement in page.locator("main form fieldset").all():
        statement.locator("input[value=yes]").check()
    go(page.locator("main form button").first)
    go(page.locator("main a[href='/soknad/']").first)


def applies(applicant, address, name, category, chapter="solheim"):
    """From the start page to the receipt."""
    page = applicant.page
    applicant.press("Start søknaden")
    applicant.sign_in(address, start=page.url)
    if not page.url.endswith("/om-deg/"):
        page.goto("/soknad/")
        applicant.press("Start søknaden")
    page.get_by_label("Fornavn").fill(name)
    page.get_by_label("Etternavn").fill("Čáhci-O'Ny")
    page.get_by_label("Postnummer").fill("5003")
    if page.locator("input[name$=adult]").count():
        tick(page, "input[name$=adult]")
    applicant.press("Lagre og gå videre")
    page.locator("input[name$=experience]").first.check()
    applicant.press("Lagre og gå videre")
    choose(page, "tilhorighet-chapter", chapter)
    if page.locator("input[name$=member][value=yes]").count():
        choose(page, "member", "yes")
    applicant.press("Lagre og gå videre")
    choose(page, "contribution", category)
    applicant.press("Lagre og gå videre")
    page.locator("textarea").fill("Jeg vil gi videre det jeg selv fikk.")
    applicant.press("Lagre og gå videre")
    tick(page, "input[name$=consent]")
    applicant.press("Send søknaden")
    assert_at(page, "/soknad/sendt/")


def approves(staff, address, name, start):
    """Four presses: the case, the answer, the letter, and send."""
    page = staff.page
    staff.sign_in(address, start=start)
    page.goto(start)
    go(page.locator("main a[href*='/sekretariat/soknad/']", has_text=name).first)
    choose(page, "verdict", "approve")
    staff.press("Se brevet")
    staff.press("Ferdig")
    assert page.locator(".error-summary").count() == 0


def notes(staff, address, name, kind, start):
    """On the page of somebody who is on the way."""
    page = staff.page
    staff.sign_in(address, start=start)
    page.goto(start)
    people = page.locator("main a[href*='/lokalforening/kandidat/'], main a[href*='/lokalforening/likeperson/']")
    go(people.filter(has_text=name).first)
    go(page.locator(f"main a[href$='/{NOTED_AT[kind]}/']").first)
    for day in page.locator("input[name=on], input[name=decided_on]").all():
        day.fill("19.5.2027")
    if kind == "contact":
        page.locator("input[name=contact]").first.check()
    go(page.locator("main form[method=post] button").first)
    assert page.locator(".error-summary").count() == 0


def agrees_to_role(applicant, category):
    page = applicant.page
    page.goto(f"/min-side/rolle/{category}/")
    if page.locator("input[name=of_age]").count():
        tick(page, "input[name=of_age]")
    go(page.locator("main form[method=post] button").first)


def reads_the_course(applicant):
    page = applicant.page
    page.goto("/kurs/")
    parts = page.locator("main a[href^='/kurs/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    for address in dict.fromkeys(part for part in parts if part.count("/") == 3 and part != "/kurs/bevis/"):
        page.goto(address)
        go(page.locator("main form[method=post] button").first)


def registers_attendance(secretariat, name):
    page = secretariat.page
    secretariat.sign_in(SECRETARIAT, start="/sekretariat/kurs/")
    page.goto("/sekretariat/kurs/")
    go(page.locator("main tbody a").filter(has_not_text="på").first)  # the one that was held
    page.locator("main input[name=q]").fill(name)
    go(page.locator("main form[role=search] button"))
    found = page.locator("main form[method=post]").filter(has=page.locator("input[name=people]"))
    found.locator("input[name=people]").first.check()
    go(found.locator("button"))
    assert name in page.locator("main").inner_text()


def passes_the_test(applicant):
    page = applicant.page
    page.goto("/kunnskapstest/")
    go(page.locator("main form[method=post] button").first)
    for _question in range(10):
        question = page.locator("h1").inner_text().strip()
        right = next(texts for text, texts in RIGHT.items() if text in question)
        for text in right:
            page.locator("label.choice", has_text=text).locator("input").check()
        go(page.locator("main form[method=post] button").first)
        go(page.locator("main a.button").first)
    assert_at(page, "/kunnskapstest/resultat/")


def signs(applicant):
    page = applicant.page
    page.goto("/taushetserklaering/")
    go(page.locator("main a.button").first)
    while "/del/" in page.url:
        go(page.locator("main form[method=post] button").first)
    go(page.locator("main a.button").first)
    assert_at(page, "/taushetserklaering/signer/")
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    go(page.locator("main form[method=post] button").first)
    assert_at(page, "/taushetserklaering/kvittering/")
