"""Every public page as the Nu HTML checker, Lighthouse and a browser's reader mode see it."""

import urllib.error
import urllib.request

import pytest

from tests.checkers import lighthouse, nu
from tests.journeys.pages import PREFIXES, PUBLIC

needs_nu = pytest.mark.skipif(bool(nu.missing()), reason=nu.missing() or "it can run")
needs_lighthouse = pytest.mark.skipif(bool(lighthouse.missing()), reason=lighthouse.missing() or "it can run")

LEAST = {"performance": 95, "accessibility": 100, "best-practices": 95, "seo": 95}
LOOKED_AT = ["/", "/veileder/den-gode-samtalen/", "/hjelpetelefoner/", "/raadgivning/", "/finn-likeperson/"]


def served(site, path):
    try:
        answer = urllib.request.urlopen(site.address + path)  # noqa: S310  our own address
    except urllib.error.HTTPError as fault:  # an error page is a page
        answer = fault
    return answer.read().decode()


@needs_nu
def test_the_public_pages_are_valid_html(site, tmp_path):
    assert nu.errors({path: served(site, path) for path in PUBLIC}, tmp_path) == {}


@needs_nu
@pytest.mark.proof
@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_public_page_is_valid_html_in_every_language(site, tmp_path, prefix):
    pages = {prefix + path: served(site, prefix + path) for path in PUBLIC}

    found = nu.errors(pages, tmp_path)

    print(f"\nNu HTML checker, {prefix or '/nb'}: {len(pages)} pages, {sum(map(len, found.values()))} errors")
    assert found == {}


@needs_lighthouse
@pytest.mark.proof
@pytest.mark.parametrize("path", LOOKED_AT)
def test_lighthouse_is_content(site, path):
    found = lighthouse.scores(site.address + path)

    print(f"\nLighthouse (mobile) {path}: " + ", ".join(f"{name} {score}" for name, score in found.items()))
    assert {name: score for name, score in found.items() if score < LEAST.get(name, 0)} == {}
