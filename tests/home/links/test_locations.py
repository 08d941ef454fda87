"""Every address is found, with every location where it stands."""

import pytest

from home.links.locations import links_by_address, links_in
from home.models import AdvisoryPage


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '<p>Se <a href="https://helsenorge.no/x?a=1&amp;b=2">Helse<b>norge</b></a>.</p>',
            [("https://helsenorge.no/x?a=1&b=2", "Helsenorge")],
        ),
        ('<a linktype="page" id="12">Veilederen</a>', [("page:12", "Veilederen")]),
        ('<a linktype="document" id="3">Skjema</a>', [("document:3", "Skjema")]),
        ('<a href="/veileder/roller/">Roller</a>', [("/veileder/roller/", "Roller")]),
        ("https://www.ms.no/hjelp", [("https://www.ms.no/hjelp", "")]),
        ("/hjelpetelefoner/", [("/hjelpetelefoner/", "")]),
        ('<a href="mailto:post@ms.no">Skriv</a> <a href="tel:113">113</a> <a href="#del">Del</a>', []),
        ("Ring 116 117 og/eller 113", []),
    ],
)  # fmt: skip
def test_addresses_are_found_in_what_editors_write(text, found):
    assert list(links_in(text)) == found


@pytest.mark.django_db
def test_every_place_of_an_address_is_told():
    ours = AdvisoryPage.objects.filter(locale__language_code="nb")
    locations = links_by_address(ours)["https://www.ms.no/hjelp-og-raad"]

    assert [(location.title, location.field) for location in locations] == [("Rådgivning", "Tjenester etter spørsmål")]
    assert locations[0].edit == f"/cms/pages/{ours[0].pk}/edit/"
