"""Every page of the contract: accessible, narrow enough, light enough, and it tells nobody."""

import gzip
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.journeys.pages import (  # noqa: F401  a fixture
    BY_PERSON,
    MODES,
    PREFIXES,
    PUBLIC,
    SIZES,
    look_at,
    take_picture,
)

SAMPLE = [("320", "dark"), ("1280", "light")]
ALL = [(width, mode) for width in SIZES for mode in MODES]


def clean(found):
    return {path: faults for path, faults in found.items() if faults}


@pytest.mark.parametrize(("width", "mode"), SAMPLE)
def test_the_public_pages_are_accessible(look_at, width, mode):  # noqa: F811
    """Every other page so, and the rest as the other: `make proof` looks at each page in every way."""
    share = PUBLIC[SAMPLE.index((width, mode)) :: len(SAMPLE)]

    assert clean(look_at(None, share, width, mode)) == {}


@pytest.mark.proof
def test_the_pages_of_a_supporter_are_accessible(look_at):  # noqa: F811
    person = "anne.aas@example.org"

    assert clean(look_at(person, BY_PERSON[person], "320", "light")) == {}


@pytest.mark.proof
@pytest.mark.parametrize(("width", "mode"), ALL)
@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_public_page_is_accessible_in_every_language(look_at, prefix, width, mode):  # noqa: F811
    found = look_at(None, [prefix + path for path in PUBLIC], width, mode)

    print(f"\naxe, {prefix or '/nb'}, {width} px, {mode}: {len(found)} pages, {sum(map(len, found.values()))} findings")
    assert clean(found) == {}


@pytest.mark.proof
@pytest.mark.parametrize(("width", "mode"), ALL)
@pytest.mark.parametrize("person", BY_PERSON)
def test_every_page_of_everybody_is_accessible(look_at, person, width, mode):  # noqa: F811
    assert clean(look_at(person, BY_PERSON[person], width, mode)) == {}


WITH_FORM = {
    "/logg-inn/", "/soknad/", "/verifiser/", "/verifiser/fil/", "/visning/", "/finn-likeperson/bli-ringt-opp/",
    "/bli-likeperson/passer-det/",
}  # fmt: skip
LARGEST = [{"name": "visning", "value": "size-150.spacing-airy"}]
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"


def too_wide(visitor, site, prefix):
    """The public pages that do not fit 320 px, with the largest text of /visning/ and spaced as in WCAG 1.4.12."""
    found = {}
    for name in ("largest", "spaced"):
        one = visitor(viewport=SIZES["320"], bypass_csp=True)  # for the style that is added below
        if name == "largest":
            one.context.add_cookies([cookie | {"url": site.address} for cookie in LARGEST])
        for path in PUBLIC:
            one.page.goto(prefix + path)
            if name == "spaced":
                one.page.add_style_tag(content=SPACED)
            width = one.page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                found[name, prefix + path] = width
        one.close()
    return found


def test_large_text_fits_the_narrowest_window(visitor, site):
    assert too_wide(visitor, site, "") == {}


@pytest.mark.proof
@pytest.mark.parametrize("prefix", PREFIXES[1:])
def test_large_text_fits_the_narrowest_window_in_every_language(visitor, site, prefix):
    assert too_wide(visitor, site, prefix) == {}


TOGETHER = 6  # pages that are open at the same time: each takes half a second to be known as quiet
READING = [path for path in PUBLIC if path not in WITH_FORM | {"/finnes-ikke/"}]


def weight(answer):
    """How many bytes of an answer come over the line. Style, script and drawings are compressed where a site is in
    production, when they are collected; here they are served as they lie."""
    path = urlsplit(answer.url).path
    if path.startswith("/static/") and path.endswith((".css", ".js", ".svg")):
        return len(gzip.compress((settings.BASE_DIR / "site" / path.strip("/")).read_bytes()))
    return answer.request.sizes()["responseBodySize"]


def test_a_first_visit_is_light_sets_no_cookie_and_asks_no_other_host(visitor, site):
    heavy, cookies, others = {}, {}, set()
    for start in range(0, len(READING), TOGETHER):
        opened = {path: (visitor(), []) for path in READING[start : start + TOGETHER]}
        for path, (one, sizes) in opened.items():
            one.page.on("response", lambda answer, to=sizes: to.append(weight(answer)))
            one.page.on("request", lambda asked: others.add(asked.url.split("/")[2]))
            one.page.goto(path)
        for path, (one, sizes) in opened.items():
            one.page.wait_for_load_state("networkidle")
            if sum(sizes) > 60_000:
                heavy[path] = sum(sizes)
            if one.context.cookies():
                cookies[path] = one.context.cookies()
            one.close()

    assert heavy == {}
    assert cookies == {}
    assert others == {site.address.split("/")[2]}


@pytest.mark.screenshots
@pytest.mark.parametrize(("width", "mode"), ALL)
def test_take_a_picture_of_every_page(look_at, width, mode):  # noqa: F811
    def picture(page):
        name = page.url.split("/", 3)[3].strip("/").replace("/", "-").replace("?", "_").replace("=", "-") or "hjem"
        return take_picture(page, f"{name}-{person.split('.')[0] if person else 'alle'}-{width}-{mode}")

    taken = []
    for person, paths in [(None, PUBLIC), *BY_PERSON.items()]:
        taken += look_at(person, paths, width, mode, do=picture).values()

    assert all(taken)
