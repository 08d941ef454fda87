"""What every page of the reports, the totals and the grant takes in a large organisation: judged by ``make proof``.

Each is opened as the first page after a start, with nothing remembered, and again. The worker has counted the years.
"""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forms.annual_report import STEPS
from portal import clock, events, fragments
from portal.activities.models import ClosedYear
from portal.demo import load_data as many
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.grants import services as grant_services
from portal.reports.measures import services as measure_services
from portal.reports.models import ChapterReport
from portal.reports.signing.attestation import digest
from portal.reports.totals import services as total_services
from portal.reports.verbs import Verb
from portal.reports.workflow import State
from portal.reports.years import services as year_services
from tests.conftest import moment
from tests.portal.reports.conftest import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
SENT_AS_IT_IS = Client.request  # without the work of tests/reading.py
MOST = 300  # milliseconds


@pytest.fixture
def world(siri, monkeypatch, tmp_path, settings):
    """With 250,000 activities of five years. For 2025 nine of ten chapters have sent a report, half are approved."""
    settings.PRIVATE_DIR = tmp_path
    monkeypatch.setattr(Client, "request", SENT_AS_IT_IS)
    with clock.at(moment("2026-12-15 12:00")):
        found = many.make([2022, 2023, 2024, 2025, 2026], 250_000, by=siri)
        total_services.set_worth(2026, by=siri, kroner_per_point=100, per_day=1, per_supporter=10, per_chapter=5)
        reports.prepare(found.large, year_services.open_year(2025, by=siri), by=found.leader)
        _reports_of_2025(found, siri)
        while total_services.count_due():
            pass
        yield found


def _reports_of_2025(found, siri):
    year = year_services.open_year(2025, by=siri)
    numbers = report_queries.numbers(found.supporters[1].chapter, 2025)
    leaders = {one.chapter_id: one.person for one in reversed(found.supporters)}
    at = moment("2026-05-10 12:00")
    chapters = [row.chapter for row in ClosedYear.objects.filter(base_year=2025).select_related("chapter")]
    rows = [
        ChapterReport(
            chapter=chapter, year=year, state=State.APPROVED if place % 2 else State.SENT, answers=ANSWERS,
            numbers=numbers, attested_by=leaders[chapter.pk], attested_role="leader", received_at=at, on_time=True,
        )
        for place, chapter in enumerate(chapters)
    ]  # fmt: skip
    ChapterReport.objects.bulk_create(rows)
    for row in ChapterReport.objects.filter(year=year, received_at__isnull=False).select_related("attested_by"):
        told = {"sha256": digest([row.numbers, row.answers]), "on_time": True}
        events.record(Verb.REPORT_SUBMIT, subject=row, by=row.attested_by, details=told)
        if row.state == State.APPROVED:
            events.record(Verb.REPORT_APPROVE, subject=row, by=siri)


def pages(world, siri):
    """``[(who, path)]`` of every page of the annual report and the grant. Whole spreadsheets with names are exports."""
    large, sent = world.large, world.supporters[1].chapter
    report, its = (f"/lokalforening/{one.short_name}/rapport/2025/" for one in (large, sent))
    year, totals = "/sekretariat/rapporter/2025/", "/sekretariat/tall/"
    grant, measures = "/sekretariat/tilskudd/2025/", "/sekretariat/tiltak/2025/"
    one = world.supporters[many.BUSIEST]
    of_leader = [
        report, f"{report}aktiviteter/", f"{report}rett-tall/", f"{report}vedlegg/",
        *(f"{report}{step.key}/" for step in STEPS[:-1]),
        f"{report}uten-aktivitet/", f"{report}uten-aktivitet/melding/", f"{report.replace('2025', '2026')}",
        f"{report.replace('2025', '2026')}uten-aktivitet/", f"{report.replace('2025', '2026')}aktiviteter/",
    ]  # fmt: skip
    of_office = [
        year, f"{year}?page=5", f"{year}?status=inne", f"{year}paminnelse/", f"{year}paminnelse/?alle=1",
        f"{year}regneark/", f"{year}frister/", f"{year}{large.short_name}/frist/", f"{year}{sent.short_name}/",
        f"{its}", f"{its}kvittering/", f"{its}aktiviteter/",
        f"{totals}2026/", f"{totals}2026/?fylke=Vestland", f"{totals}2025/", f"{totals}2026/fil/lokalforeninger/",
        f"{totals}2026/uten-aktivitet/", f"{totals}2026/uten-aktivitet/?page=5", f"{totals}2025/uten-aktivitet/",
        f"{totals}2026/uten-aktivitet/melding/", f"{totals}2026/verdi/?belop=1000000", f"{totals}2026/verdi/endre/",
        f"{totals}2026/verdi/fil/?belop=1000000",
        measures, f"{measures}helpline/", f"{measures}digital_exchange/", f"{measures}digital_exchange/bilde/",
        "/sekretariat/tilskudd/", grant, f"{grant}frys/", f"{grant}behold/", f"{grant}oversikt/",
        f"{grant}oversikt/?page=20", f"{grant}oversikt/{one.ref}/", "/sekretariat/oversikt/",
    ]  # fmt: skip
    own = ["/mine-opplysninger/adresse/2025/", "/mine-opplysninger/oversikt/2025/", "/min-side/"]
    return [
        *((world.leader, path) for path in of_leader),
        *((siri, path) for path in of_office),
        *((world.busiest, path) for path in own),
    ]


def opened(client, path, *, again):
    """``(milliseconds, queries)``: time of the processor, SQLite's and the test's own client included."""
    if not again:
        fragments.forget_cached()
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as found:
        begun = time.process_time()
        page = client.get(path)
        took = (time.process_time() - begun) * 1000
    assert page.status_code == 200, (path, page.status_code)
    return took, len(found)


def queries_of(client, path):
    """``(at first, again)``."""
    return tuple(min(opened(client, path, again=again)[1] for _time in range(2)) for again in (False, True))


def measure(asked, clients, title):
    """Print what each of these pages takes, the median of three. Returns those that take too long."""
    slow = []
    print(f"\n{title}: milliseconds at first, and again")
    for user, path in asked:
        first, again = (
            sorted(opened(clients[user], path, again=again)[0] for _time in range(3))[1] for again in (False, True)
        )
        queries = queries_of(clients[user], path)
        print(f"{first:5.0f} ms, {queries[0]:2} queries; {again:5.0f} ms, {queries[1]:2} queries   {path}")
        if first > MOST:
            slow.append((path, round(first)))
    return slow


def test_every_page_opens_within_300_ms_with_as_many_queries_for_any_number(world, siri, client_of):
    measure_services.describe(2025, "digital_exchange", version=0, by=siri, in_place=True, how="", announced_on=None)
    asked = pages(world, siri)
    clients = {user: client_of(user) for user in {user for user, _path in asked}}
    slow = measure(asked, clients, "Nothing is frozen")
    before = [queries_of(clients[user], path) for user, path in asked]
    many.activities(world.supporters, [2025, 2026], 20_000)
    assert [queries_of(clients[user], path) for user, path in asked] == before
    grant_services.freeze(2025, after=0, by=siri, despite_gaps=True, reason="Prøve")
    of_grant = [(siri, f"/sekretariat/tilskudd/2025/{page}") for page in ("", "frys/")]
    slow += measure(of_grant, clients, "One version is frozen")
    assert slow == []
