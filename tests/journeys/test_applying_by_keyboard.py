"""The whole application by keyboard alone, on a small phone without script: from the self-check to the receipt."""

import re

ADDRESS = "tora.tast@example.org"


def test_from_the_self_check_to_the_receipt_and_back_to_an_answer_on_the_way(visitor, site):
    tora = visitor(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page, keys = tora.page, tora.page.keyboard
    tab_to, press = tora.tab_to, tora.press_by_key

    def where():
        return page.evaluate("location.pathname")

    def write(name, text):
        tab_to(f"[name$={name}]")
        keys.press("Control+a")
        keys.type(text)

    def tick(selector):
        tab_to(selector)
        keys.press("Space")

    page.goto("/bli-likeperson/")
    press("a[href='/bli-likeperson/passer-det/']")
    for name in page.locator("main fieldset input[value=yes]").evaluate_all("all => all.map(one => one.name)"):
        tick(f"input[name={name}]")
    press()
    press("a.button[href='/soknad/']")
    press()
    write("email", ADDRESS)
    press()
    write("code", site.code_for(ADDRESS, 0))
    press()

    assert where() == "/soknad/om-deg/"
    press()
    # What is missing is told first, and each complaint leads to its question.
    assert page.locator(".error-summary:focus").count() == 1
    keys.press("Tab")
    keys.press("Enter")
    assert page.locator("input[name$=given_name]:focus").count() == 1
    keys.type("Tora")
    write("family_name", "Tast")
    write("postcode", "5003")
    tick("input[name$=adult]")
    press()
    tick("input[name$=experience]")
    press()
    tick("input[name$='tilhorighet-chapter']")
    tick("input[name$='tilhorighet-member']")
    press()
    tick("input[value=conversation_supporter]")
    tick("input[value=activity_supporter]")
    press()
    assert where() == "/soknad/litt-mer/"
    tab_to("input[value=conversation_supporter]")
    keys.press("ArrowDown")
    press()
    write("why", "Jeg vil gi videre det jeg selv fikk.")
    press()

    assert where() == "/soknad/se-over/"
    press("a[href^='/soknad/om-deg/'][href$='given_name']")
    write("given_name", "Torunn")
    press()
    assert where() == "/soknad/se-over/"
    tick("input[name$=consent]")
    press()

    assert where() == "/soknad/sendt/"
    told = page.locator("main").inner_text()
    assert re.search(r"Fornavn\s+Torunn", told)
    assert "Vi begynner med dette: Aktivitetslikeperson. Du har også krysset av for: Samtalelikeperson." in told
    assert site.has_mailed(ADDRESS, "Vi har fått søknaden din")
