"""An office goes to whom the secretariat saw on the page before, and to nobody by a slip of the pen."""

import pytest

from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.desk.office_views import NewOffice
from portal.models import OutboxMail
from portal.moves import Stale
from tests.conftest import person

pytestmark = pytest.mark.django_db
ADDRESS = "/sekretariat/register/verv/"
VALUES = {
    "email": "ola@example.org", "given_name": "Ola", "family_name": "Olsen", "kind": "board_member",
    "chapter": "bergen",
}  # fmt: skip


def post(client, **changes):
    return client.post(ADDRESS, {**VALUES, **changes})


def done():
    """How many accounts, offices and mails there are."""
    return User.objects.count(), Office.objects.count(), OutboxMail.objects.count()


def test_a_mistyped_address_is_shown_as_nobodys_with_the_right_person_beside(siri, ola, bergen, client_of):
    client, before = client_of(siri), done()

    page = post(client, email="ola@exmaple.org")

    assert page.status_code == 200
    assert "Ingen her har adressen ola@exmaple.org" in page.content.decode()
    assert [other.email for other, _held in page.context["similar"]] == ["ola@example.org"]
    assert done() == before


def test_whom_the_office_goes_to_is_shown_before_it_is_given(siri, ola, bergen, oslo, client_of):
    chapters.give_office(ola, "chapter_leader", oslo, by=siri)
    OutboxMail.objects.all().delete()
    client, before = client_of(siri), done()

    page = post(client, given_name="Ole")
    text = page.content.decode()

    assert (page.context["person"], page.context["seen"], done()) == (ola, str(ola.ref), before)
    assert [
        part for part in ("Skal Ola Olsen ha vervet?", "Du skrev Ole Olsen", "Verv i dag:", "Oslo") if part not in text
    ] == []
    assert post(client, given_name="Ole", seen=page.context["seen"]).status_code == 302
    assert ola.offices.get(chapter=bergen).kind == "board_member"
    assert OutboxMail.objects.get().to == "ola@example.org"


@pytest.mark.parametrize("seen", ["nobody", "another", "rubbish"])
def test_an_office_is_not_given_to_anybody_but_whom_was_seen(siri, ola, kari, bergen, client_of, seen):
    value = {"nobody": NewOffice.NOBODY, "another": str(kari.ref), "rubbish": "x"}[seen]
    before = done()

    page = post(client_of(siri), seen=value)

    assert (page.status_code, page.context["person"], done()) == (200, ola, before)


def test_pressing_twice_gives_one_account_one_office_and_one_mail(siri, bergen, client_of):
    client = client_of(siri)
    values = {"email": "ny@example.org", "given_name": "Nora", "family_name": "Næss", "seen": NewOffice.NOBODY}

    assert [post(client, **values).status_code for _press in range(2)] == [302, 302]

    someone = User.objects.get(email="ny@example.org")
    assert (someone.get_full_name(), someone.offices.count(), OutboxMail.objects.count()) == ("Nora Næss", 1, 1)


def test_what_was_written_can_be_changed(siri, bergen, client_of):
    before = done()
    page = post(client_of(siri), action="change", seen=NewOffice.NOBODY, email="ny@example.org")

    assert page.context["form"]["email"].value() == "ny@example.org"
    assert (page.context["form"]["chapter"].value(), done()) == ("bergen", before)


def test_the_secretariat_and_a_chapter_at_once_is_asked_about(siri, bergen, client_of):
    before = done()
    page = post(client_of(siri), kind="secretariat", seen=NewOffice.NOBODY)

    assert (list(page.context["form"].errors), done()) == (["chapter"], before)


def test_the_service_refuses_another_than_whom_was_seen(siri, ola, bergen):
    names = {"given_name": "Ola", "family_name": "Olsen"}
    for email, seen in (("ola@example.org", None), ("ny@example.org", ola.ref)):
        with pytest.raises(Stale):
            chapters.give_office_to(email, "board_member", bergen, seen=seen, by=siri, **names)
    given = [
        chapters.give_office_to("Ola@Example.org ", "board_member", bergen, seen=ola.ref, by=siri, **names)
        for _time in range(2)
    ]
    assert given[0] == given[1]


@pytest.mark.parametrize(
    ("name", "email", "found"),
    [
        ("Åse Ærlig", "x@example.com", ["ase@example.org"]),
        ("åse ærlig", "x@example.com", ["ase@example.org"]),
        ("Aase Ærlig", "x@example.com", ["ase@example.org"]),
        ("Per Berg", "ase@example.og", ["ase@example.org"]),
        ("Per Berg", "ase@example.org", []),  # that is the person, and nobody beside
        ("Åse Bø", "x@example.com", []),
        ("", "", []),
    ],
)
def test_similar_people_are_those_of_nearly_the_same_name_or_address(db, name, email, found):
    person("ase@example.org", "Åse", "Ærlig")
    person("line@example.com", "Line", "Lien")

    assert [one.email for one in account_queries.similar_people(name, email)] == found
