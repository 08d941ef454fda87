"""My page says of the declaration what is to be done and why, and since when."""

import datetime

import pytest
from django.urls import reverse

from portal import clock, organisation
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.reading import services as reading_services
from portal.supporters.pathway import sets
from tests.conftest import make_supporter, moment, person, read_declaration, sign

pytestmark = pytest.mark.django_db
SIGNED = moment("2030-06-03 12:00")
LAPSES = datetime.date(2032, 6, 3)


@pytest.fixture
def guro(bergen, siri):
    """An active supporter whose signature of June 2030 lapses after two years."""
    organisation.install("ms")
    organisation.change(declaration_years=2, version=organisation.current().version, by=siri)
    with clock.at(SIGNED):
        guro = person("guro@example.org", "Guro", "Gran")
        make_supporter(guro, bergen, by=siri)
    return guro


def new_version(by):
    content = declaration_queries.text_in_force().content
    return declarations.publish(content, "2.0", by=by, what_changed={"nb": "Nytt."}, must_sign_again=True)


def task(client_of, user):
    [row] = [row for row in client_of(user).get("/min-side/").context["to_do"] if row.title == "Taushetserklæring"]
    return row


def step(user):
    [found] = [one for one in sets.pathways_of_user(user).own[0].checklist if one.code == "declaration"]
    return found


@pytest.mark.slow
def test_after_a_lapse_the_task_says_so_and_since_when(guro, bergen, rolf, client_of):
    with clock.at(moment("2032-07-01 12:00")):
        row = task(client_of, guro)
        assert row.note == "Må signeres på nytt. Signaturen din gjaldt til 2. juni 2032."
        assert row.since == LAPSES
        assert clock.local(step(guro).since).date() == LAPSES
        sign(guro)
        assert step(guro).met
        assert clock.local(step(guro).since).date() == datetime.date(2032, 7, 1)


@pytest.mark.slow
def test_a_new_version_is_said_to_be_one_and_counts_from_the_day_it_came(guro, siri, client_of):
    with clock.at(moment("2031-02-01 12:00")):
        new_version(siri)
        row = task(client_of, guro)
        assert row.note == "Ny versjon må signeres. Du signerte versjon 1.0. Siden viser hva som er endret."
        assert row.since == datetime.date(2031, 2, 1)
        reading_services.read_section(declaration_queries.text_in_force(), 0, by=guro)
        assert task(client_of, guro).note.endswith("Du har lest 1 av 9 deler.")
        read_declaration(guro)
        assert task(client_of, guro).note.endswith("Du har lest alle delene. Nå gjenstår signaturen.")


@pytest.mark.slow
def test_a_withdrawn_signature_is_to_be_given_again(guro, siri, client_of):
    with clock.at(moment("2031-02-01 12:00")):
        declarations.withdraw(declaration_queries.signature_of(guro), by=siri)
        assert "Må signeres på nytt. Signaturen din ble trukket tilbake 1. februar 2031." in task(client_of, guro).note


@pytest.mark.slow
def test_somebody_who_never_signed_reads_how_much_is_read(guro, siri, client_of):
    with clock.at(moment("2031-02-01 12:00")):
        type(declaration_queries.signature_of(guro)).objects.all().delete()
        page = client_of(guro).get("/min-side/").content.decode()
        assert "Ikke begynt" in page
        read_declaration(guro)
        page = client_of(guro).get("/min-side/").content.decode()
        assert "Ikke begynt" not in page
        assert "Påbegynt" in page
        assert reverse("portal:declaration") in page
