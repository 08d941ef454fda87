"""Requests to be called back wait for the supporter who was asked, from when somebody asked for it."""

import datetime

import pytest

from portal import clock
from portal.chapters import services as chapters
from portal.onboarding.review import services as review_services
from portal.supporters import queries as supporter_queries
from portal.supporters.categories import services as category_services
from portal.supporters.contact import queries as contact_queries
from portal.supporters.contact import services as contact_services
from portal.supporters.directory import services as directory_services
from tests.conftest import moment, person, send_in
from tests.portal.waiting import ask, rows_of, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def kare(siri):
    kare = person("kare@example.org", "Kåre", "Koll")
    chapters.give_office(kare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kare


@pytest.fixture
def listing(guro):
    return directory_services.consent_to_listing(
        supporter_queries.supporter_of(guro), by=guro, text="Ja.", shown_name="Guro"
    )


@pytest.mark.slow
def test_a_request_is_answered_first_and_then_called(listing, guro, client_of):
    assert rows_of(client_of, guro) == []

    request = ask(listing)
    [row] = rows_of(client_of, guro)
    assert (row.title, row.action, row.due) == (
        "Noen vil snakke med deg", "Svar", clock.today() + datetime.timedelta(days=contact_queries.ANSWER_DAYS),
    )  # fmt: skip

    contact_services.accept(request, by=guro)
    [row] = rows_of(client_of, guro)
    assert (row.title, row.due) == (
        "Du har sagt at du skal ringe noen", clock.today() + datetime.timedelta(days=contact_queries.ANSWER_DAYS),
    )  # fmt: skip

    contact_services.finish(request, by=guro)
    assert rows_of(client_of, guro) == []


@pytest.mark.slow
def test_the_wait_is_counted_from_when_somebody_asked_whoever_is_asked_later(guro, kare, client_of):
    """Her list, her page of the request, the queue of the office and the receipt agree."""
    with clock.at(moment("2026-06-01 12:00")):
        request = ask()
    with clock.at(moment("2026-06-10 12:00")):
        contact_services.assign(request, supporter_queries.supporter_of(guro), by=kare)
        [row] = rows_of(client_of, guro)
        page = client_of(guro).get(row.href).content.decode()

        assert (row.when, row.note, row.is_late) == ("Fristen var 4. juni", "Venter siden 1. juni.", True)
        assert contact_queries.is_late(request)
        assert "Venter siden 1. juni." in page
        assert "Har du ikke svart innen 13. juni 2026, spør vi en annen." in page


@pytest.mark.slow
def test_who_has_waited_longest_comes_first_whoever_was_asked_last(listing, guro, kare, client_of):
    supporter = supporter_queries.supporter_of(guro)
    with clock.at(moment("2026-06-01 12:00")):
        first = ask()
    with clock.at(moment("2026-06-02 12:00")):
        second = ask(listing)
    with clock.at(moment("2026-06-03 12:00")):
        contact_services.assign(first, supporter, by=kare)
        hrefs = [row.href for row in rows_of(client_of, guro)]
        held = list(contact_queries.requests_held_by(guro))

    assert held == [first, second]
    assert [str(request.ref) in href for request, href in zip(held, hrefs, strict=True)] == [True, True]


def test_a_request_of_a_member_of_the_office_shows_the_same_day_in_the_queue(listing, guro, siri, bergen, client_of):
    chapters.give_office(guro, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    with clock.at(moment("2026-06-01 12:00")):
        request = ask()
    with clock.at(moment("2026-06-10 12:00")):
        contact_services.assign(request, supporter_queries.supporter_of(guro), by=siri)
        queue = client_of(guro).get("/sekretariat/henvendelser/")

    assert "Fristen var 4. juni" in queue.content.decode()


@pytest.mark.slow
def test_what_is_done_before_the_answer_waits_for_the_one_who_has_taken_the_case(rolf, kari, bergen, siri, client_of):
    """Two of the board; the talk comes before the answer."""
    berit = person("berit@example.org", "Berit", "Bakke")
    chapters.give_office(berit, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    asked = [["talk", []], ["approval", ["talk"]], ["appointment", ["approval"]]]
    category_services.set_category("conversation_supporter", by=siri, requires=asked)
    application = send_in(kari)

    def who_is_told():
        return [
            one.given_name for one in (rolf, berit) if "En samtale med oss: 1 person venter" in titles(client_of, one)
        ]

    assert who_is_told() == ["Rolf", "Berit"]
    review_services.take(application, by=berit)
    assert who_is_told() == ["Berit"]
    chapters.end_office(berit.offices.get(), by=siri, last_day=clock.today())
    with clock.at(clock.now() + datetime.timedelta(days=1)):
        assert who_is_told() == ["Rolf"]
