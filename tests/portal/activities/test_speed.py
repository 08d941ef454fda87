"""What the pages about activities take in a large organisation: within 150 ms, with a number of queries that holds."""

import dataclasses
import time
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forms.annual_report import NUMBERS
from forms.counting_rules import initial_values
from portal import clock
from portal.activities.counting import services as counting_services
from portal.activities.counting.verdicts import RULES_OF_2023
from portal.activities.models import Activity, CountedFacts
from portal.calls import services as calls
from portal.calls.tally import queries as tally_queries
from portal.demo import load_data as many
from portal.reports import services as reports
from portal.reports.years import services as year_services
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
MOST = 150  # milliseconds
YEARS = [2022, 2023, 2024, 2025, 2026]
SENT_AS_IT_IS = Client.request  # without the work of tests/reading.py


@pytest.fixture
def world(siri, monkeypatch):
    monkeypatch.setattr(Client, "request", SENT_AS_IT_IS)
    monkeypatch.setattr(tally_queries, "is_kept", lambda: True)
    with clock.at(moment("2026-12-15 12:00")):
        yield many.make(YEARS, 250_000, by=siri)


def other_rules():
    """Other minutes and participants for groups, as they are posted to be tried."""
    shown = initial_values({**dataclasses.asdict(RULES_OF_2023), "base_year": 2026})
    posted = {name: "on" if value is True else value for name, value in shown.items()}
    answers = {name: value for name, value in posted.items() if value is not None and value is not False}
    return {**answers, "conversation_group_minutes": "60", "activity_group_participants": "2", "action": "try"}


def pages(world, siri):
    """``[(who, client's user, path, what is posted)]``."""
    large, leader, busiest, ordinary = world.large, world.leader, world.busiest, world.ordinary
    own = Activity.objects.filter(undone_at=None, logged_by=busiest, day__year=2026).order_by("-day")[0]
    one, other, _third = (
        Activity.objects.create(token=uuid.uuid4(), chapter=large, kind="course", day=clock.today(), logged_by=user)
        for user in (busiest, leader, ordinary)
    )
    report = f"/lokalforening/{large.short_name}/rapport"
    calls.add_volunteer(busiest, "ms-telefonen", by=siri)
    found = [
        (user, path)
        for user in (ordinary, busiest, leader)
        for path in ("/aktivitet/", "/aktivitet/?aar=2024", "/aktivitet/ny/", "/aktivitet/dobbelt/", "/min-side/",
                     "/aktivitet/aar/2026/", "/aktivitet/samtaler/", "/aktivitet/samtaler/2026/11/")
    ]  # fmt: skip
    activity = f"/aktivitet/{own.ref}/"
    found += [(busiest, activity + step) for step in ("", "lagret/", "rett/", "stryk/", "opplysninger/")]
    found += [(busiest, "/telefonvakt/"), (busiest, "/telefonvakt/logg/")]
    found += [
        (leader, path)
        for path in (f"/aktivitet/dobbelt/{one.ref}/{other.ref}/", f"/lokalforening/{large.short_name}/",
                     f"/lokalforening/{large.short_name}/treff/",
                     f"{report}/2025/", f"{report}/2025/aktiviteter/", f"{report}/2025/{NUMBERS}/",
                     f"{report}/2026/", f"{report}/2026/aktiviteter/", f"{report}/2026/aktiviteter/?type=visit")
    ]  # fmt: skip
    found += [
        (siri, path)
        for path in ("/sekretariat/dobbelt/", "/sekretariat/regler/", "/sekretariat/regler/nye/",
                     "/sekretariat/vurderinger/", "/sekretariat/oversikt/", "/sekretariat/samtaler/", "/telefonvakt/",
                     "/telefonvakt/tall/", "/telefonvakt/hvem-svarer/", "/sekretariat/rapporter/2025/")
    ]  # fmt: skip
    return [*((user, path, None) for user, path in found), (siri, "/sekretariat/regler/nye/", other_rules())]


def the_worker_counts():
    """Anew, also what no event tells of."""
    CountedFacts.objects.all().delete()
    while counting_services.count_due():
        pass


def ask(client, path, posted):
    page = client.get(path) if posted is None else client.post(path, posted)
    assert page.status_code == 200, (path, page.status_code)


def number_of_queries(client, path, posted):
    """The lower of two: what is remembered for a minute may be read anew in one of them."""
    ask(client, path, posted)
    numbers = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as found:
            ask(client, path, posted)
            numbers.append(len(found))
    return min(numbers)


def taken(client, path, posted):
    """The median processor time of nine in milliseconds, SQLite's included."""
    times = []
    for _time in range(9):
        begun = time.process_time()
        ask(client, path, posted)
        times.append((time.process_time() - begun) * 1000)
    return sorted(times)[4]


def test_every_page_opens_within_150_ms_beside_250_000_activities(world, siri, client_of):
    """Time of the processor, the test's own client included. What the worker counts is counted, as it is every minute.

    With many more activities in the year, each page asks as many queries.
    """
    the_worker_counts()
    reports.prepare(world.large, year_services.open_year(2025, by=siri), by=world.leader)
    asked, names = pages(world, siri), {world.ordinary: "ordinary", world.busiest: "busiest", siri: "secretariat"}
    clients, before, slow = {user: client_of(user) for user, _path, _posted in asked}, [], []
    print()
    for user, path, posted in asked:
        before.append(number_of_queries(clients[user], path, posted))
        took, who = taken(clients[user], path, posted), names.get(user, "leader of a large chapter")
        line = f"{took:5.0f} ms, {before[-1]:2} queries  {who}: {path}{' (rules are tried)' if posted else ''}"
        print(line)
        slow += [line] if took >= MOST else []

    many.activities(world.supporters, [2026], 125_000 - Activity.objects.filter(day__year=2026).count())
    the_worker_counts()
    took = taken(clients[siri], "/sekretariat/regler/nye/", other_rules())
    line = f"{took:5.0f} ms  rules are tried, with 125,000 activities in the year"
    print(line)
    slow += [line] if took >= MOST else []
    assert [number_of_queries(clients[user], path, posted) for user, path, posted in asked] == before
    assert slow == []
