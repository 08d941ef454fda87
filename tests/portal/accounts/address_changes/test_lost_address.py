"""A new address for somebody who has lost theirs: two of the secretariat, three days, and the old address is told."""

import datetime

import pytest

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.address_changes import services as address_change_services
from portal.accounts.models import AddressChange, User
from portal.chapters import services as chapters
from portal.models import OutboxMail
from tests.conftest import moment, person
from tests.situations import situation

pytestmark = pytest.mark.django_db
START = moment("2026-12-01 12:00")


@situation
def synne(siri):
    someone = person("synne@example.org", "Synne", "Sol")
    chapters.give_office(someone, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return someone


def page_of(someone):
    return f"/sekretariat/register/adresse/{someone.ref}/"


def after(days):
    return clock.at(START + datetime.timedelta(days=days))


def asked(client_of, someone, by, **changes):
    posted = {"email": "ny@example.org", "reason": "Jeg ringte nummeret vi har."} | changes
    with clock.at(START):
        return client_of(by).post(page_of(someone), posted)


def decided(client_of, someone, by, action, days):
    with after(days):
        return client_of(by).post(page_of(someone), {"action": action})


def address_of(someone):
    return User.objects.get(pk=someone.pk).email


def test_one_asks_and_another_does_it_after_three_days(client_of, kari, siri, synne):
    User.objects.filter(pk=kari.pk).update(last_login=None)
    asked(client_of, kari, siri)
    assert "4. desember 2026" in OutboxMail.objects.get(to="kari@example.org").text

    decided(client_of, kari, synne, "confirm", 2)
    assert address_of(kari) == "kari@example.org"
    decided(client_of, kari, siri, "confirm", 3)
    assert address_of(kari) == "kari@example.org"
    decided(client_of, kari, synne, "confirm", 3)
    assert address_of(kari) == "ny@example.org"
    assert OutboxMail.objects.filter(to="kari@example.org").count() == 2


def test_whoever_signs_in_meanwhile_stops_it(client_of, kari, siri, synne):
    asked(client_of, kari, siri)
    User.objects.filter(pk=kari.pk).update(last_login=START + datetime.timedelta(days=1))

    decided(client_of, kari, synne, "confirm", 4)
    assert (address_of(kari), AddressChange.objects.get().done_at) == ("kari@example.org", None)
    assert AddressChange.objects.get().stopped_at


def test_the_worker_stops_it_too(client_of, kari, siri):
    asked(client_of, kari, siri)
    User.objects.filter(pk=kari.pk).update(last_login=START + datetime.timedelta(days=1))
    assert (
        address_change_services.stop_of_those_who_signed_in(),
        address_change_services.stop_of_those_who_signed_in(),
    ) == (1, 0)


@pytest.mark.slow
def test_never_for_oneself_and_never_alone(client_of, siri, synne, kari, rolf):
    assert client_of(siri).get(page_of(siri)).status_code == 404
    assert [client_of(one).get(page_of(kari)).status_code for one in (rolf, kari)] == [404, 404]
    with pytest.raises(address_change_services.SamePerson):
        address_change_services.ask(siri, "ny@example.org", reason="x", by=siri)
    change = address_change_services.ask(synne, "ny@example.org", reason="x", by=siri)
    for one in (siri, synne):
        with pytest.raises(address_change_services.SamePerson):
            address_change_services.confirm(change, by=one)


@pytest.mark.slow
def test_one_at_a_time_a_free_address_and_it_can_be_stopped(client_of, kari, ola, siri, synne):
    assert "En annen konto har denne adressen" in asked(client_of, kari, siri, email=ola.email).content.decode()
    asked(client_of, kari, siri)
    with pytest.raises(address_change_services.AlreadyAsked):
        address_change_services.ask(kari, "annen@example.org", reason="x", by=synne)
    assert "Kari Krogh" in client_of(synne).get("/sekretariat/register/").content.decode()
    decided(client_of, kari, siri, "stop", 1)
    decided(client_of, kari, synne, "confirm", 4)
    assert address_of(kari) == "kari@example.org"


def test_the_address_that_was_taken_meanwhile_is_not_given_twice(kari, ola, siri, synne):
    User.objects.filter(pk=kari.pk).update(last_login=None)
    with clock.at(START):
        change = address_change_services.ask(kari, "ny@example.org", reason="x", by=siri)
    accounts.change_address(ola, "ny@example.org", by=ola)
    with after(4), pytest.raises(accounts.AddressTaken):
        address_change_services.confirm(change, by=synne)
    assert address_of(kari) == "kari@example.org"
