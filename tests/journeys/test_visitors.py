"""The next visitor gets a browser that another one has left: nothing of theirs is in it."""

SIZE = {"width": 333, "height": 700}  # nobody else's, so that the browsers here are those of this file
LEAVE = "() => { localStorage.mine = 'yes'; document.cookie = 'mine=yes'; }"
LEFT = "() => [localStorage.mine, document.cookie, window.mine].map(found => found || '')"


def fetched(visitor, path):
    """How many bytes came over the net for a page and what belongs to it."""
    asked = []
    visitor.page.on("requestfinished", lambda request: asked.append(request))
    visitor.page.goto(path, wait_until="networkidle")  # drawings and letters may come after the page is loaded
    return sum(request.sizes()["responseBodySize"] for request in asked)


def test_a_browser_that_was_left_is_empty(visitor):
    first = visitor(viewport=SIZE)
    first.page.add_init_script("window.mine = 'yes'")
    at_first = fetched(first, "/")
    first.page.evaluate(LEAVE)
    first.page.reload()
    assert first.page.evaluate(LEFT) == ["yes", "mine=yes", "yes"]
    first.page.context.set_offline(True)
    first.close()

    second = visitor(viewport=SIZE)
    other = visitor(viewport=SIZE)
    assert (second.context is first.context, other.context is first.context) == (True, False)
    assert fetched(second, "/") == at_first > 10_000
    assert second.page.evaluate(LEFT) == ["", "", ""]
    second.close()

    cookie = {"name": "theirs", "value": "1", "domain": "localhost", "path": "/"}
    third = visitor(viewport=SIZE, storage_state={"cookies": [cookie], "origins": []})
    third.page.goto("/")
    assert (third.context is first.context, third.page.evaluate("document.cookie")) == (True, "theirs=1")


def test_one_of_their_own_is_nobody_elses(visitor):
    first = visitor(own=True, viewport=SIZE)
    first.close()
    assert visitor(viewport=SIZE).context is not first.context
