"""A new sign-in address: proved by a code to it, told to the old one, and nothing revealed of other accounts."""

import re

import pytest
from allauth.account.models import EmailAddress

from portal.accounts import services as accounts
from portal.accounts import witness
from portal.accounts.models import User
from portal.models import Event, OutboxMail

pytestmark = pytest.mark.django_db
PAGE, CODE = "/mine-opplysninger/e-post/", "/mine-opplysninger/e-post/kode/"


def code_in_mail(address):
    return re.search(r"\d{3} \d{3}", OutboxMail.objects.filter(to=address).latest("pk").text).group()


def test_the_code_to_the_new_address_changes_it(client_of, kari, client):
    here, elsewhere = client_of(kari), client_of(kari)
    assert here.post(PAGE, {"email": "Ny@Example.org"}).headers["Location"] == CODE
    assert here.post(CODE, {"code": code_in_mail("ny@example.org")}).headers["Location"] == "/mine-opplysninger/"

    kari.refresh_from_db()
    assert kari.email == "ny@example.org"
    assert list(EmailAddress.objects.filter(user=kari).values_list("email", "verified")) == [("ny@example.org", True)]
    told = OutboxMail.objects.get(to="kari@example.org")
    assert "ny@example.org" not in told.text  # whoever reads the old mailbox need not know the new one
    assert here.get("/min-side/").status_code == 200
    assert elsewhere.get("/min-side/").status_code == 302
    assert Event.objects.filter(verb="person.change_address", subject=kari.ref).count() == 1
    assert witness.faults() == []


def test_an_address_that_another_has_looks_the_same_and_changes_nothing(client_of, kari, ola):
    client = client_of(kari)
    free, taken = client.post(PAGE, {"email": "fri@example.org"}), client_of(kari).post(PAGE, {"email": ola.email})
    assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    told = OutboxMail.objects.get(to=ola.email)
    assert re.search(r"\d{3} \d{3}", told.text.split("http")[0]) is None
    assert kari.email not in told.text


def test_no_code_takes_an_address_that_another_has(client_of, kari, ola):
    client = client_of(kari)
    client.post(PAGE, {"email": ola.email})
    page = client.post(CODE, {"code": client.session["new_address"]["code"]})
    assert page.status_code == 200
    assert User.objects.get(pk=kari.pk).email == "kari@example.org"


def test_guesses_are_counted(client_of, kari):
    client = client_of(kari)
    client.post(PAGE, {"email": "ny@example.org"})
    right = client.session["new_address"]["code"]
    for _guess in range(5):
        client.post(CODE, {"code": "000000" if right != "000000" else "000001"})
    client.post(CODE, {"code": right})
    assert User.objects.get(pk=kari.pk).email == "kari@example.org"


def test_it_needs_a_fresh_code_and_another_address(client_of, kari):
    assert (
        "/logg-inn/ny-kode/" in client_of(kari, code_age=700).post(PAGE, {"email": "x@example.org"}).headers["Location"]
    )
    assert client_of(kari).post(PAGE, {"email": "KARI@example.org"}).status_code == 200
    assert client_of(kari).get(CODE).headers["Location"] == PAGE


def test_two_who_want_the_same_address(kari, ola):
    accounts.change_address(kari, "felles@example.org", by=kari)
    with pytest.raises(accounts.AddressTaken):
        accounts.change_address(ola, "Felles@example.org", by=ola)
