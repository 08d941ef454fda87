"""Everybody found by name, phone, address, chapter and role, as people type them, and in Norwegian order."""

import pytest

from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.desk.people import office_views
from portal.desk.people import queries as people_queries
from tests.conftest import make_supporter, person

pytestmark = pytest.mark.django_db
PAGE = "/sekretariat/register/folk/"


def found(asked, **chosen):
    return [row.person.email for row in people_queries.shown(people_queries.search(asked, **chosen))]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        (("Åse", "Ærlig"), ["aase", "ase", "ÅSE", "ærlig åse", "aerlig", "a\u030ase", "erlig", "Åse Ærlig"]),
        (("Øystein", "Bø"), ["oystein", "oeystein", "ØYST", "bø øyst", "Bo"]),
        (("Áilu", "Eaŋŋel"), ["ailu", "Áilu", "eannel", "EAŊŊEL", "engel ailu"]),
        (("Ann-Kristin", "D'Arc"), ["ann kristin", "ann-kristin", "kristin d'arc"]),
        (("Michael", "Moe"), ["michael", "mich", "MOE"]),
    ],
)
def test_a_name_is_found_as_people_type_it(siri, name, asked):
    person("sought@example.org", *name)
    missed = {"erlig", "engel ailu"}  # a letter that nobody writes for it
    assert {one: "sought@example.org" in found(one) for one in asked} == {one: one not in missed for one in asked}


def test_by_phone_with_or_without_the_country_and_by_address_and_postcode(siri, kari):
    User.objects.filter(pk=kari.pk).update(phone="+4790012345", postcode="5011")
    for asked in ("900 12 345", "+47 900 12 345", "004790012345", "90012", "kari 90012345", "kari@", "5011"):
        assert found(asked) == ["kari@example.org"], asked
    assert found("+47") == found("99") == []


@pytest.mark.parametrize("asked", ["", " ", "%", "_", "%%", "k_ri", "k%i", "x" * 10_000, "\x00", "-", "'--", "\ud800"])
def test_what_is_empty_or_a_wildcard_finds_nobody(siri, kari, asked):
    assert found(asked) == []


def test_names_stand_in_norwegian_order(siri):
    for number, family in enumerate(["Åvik", "Aas", "Ærlig", "Østby", "Zorn", "Ámot", "Berg", "Öberg"]):
        person(f"x{number}@finnes.no", "Per", family)
    ids = people_queries.search("finnes.no")
    order = [row.person.family_name for row in people_queries.shown(ids)]
    assert order == ["Ámot", "Berg", "Zorn", "Ærlig", "Öberg", "Østby", "Aas", "Åvik"]


@pytest.mark.slow
def test_by_chapter_and_role(siri, rolf, turid, kari, bergen, oslo, client_of):
    make_supporter(kari, bergen, by=siri)
    assert found("", chapter=bergen) == ["kari@example.org", "rolf@example.org"]
    assert found("kari", chapter=bergen, role="supporter") == ["kari@example.org"]
    assert found("", role="chapter_leader") == ["rolf@example.org", "turid@example.org"]
    assert found("rolf", chapter=oslo) == found("", role="editor") == found("", chapter=oslo, role="editor") == []
    chapters.end_office(turid.offices.get(), by=siri)
    assert found("", chapter=oslo) == []

    page = client_of(siri).post(PAGE, {"q": "", "chapter": "bergen", "role": "ukjent"})
    assert len(page.context["people"]) == 2


@pytest.mark.slow
def test_pages_cost_the_same_and_no_name_stands_in_an_address(siri, client_of, django_assert_num_queries):
    client = client_of(siri)
    for number in range(3):
        person(f"p{number}@finnes.no", "Per", f"Nr{number}")
    client.post(PAGE, {"q": "finnes"})
    with django_assert_num_queries(9):
        client.post(PAGE, {"q": "finnes"})
    for number in range(3, office_views.PER_PAGE + 2):
        person(f"p{number}@finnes.no", "Per", f"Nr{number}")
    with django_assert_num_queries(9):
        first = client.post(PAGE, {"q": "finnes"})
    second = client.post(PAGE, {"q": "finnes", "page": "2"})
    assert (len(first.context["people"]), len(second.context["people"])) == (office_views.PER_PAGE, 2)
    text = first.content.decode()
    assert ("?q=" in text, first.headers["Cache-Control"]) == (False, second.headers["Cache-Control"])
    assert "no-store" in first.headers["Cache-Control"]
    assert client.post(PAGE, {"q": "finnes", "page": "x"}).status_code == 200
    assert client.get(f"{PAGE}?q=finnes").context["is_search"] is False


@pytest.mark.slow
def test_one_person_with_offices_and_membership(siri, rolf, kari, client_of):
    chapters.confirm_membership(rolf, by=siri)
    text = client_of(siri).get(f"{PAGE}{rolf.ref}/").content.decode()
    assert ("1. januar 2020" in text, "Siri Sekretær" in text, "Rolf Rygg" in text) == (True, True, True)
    assert "/sekretariat/register/adresse/" not in client_of(siri).get(f"{PAGE}{siri.ref}/").content.decode()
    assert [client_of(one).get(f"{PAGE}{kari.ref}/").status_code for one in (rolf, kari)] == [404, 404]
    assert [client_of(one).post(PAGE, {"q": "kari"}).status_code for one in (rolf, kari)] == [403, 403]
