"""The event log for the administrators: what, by whom, how far to be relied on; and that it was read."""

import datetime
import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, events
from portal.accounts.access_help import services as access_help_services
from portal.chapters import services as chapters
from portal.models import Event, EventDetails
from portal.operations.audit import queries as audit_queries
from portal.operations.audit import words
from portal.permissions import ADMINS
from tests.conftest import moment, person, send_in
from tests.situations import situation

pytestmark = pytest.mark.django_db
PAGE = "/sekretariat/hendelser/"


@situation
def anders(siri):
    someone = person("anders@example.org", "Anders", "Aas")
    someone.groups.add(Group.objects.get(name=ADMINS))
    return someone


@pytest.fixture
def client(client_of, anders):
    return client_of(anders)


def lines(client, **chosen):
    return client.get(PAGE, chosen).context["lines"]


@pytest.mark.slow
def test_only_an_administrator_reads_it(client_of, client, siri, rolf, kari):
    assert [client_of(one).get(PAGE).status_code for one in (siri, rolf, kari)] == [403, 403, 403]
    answer = client.get(PAGE)
    assert (answer.status_code, "no-store" in answer.headers["Cache-Control"]) == (200, True)


def test_an_office_in_plain_words_with_who_and_whom(client, siri, kari, bergen):
    chapters.give_office(kari, "board_member", bergen, by=siri, starts=datetime.date(2026, 1, 1))
    [line] = lines(client, verb="office.give", person=str(siri.ref))[:1]
    assert (line["what"], str(line["by"]), line["colour"]) == ("Et verv ble gitt", "Siri Sekretær", "info")
    assert line["details"] == ["Person: Kari Krogh", "Verv: Medlem av styret", "Første dag: 1. januar 2026"]


@pytest.mark.slow
def test_reading_it_is_an_event_with_the_person_who_was_looked_for(client, anders, kari):
    client.get(PAGE, {"person": str(kari.ref)})
    [line] = lines(client, verb="events.read")[-1:]
    assert (line["what"], line["by"], line["details"]) == (
        "Hendelsesloggen ble lest",
        anders,
        ["Person: Kari Krogh"],
    )
    assert Event.objects.filter(verb="events.read", actor=anders.ref).count() == 2


@pytest.mark.slow
def test_by_day_kind_person_and_case(client, siri, kari):
    with clock.at(moment("2027-02-10 23:59")):
        access_help_services.change_editing(kari, "editor", by=siri)
    with clock.at(moment("2027-02-11 00:00")):
        access_help_services.change_editing(kari, "none", by=siri)
        office = chapters.give_office(kari, "coordinator", by=siri)
    assert [line["what"] for line in lines(client, day="10.2.2027")] == ["Fikk redigere sidene"]
    assert len(lines(client, day="11.2.2027", verb="person.stop_editing")) == 1
    assert len(lines(client, person=str(kari.ref), day="11.2.2027")) == 1
    assert [str(line["case"]) for line in lines(client, case=str(office.ref))] == [str(office.ref)]
    assert lines(client, person=str(uuid.uuid4())) == []


def test_it_says_what_is_sealed_changed_emptied_and_not_ours(client, siri, kari):
    for role in ("editor", "reviewer", "none"):
        access_help_services.change_editing(kari, role, by=siri)
    events.seal_pending()
    access_help_services.change_editing(kari, "editor", by=siri)
    first, second, third, fourth = Event.objects.filter(subject=kari.ref, verb__contains="editing").order_by("pk")
    EventDetails.objects.filter(event=second).update(text="", salt="")
    Event.objects.filter(pk=third.pk).update(actor=kari.ref)
    Event.objects.create(verb="person.start_editing", subject=kari.ref, at=clock.now(), digest="x")
    shown = [line["standing"] for line in lines(client, person=str(kari.ref))]
    assert shown[:5] == [
        "Endret, eller ikke laget av oss",
        "Laget av oss, forsegles om noen sekunder",
        "Endret, eller ikke laget av oss",
        "Forseglet, detaljene er slettet",
        "Forseglet",
    ]


@pytest.mark.slow
def test_it_is_paged_by_key_at_the_same_cost(client, siri, kari):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(PAGE)
        return len(found)

    client.get(PAGE)
    few = cost()
    for number in range(audit_queries.PER_PAGE + 5):
        events.record("fresh_code.use", subject=kari, by=[kari, siri][number % 2])
    assert cost() == few
    first = client.get(PAGE, {"verb": "fresh_code.use"})
    second = client.get(f"{PAGE}?{first.context['following']}")
    assert (len(first.context["lines"]), len(second.context["lines"])) == (audit_queries.PER_PAGE, 5)
    assert second.context["following"] == ""


@pytest.mark.slow
def test_no_answer_and_no_free_text_is_shown(client, kari, rolf):
    application = send_in(kari)
    events.record("application.submit", subject=application, by=kari, details={"text": "MS", "answers": {"a": "MS"}})
    assert all(line["details"] == [] for line in lines(client, case=str(application.ref)))


@pytest.mark.parametrize(
    "chosen",
    [
        {"day": "31.2.2026"}, {"day": "1.1.0001"}, {"day": "31.12.9999"}, {"day": "x" * 10_000}, {"verb": "no.such"},
        {"before": "9" * 40}, {"before": "-1"}, {"person": "x"}, {"case": "\x00"}, {"verb": "\x00%_"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_answers_in_the_ordinary_way(client, chosen):
    assert client.get(PAGE, chosen).status_code == 200


@pytest.mark.parametrize(("asked", "found"), [("krogh kari", 1), ("%", 0), ("", 0), ("x" * 10_000, 0)])
def test_a_person_is_looked_for_without_a_name_in_an_address(client, kari, asked, found):
    answer = client.post(PAGE, {"q": asked})
    assert len(answer.context["people"]) == found
    assert (kari.email in answer.content.decode()) == bool(found)


def test_every_kind_of_event_is_offered_once():
    offered = [verb for verb, _words in words.all_verbs()]
    assert len(offered) == len(set(offered)) > 150
