"""The pages that are shown when something is wrong."""

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [500, 503])
def test_the_page_for_a_broken_site_needs_no_template(status):
    text = (settings.BASE_DIR / "templates" / f"{status}.html").read_text(encoding="utf-8")

    assert "{%" not in text
    assert "{{" not in text
    assert "<style" not in text
    for number in ("tel:113", "tel:116117", "tel:116123", "tel:+4722400040"):
        assert number in text
    assert '<ul class="numbers">' in text  # as components/numbers.html, which the style sheet knows
    assert "Prøv det andre nummeret også" not in text  # nobody is to try another number than 113


def test_whoever_may_not_see_a_page_hears_which_account_they_are_in(rf, ola):
    request = rf.get("/lukket/")
    request.user = ola

    text = get_template("403.html").render({"user": ola}, request)

    assert ola.email in text


def test_an_address_that_leads_nowhere_is_the_page_that_helps():
    response = Client().get("/veileder/finnes-ikke/")

    assert response.status_code == 404
    assert b'action="/sok/"' in response.content
    assert all(
        f'href="/{place}/"'.encode() in response.content for place in ("hjelpetelefoner", "veileder", "finn-likeperson")
    )
    assert b"tel:113" in response.content
