"""A chapter's activities, the way back to them, and assessments of those who lead by office."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, events
from portal.supporters import services as supporters
from portal.supporters.leader_assessments import office_views as assessment_views
from portal.supporters.models import Supporter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.mark.slow
def test_an_assessment_of_somebody_who_leads_by_office_is_noted(client_of, siri, rolf, bergen):
    client = client_of(siri)
    supporter = rolf.supporter
    type(supporter).objects.filter(pk=supporter.pk).update(state="active")
    page = client.get("/sekretariat/vurderinger/")
    assert list(page.context["waiting"]) == [supporter]
    assert client.get("/sekretariat/regler/").context["not_assessed"] == 1
    place = f"/sekretariat/vurderinger/{supporter.ref}/"
    for day in ("1.1.1950", f"{clock.today() + datetime.timedelta(days=1):%-d.%-m.%Y}", ""):
        assert list(client.post(place, {"on": day}).context["form"].errors) == ["on"]

    assert client.post(place, {"on": f"{clock.today():%-d.%-m.%Y}"}).headers["Location"] == "/sekretariat/vurderinger/"

    assert [(row.on, row.by) for row in supporter.assessments.all()] == [(clock.today(), siri)]
    assert list(client.get("/sekretariat/vurderinger/").context["waiting"]) == []
    assert client_of(rolf).get(place).status_code == 404


@pytest.mark.slow
def test_a_chapters_activities_are_linked_from_their_number_with_their_doubles(client_of, rolf, liv, bergen, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, rolf, led_by=liv)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 5, 2), participants=2)
    client, place = client_of(rolf), "/lokalforening/bergen/aktiviteter/"
    assert f'href="{place}"' in client.get("/lokalforening/bergen/").content.decode()

    page = client.get(place)

    assert [row["activity"].day.month for row in page.context["rows"]] == [5, 3, 3]
    assert [row["may_be_double"] for row in page.context["rows"]] == [False, True, True]
    assert [row["counts"] for row in page.context["rows"]] == [False, True, True]
    assert client.get(f"{place}?aar=2025").context["rows"] == []
    assert client_of(liv.person).get(place).status_code == 404


@pytest.mark.slow
def test_a_chapters_activities_take_as_many_queries_for_one_as_for_many(client_of, rolf, liv, bergen, log, monkeypatch):
    monkeypatch.setattr("portal.activities.office_views.PER_PAGE", 3)
    client, place, numbers = client_of(rolf), "/lokalforening/bergen/aktiviteter/", []
    client.get(place)
    for several in (1, 5):
        for _one in range(several):
            log(bergen, liv.person, led_by=liv)
        with CaptureQueriesContext(connection) as found:
            page = client.get(place)
        numbers.append(len(found))
    assert (len(page.context["rows"]), page.context["page"].paginator.num_pages) == (3, 2)
    assert numbers[0] == numbers[1]


@pytest.mark.slow
def test_the_way_back_from_an_activity_is_to_the_list_that_its_reader_has(client_of, siri, rolf, liv, bergen, log):
    of_bergen, of_none = log(bergen, liv.person, led_by=liv), log(None, siri)
    ways = [(liv.person, of_bergen, "/aktivitet/"), (siri, of_none, "/aktivitet/")]
    ways += [(one, of_bergen, "/lokalforening/bergen/aktiviteter/") for one in (rolf, siri)]
    for person, activity, place in ways:
        text = client_of(person).get(f"/aktivitet/{activity.ref}/").content.decode()
        assert f'<a class="back" href="{place}">' in text


def test_those_who_wait_for_an_assessment_are_a_list_with_pages(client_of, siri, rolf, turid, monkeypatch):
    Supporter.objects.filter(person__in=[rolf, turid]).update(state="active")
    monkeypatch.setattr(assessment_views, "PER_PAGE", 1)
    client, place = client_of(siri), "/sekretariat/vurderinger/"

    first, second = client.get(place), client.get(place, {"mangler": 2})

    assert [list(page.context["waiting"]) for page in (first, second)] == [[rolf.supporter], [turid.supporter]]
    assert 'href="?mangler=2"' in first.content.decode()


@pytest.mark.slow
def test_whoever_is_assessed_is_listed_and_a_mistyped_day_is_corrected_with_why(client_of, siri, rolf, bergen, log):
    supporter = rolf.supporter
    type(supporter).objects.filter(pk=supporter.pk).update(state="active")
    client, place = client_of(siri), "/sekretariat/vurderinger/"
    waits = "1 som leder gjennom et verv, mangler en vurdering"
    assert waits in client.get("/min-side/").content.decode()
    noted = supporters.note_leader_assessment(supporter, on=clock.today(), by=siri)
    other = supporters.note_leader_assessment(supporter, on=datetime.date(2026, 6, 1), by=siri)
    assert waits not in client.get("/min-side/").content.decode()

    text = " ".join(client.get(place).content.decode().split())
    assert f"Registrert av {siri} 10. juni 2026" in text
    correct = f"{place}{noted.ref}/rett/"
    assert f'href="{correct}"' in text
    assert client.get(correct).context["form"].initial == {"on": "10.6.2026"}
    assert list(client.post(correct, {"on": "9.6.2026"}).context["form"].errors) == ["reason"]
    assert list(client.post(correct, {"on": "1.6.2026", "reason": "mistake"}).context["form"].errors) == ["on"]

    client.post(correct, {"on": "9.6.2026", "reason": "mistake"})
    client.post(correct, {"on": "9.6.2026", "reason": "mistake"})

    noted.refresh_from_db()
    assert noted.on == datetime.date(2026, 6, 9)
    [event] = events.Event.objects.filter(verb="leader_assessment.correct")
    assert event.actor == siri.ref
    assert {other.on, noted.on} == {row.on for row in supporter.assessments.all()}
    assert client_of(rolf).get(correct).status_code == 404
    assert f'href="{place}"' in client.get("/sekretariat/oversikt/").content.decode()
