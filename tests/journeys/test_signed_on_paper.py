"""A board notes that somebody signed the declaration on paper: by keyboard alone, on a small phone without script."""

EVA = "eva.eng@example.org"  # leads Elvedal


def test_noting_a_paper_by_keyboard_without_script(visitor):
    leader = visitor(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page, keys = leader.page, leader.page.keyboard
    tab_to, press = leader.tab_to, leader.press_by_key

    def write(name, text):
        tab_to(f"input[name={name}]")
        keys.type(text)

    def choose(name, value):
        """Of buttons of which one is chosen, Tab reaches the first, and the arrow keys the others."""
        tab_to(f"input[name={name}]")
        keys.press("Space")
        for _press in range(20):
            if page.locator(f"input[name={name}][value={value}]:checked").count():
                return
            keys.press("ArrowDown")
        raise AssertionError(f"the arrow keys do not reach {value} on {page.url}")

    # Somebody who was a supporter before this site, and whose paper lies in the binder.
    leader.sign_in(EVA, start="/lokalforening/elvedal/likeperson/ny/")
    for name, text in (("email", "pia.papir@example.org"), ("given_name", "Pia"), ("family_name", "Papir")):
        write(name, text)
    choose("category", "activity_supporter")
    choose("method", "transfer")
    write("decided_on", "3.6.2024")
    press()
    about_pia = page.url
    assert "Pia Papir" in page.locator("main").inner_text()

    press("a[href$='/taushetserklaering/']")
    assert leader.heading() == "Taushetserklæring"
    assert "Pia Papir" in page.locator("main").inner_text()
    press()
    # What is missing is told first, and each complaint leads to its question.
    assert page.locator(".error-summary:focus").count() == 1
    choose("medium", "paper")
    write("kept_at", "Ringpermen i Elvedal")
    press()
    complaints = page.locator(".error-summary a")
    assert complaints.count() == 2
    keys.press("Tab")
    keys.press("Enter")
    assert page.locator("input[name=signed_on]:focus").count() == 1
    keys.type("4.6.2024")
    write("witness", "Eva Eng")
    assert page.locator("input[name=kept_at]").input_value() == "Ringpermen i Elvedal"
    press()
    assert page.url.partition("#")[0] == about_pia
    assert "Lagret." in page.locator("body").inner_text()
    assert "4. juni 2024, notert av Eva Eng" in page.locator("main").inner_text()
