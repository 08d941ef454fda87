"""One list of all supporters: by state, chapter and kind, in Norwegian order."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from openpyxl import load_workbook

from portal import clock
from portal.chapters import services as chapters
from portal.models import Event
from portal.supporters import services as supporters
from portal.supporters.models import Supporter
from tests.conftest import make_supporter, person

pytestmark = pytest.mark.django_db
LIST = "/sekretariat/likepersoner/"


def names(client, **chosen):
    return [line["row"].person.family_name for line in client.get(LIST, chosen).context["rows"]]


@pytest.mark.slow
def test_by_chapter_kind_and_state_in_norwegian_order(client_of, siri, bergen, oslo):
    client, made = client_of(siri), {}
    for number, (family, chapter) in enumerate([("Åvik", bergen), ("Ærlig", bergen), ("Zorn", bergen), ("Aas", oslo)]):
        one = person(f"s{number}@example.org", "Per", family)
        make_supporter(one, chapter, by=siri)
        made[family] = one.supporter
    assert names(client) == ["Zorn", "Ærlig", "Aas", "Åvik"]
    assert names(client, lokalforening="bergen") == ["Zorn", "Ærlig", "Åvik"]
    assert names(client, lokalforening="oslo", type="activity_supporter") == ["Aas"]
    assert names(client, type="central_supporter", lokalforening="oslo") == []
    made["Zorn"].refresh_from_db()
    supporters.end(made["Zorn"], by=siri)
    assert names(client, visning="sluttet", type="activity_supporter") == ["Zorn"]
    assert names(client, visning="x", lokalforening="%", type="_", page="x") == ["Ærlig", "Aas", "Åvik"]
    page = client.get(LIST, {"lokalforening": "bergen", "type": "activity_supporter"})
    counts = {code: count for code, _label, count in page.context["views"]}
    assert (counts, "lokalforening=bergen&amp;type=activity" in page.content.decode()) == (
        {"aktive": 2, "pause": 0, "pa-vei": 0, "sluttet": 1, "alle": 3},
        True,
    )


@pytest.mark.slow
def test_since_when_until_when_and_the_same_as_a_file(client_of, siri, guro, kari, bergen, oslo):
    client = client_of(siri)
    chapters.give_office(kari, "coordinator", by=siri)
    per = make_supporter(person("per@example.org", "Per", "Åvik"), oslo, by=siri)
    with clock.at(clock.now() + datetime.timedelta(days=2)):
        supporters.pause(Supporter.objects.get(person=guro), until=None, by=guro)
        supporters.end(Supporter.objects.get(pk=per.pk), by=siri)
    today, later = clock.today(), clock.today() + datetime.timedelta(days=2)

    def line(view):
        return client.get(LIST, {"visning": view}).context["rows"][0]

    assert (line("pause")["standing"], line("pause")["facts"].since) == ([f"Pause siden {date_format(later)}"], today)
    assert (line("sluttet")["standing"], line("sluttet")["declaration"]) == (
        [f"Sluttet {date_format(later)}"],
        "Uten sluttdato",
    )
    file = client.get(f"{LIST}fil/", {"visning": "alle"})
    sheet = load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[4], row[6]) for row in rows] == [
        ("Gran", "Bergen", "På pause", "Signert"),
        ("Åvik", "Oslo", "Avsluttet", "Signert"),
    ]
    assert [row[8] and row[8].date() for row in rows] == [later, None]
    assert Event.objects.filter(verb="supporters.export", actor=siri.ref).count() == 1
    assert [client_of(one).get(f"{LIST}fil/").status_code for one in (kari, guro)] == [403, 403]
    assert client_of(kari).get(LIST).context["may_take_out"] is False


@pytest.mark.slow
def test_the_list_costs_the_same_with_more_people(client_of, siri, guro, bergen):
    client = client_of(siri)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    make_supporter(person("per@example.org", "Per", "Åvik"), bergen, by=siri)
    with CaptureQueriesContext(connection) as more:
        client.get(LIST)
    assert len(more) == len(few)
