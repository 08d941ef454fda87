"""Could this be for me? Answered by keyboard on a small phone without script, and gone back to."""


def test_from_the_page_through_the_check_to_the_chapter(visitor, site):
    ida = visitor(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page, keys = ida.page, ida.page.keyboard

    def tab_to(selector):
        for _press in range(80):
            keys.press("Tab")
            if page.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"the Tab key does not reach {selector}")

    page.goto("/bli-likeperson/")
    tab_to("main a[href='/bli-likeperson/passer-det/']")
    keys.press("Enter")
    page.wait_for_url("**/passer-det/")
    names = page.locator("main form fieldset input[value=yes]").evaluate_all("all => all.map(one => one.name)")
    tab_to("main form button")
    keys.press("Enter")
    page.locator(".error-summary").wait_for()
    assert page.locator(".error-summary:focus").count() == 1
    assert page.locator(".error-summary a").count() == len(names) == 7
    for name in names:
        tab_to(f"input[name={name}]")
        keys.press("ArrowDown" if name == "listening" else "Space")
    tab_to("main form button")
    keys.press("Enter")
    page.get_by_role("heading", name="Dette kan være til hjelp").wait_for()
    assert page.locator(".card-title").all_inner_texts() == ["Du kan øve på å lytte"]
    assert page.url.endswith("/passer-det/")

    ida.follow("Den gode samtalen")
    page.go_back()
    assert ida.heading() == "Dette kan være til hjelp"
    page.go_back()
    assert page.locator("input[name=listening][value=not_yet]").is_checked()

    page.goto("/bli-likeperson/")
    tab_to("input[name=postnummer]")
    keys.type("5003")
    keys.press("Enter")
    page.wait_for_url("**/bli-likeperson/?postnummer=5003&fylke=#hvor")
    assert page.locator(".box a[href^='/lokalforeninger/']").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320
