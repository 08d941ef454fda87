"""Signing where the site asks an OpenID Connect provider who signs: by way of its page, and without script."""

import pytest

from tests import openid_provider
from tests.journeys.conftest import Site, Visitor, assert_at, go
from tests.journeys.pages import faults_of

NORA, MAJA = "nora.ny@example.org", "maja.moen@example.org"


@pytest.fixture
def provider():
    with openid_provider.running() as provider:
        yield provider


@pytest.fixture
def asking_site(tmp_path, provider):
    site = Site(tmp_path)
    site.env |= provider.settings()
    site.start()
    yield site
    site.stop()


@pytest.mark.proof
def test_cancelling_then_proving_and_signing(browser, asking_site, provider):
    reader = Visitor(browser, asking_site, viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page, foreign = reader.page, []
    page.on("request", lambda request: foreign.append(request.url))
    page.route("https://**", lambda route: route.abort())  # the provider's page would fetch a style sheet

    def is_narrow():
        return page.evaluate("document.documentElement.scrollWidth") == 320

    reader.sign_in(NORA, start="/taushetserklaering/signer/")
    while "/del/" in page.url:
        go(page.locator("main form[method=post] button").first)
    go(page.locator("main a.button").first)
    page.locator("[name=given_name]").fill("Nora")
    page.locator("[name=family_name]").fill("Ny")
    go(page.locator("main form[method=post] button").first)

    assert reader.heading() == "Bekreft hvem du er med BankID"
    assert is_narrow()
    assert not [address for address in foreign if not address.startswith(asking_site.address)]
    reader.follow("Gå videre til BankID")
    assert page.url.startswith(provider.issuer)
    go(page.get_by_role("button", name="Deny"))

    assert "Du avbrøt før BankID hadde svart" in page.locator("main").inner_text()
    assert is_narrow()
    page.reload()
    assert "Du avbrøt" not in page.locator("main").inner_text()
    reader.follow("Gå videre til BankID")
    page.locator("[name=sub]").fill("the-reference-of-nora")
    go(page.get_by_role("button", name="Authorize", exact=True))

    assert_at(page, "/taushetserklaering/signer/")
    for name in ("read", "promise"):
        page.locator(f"input[name={name}]").check()
    reader.press("Signer erklæringen")
    assert_at(page, "/taushetserklaering/kvittering/")
    assert "Med BankID, sikkerhetsnivå høyt: " in page.locator("main").inner_text()

    looking = Visitor(browser, asking_site)
    looking.sign_in(MAJA, start="/identitet/?next=/taushetserklaering/signer/")
    assert looking.heading() == "Bekreft hvem du er med BankID"
    assert faults_of(looking.page) == []
