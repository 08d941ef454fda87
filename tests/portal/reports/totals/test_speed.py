"""What the totals of a year take in a large organisation: printed by ``make proof``, and the queries judged."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import clock, fragments
from portal.activities.models import Activity
from portal.demo import load_data as many
from portal.reports.totals import groups
from portal.reports.totals import services as total_services
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
SENT_AS_IT_IS = Client.request  # without the work of tests/reading.py


@pytest.fixture
def world(siri, monkeypatch):
    monkeypatch.setattr(Client, "request", SENT_AS_IT_IS)
    with clock.at(moment("2026-12-15 12:00")):
        yield many.make([2022, 2023, 2024, 2025, 2026], 250_000, by=siri)


def pages(world):
    year = "/sekretariat/tall/2026/"
    return [
        year, f"{year}?fylke=Vestland", "/sekretariat/tall/2025/", f"{year}fil/lokalforeninger/",
        f"{year}uten-aktivitet/",
        f"{year}uten-aktivitet/?page=5", f"{year}uten-aktivitet/melding/", f"{year}verdi/?belop=1000000",
        f"/lokalforening/{world.large.short_name}/rapport/2026/uten-aktivitet/",
    ]  # fmt: skip


def taken(work):
    """The median processor time of five in milliseconds, SQLite's included."""
    times = []
    for _time in range(5):
        begun = time.process_time()
        work()
        times.append((time.process_time() - begun) * 1000)
    return sorted(times)[2]


def queries_of(client, path):
    """While the totals are remembered, and where they are read anew."""
    numbers = []
    for is_remembered in (False, True):
        if not is_remembered:
            fragments.forget_cached()
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        numbers.append(len(found))
    return numbers


def test_how_long_the_totals_take_beside_250_000_activities_is_printed(world, siri, client_of):
    """Time of the processor, the test's own client included; printed, not judged: a busy machine is slow.

    With many more activities in the year, each page asks as many queries.
    """
    total_services.set_worth(2026, by=siri, kroner_per_point=100, per_day=1, per_supporter=10, per_chapter=5)
    client, asked = client_of(siri), pages(world)
    print()
    print(f"{taken(lambda: groups.read(2026)):5.0f} ms  the totals of a year are read, once in a minute")
    before = []
    for path in asked:
        before.append(queries_of(client, path))
        took = taken(lambda path=path: client.get(path))
        print(f"{took:5.0f} ms, {before[-1][1]:2} queries ({before[-1][0]} where they are read anew)  {path}")

    many.activities(world.supporters, [2026], 75_000 - Activity.objects.filter(day__year=2026).count())
    assert [queries_of(client, path) for path in asked] == before
