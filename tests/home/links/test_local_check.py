"""An address of our own is looked up in the site itself."""

import socket

import pytest
from django.conf import settings
from wagtail.contrib.redirects.models import Redirect

from home.links.local_check import check_local, is_local
from home.links.result import CheckResult, Fault
from home.models import ChapterPage


@pytest.mark.parametrize("address", ["//example.org/", "https://example.org/", f"{settings.SITE_ADDRESS}.example.org/"])
def test_an_address_of_others_is_not_ours(address):
    assert not is_local(address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/veileder/roller/",
        "/veileder/roller",
        "/nn/veileder/",
        "/en/",
        "/soknad/",
        "/nn/logg-inn/",
        "/veileder/skriv-ut/",
        "/sok/?q=kurs#treff",
        f"{settings.SITE_ADDRESS}/veileder/",
    ],
)
def test_an_address_of_ours_is_found_without_asking_the_network(address, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)

    assert is_local(address)
    assert check_local(address) == CheckResult(None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/borte/", "/nn/veileder/borte/", "/xx/veileder/", "page:999999", "page:²", "document:1", "page:", "/%00/"],
)
def test_an_address_of_ours_that_leads_nowhere_is_gone(address):
    assert check_local(address).fault == Fault.GONE


@pytest.mark.django_db
def test_a_page_that_was_chosen_is_gone_when_it_is_unpublished():
    page = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    assert check_local(f"page:{page.pk}") == CheckResult(None)

    page.unpublish()
    assert check_local(f"page:{page.pk}") == CheckResult(None, Fault.GONE)
    assert check_local("/veileder/roller/") == CheckResult(404, Fault.GONE)


@pytest.mark.django_db
def test_an_address_that_is_sent_on_is_not_gone():
    Redirect.objects.create(old_path="/gammel", redirect_link="/veileder/")

    assert check_local("/gammel/") == CheckResult(None)
