"""The pages on which accounts are joined: what proves that both are theirs, who may look, and who is signed out."""

import datetime
import re

import pytest
from allauth.mfa.models import Authenticator

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.models import Event, OutboxMail
from portal.operations.joining import services as joining_services
from portal.operations.models import AccountJoining
from tests.conftest import fill_in, moment, person
from tests.situations import situation

pytestmark = pytest.mark.django_db
PAGE = "/mine-opplysninger/to-kontoer/"
CODE, JOIN = f"{PAGE}kode/", f"{PAGE}samle/"
START = moment("2026-12-01 12:00")


def code_in_mail(address):
    return re.search(r"\d{3} \d{3}", OutboxMail.objects.filter(to=address).latest("pk").text).group()


@situation
def synne(siri):
    someone = person("synne@example.org", "Synne", "Sol")
    chapters.give_office(someone, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return someone


@pytest.mark.slow
def test_a_code_to_each_address_a_look_and_a_button(client_of, kari, ola):
    fill_in(ola)
    here, of_other = client_of(kari), client_of(ola)
    assert here.post(PAGE, {"email": "Ola@Example.org"}).headers["Location"] == CODE
    code = code_in_mail(ola.email)
    assert here.get(JOIN).headers["Location"] == PAGE  # not before the code
    assert here.post(CODE, {"code": code}).headers["Location"] == JOIN
    page = here.get(JOIN)
    assert "no-store" in page.headers["Cache-Control"]
    assert [text for text in ("Utkast: 1", "Det kan ikke angres", ola.email) if text not in page.content.decode()] == []
    assert User.objects.filter(pk=ola.pk).exists()
    assert here.post(JOIN).headers["Location"] == "/mine-opplysninger/"

    assert not User.objects.filter(pk=ola.pk).exists()
    assert here.get("/mine-opplysninger/").status_code == 200
    assert "/logg-inn/" in of_other.get("/min-side/").headers["Location"]
    assert here.post(JOIN).headers["Location"] == PAGE  # a second press finds nothing to do
    assert Event.objects.filter(verb="person.merge").count() == 1
    # Whoever signs in with the old address begins anew.
    assert accounts.get_or_create_account("ola@example.org") not in (kari, ola)


@pytest.mark.slow
def test_no_other_account_looks_the_same_and_no_code_works(client_of, kari, ola):
    client = client_of(kari)
    free, taken = client.post(PAGE, {"email": "ingen@example.org"}), client_of(kari).post(PAGE, {"email": ola.email})
    assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    assert "ingen slik konto" in OutboxMail.objects.get(to="ingen@example.org").text
    right = client.session["other_account"]["code"]
    assert client.post(CODE, {"code": right}).status_code == 200
    for guess in ("000000", "000001", "000002", "000003", "000004"):
        last = client.post(CODE, {"code": guess})
    assert last.headers["Location"] == PAGE
    assert client_of(kari).post(JOIN).headers["Location"] == PAGE
    assert client_of(kari, code_age=700).get(PAGE).headers["Location"].startswith("/logg-inn/ny-kode/")
    assert "Skriv adressen til den andre" in client_of(kari).post(PAGE, {"email": kari.email}).content.decode()


@pytest.mark.slow
def test_a_proof_does_not_outlast_the_account_or_the_browser_user(client_of, kari, ola, guro):
    client = client_of(kari)
    client.post(PAGE, {"email": ola.email})
    client.post(CODE, {"code": code_in_mail(ola.email)})
    accounts.change_address(ola, "ny@example.org", by=ola)  # the address is another's from now on
    accounts.change_address(guro, "ola@example.org", by=guro)
    assert client.post(JOIN).headers["Location"] == PAGE
    session = client.session
    session["other_account"] = {**session["other_account"], "person": guro.pk, "email": "ny@example.org"}
    session.save()
    assert client.post(JOIN).headers["Location"] == PAGE
    assert User.objects.filter(pk__in=[kari.pk, ola.pk, guro.pk]).count() == 3


@pytest.mark.slow
def test_staff_and_an_app_for_codes_are_never_joined_by_a_code_alone(client_of, kari, siri, ola):
    Authenticator.objects.create(user=ola, type="totp", data={})
    for other, said in ((siri, "tilhører sekretariatet"), (ola, "har en kodeapp")):
        client = client_of(kari)
        client.post(PAGE, {"email": other.email})
        OutboxMail.objects.filter(to=kari.email).delete()
        client.post(CODE, {"code": code_in_mail(other.email)})
        page = client.get(JOIN).content.decode()
        assert said in page
        assert "Samle de to kontoene" not in page.split("</h1>")[1]
        assert said in client.post(JOIN).content.decode()
        assert User.objects.filter(pk=other.pk).exists()
        Event.objects.filter(verb="person.merge").count()


def office_page(someone):
    return f"/sekretariat/register/to-kontoer/{someone.ref}/"


@pytest.mark.slow
def test_one_asks_and_another_does_it_after_three_days(client_of, kari, ola, siri, synne):
    Authenticator.objects.create(user=ola, type="totp", data={})  # with two people it may go
    posted = {"email": ola.email, "reason": "Jeg ringte begge numrene."}
    with clock.at(START):
        assert client_of(siri).post(office_page(kari), posted).status_code == 302
        told = OutboxMail.objects.filter(text__contains="4. desember 2026")
        assert set(told.values_list("to", flat=True)) == {kari.email, ola.email}
        assert "Jeg har kontrollert dette" not in client_of(siri).get(office_page(kari)).content.decode()
        assert office_page(kari) in client_of(synne).get("/min-side/").content.decode()
        assert office_page(kari) not in client_of(siri).get("/min-side/").content.decode()
    for days, by in ((2, synne), (3, siri)):
        with clock.at(START + datetime.timedelta(days=days)):
            client_of(by).post(office_page(kari), {"action": "confirm"})
        assert User.objects.filter(pk=ola.pk).exists()
    with clock.at(START + datetime.timedelta(days=3)):
        page = client_of(synne).get(office_page(kari)).content.decode()
        assert [text for text in ("Jeg har kontrollert dette", "Kodeappen til kontoen") if text not in page] == []
        client_of(synne).post(office_page(kari), {"action": "confirm"})
    assert not User.objects.filter(pk=ola.pk).exists()
    joining = AccountJoining.objects.get()
    assert (joining.other, joining.asked_by, joining.done_by) == (None, siri, synne)
    joining_services.confirm(joining, by=synne)
    assert Event.objects.filter(verb="person.merge").count() == 1


@pytest.mark.slow
def test_nobody_joins_their_own_or_that_of_somebody_close_and_nobody_alone(client_of, kari, ola, siri, synne, rolf):
    assert [client_of(one).get(office_page(kari)).status_code for one in (rolf, kari)] == [404, 404]
    assert client_of(siri).get(office_page(siri)).status_code == 404
    joining = joining_services.ask(kari, ola, reason="x", by=siri)
    for one in (siri, kari, ola):
        with pytest.raises(joining_services.SamePerson):
            joining_services.confirm(joining, by=one)
    with pytest.raises(joining_services.AlreadyAsked):
        joining_services.ask(ola, rolf, reason="x", by=siri)
    accounts.declare_tie(synne, ola, by=synne)
    with pytest.raises(joining_services.SamePerson), clock.at(clock.now() + datetime.timedelta(days=4)):
        joining_services.confirm(joining, by=synne)
    joining_services.stop(joining, by=siri)
    joining_services.confirm(joining, by=rolf)
    with pytest.raises(joining_services.SameAccount):
        joining_services.ask(kari, kari, reason="x", by=siri)
    with pytest.raises(joining_services.SamePerson):
        joining_services.ask(kari, siri, reason="x", by=siri)
    page = client_of(siri).post(office_page(kari), {"email": "ingen@example.org", "reason": "x"}).content.decode()
    assert "Ingen annen konto har denne adressen" in page
    assert User.objects.filter(pk__in=[kari.pk, ola.pk]).count() == 2
