"""Five years from 1 January of the base year; then everything of it goes together, unless it is on hold."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.db import connection

from forms import drafts
from portal import clock, events
from portal.activities import witness as activity_witness
from portal.activities.corrections import services as correction_services
from portal.activities.models import Activity, ClosedYear, Correction, Statement
from portal.activities.statements import services as statement_services
from portal.models import Event, EventDetails
from portal.operations.retention import periods
from portal.reports import services as reports
from portal.reports.grants import frozen
from portal.reports.grants import queries as grant_queries
from portal.reports.grants import services as grant_services
from portal.reports.grants import witness as grant_witness
from portal.reports.models import (
    ChapterDecision,
    ChapterReport,
    GrantContact,
    GrantFile,
    GrantYear,
    ReportingYear,
    ReportReminder,
    YearWorth,
)
from portal.reports.totals import services as total_services
from portal.reports.years import services as year_services
from portal.reports.years import witness as year_witness
from portal.supporters.models import Supporter

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
HOLD = "/sekretariat/tilskudd/2026/behold/"
ADDRESS = {
    "street": "Storgata 1", "postcode": "0155", "place": "Oslo", "phone": "+4722424545", "email": "liv@example.org",
}  # fmt: skip
TABLES = (Activity, Correction, Statement, ChapterReport, ClosedYear, GrantContact, GrantFile)


@pytest.fixture
def year(bergen, rolf, liv, log, send, answers, siri, in_september):
    """2026, with one of everything, sealed and frozen; and an activity of 2027."""
    activity = log(bergen, liv.person, led_by=liv)
    struck = log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 4, 1))
    correction_services.strike(struck, token=uuid.uuid4(), version=1, reason="not_held", by=rolf)
    statement_services.state_year(activity.day.year, by=liv.person, in_person=True)
    send(bergen, rolf, answers)
    reports.render_pending()
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS)
    row = grant_services.freeze(2026, after=0, by=siri)
    grant_services.render_pending()
    log(bergen, liv.person, led_by=liv, day=datetime.date(2027, 2, 1))
    return row


def counts():
    return {model.__name__: model.objects.count() for model in TABLES}


def forget_on(text):
    with clock.at(datetime.datetime.fromisoformat(text).replace(tzinfo=clock.OSLO)):
        call_command("forget", verbosity=0)


def test_it_is_kept_through_the_last_day_and_gone_on_the_first(year, django_capture_on_commit_callbacks):
    before = counts()
    paths = [frozen.path_of(year), frozen.folder() / f"{year.ref}.pdf", *reports.pdf_folder().glob("*.pdf")]
    refs = [*Activity.objects.filter(day__year=2026).values_list("ref", flat=True), year.ref]
    forget_on("2030-12-31 23:59")
    assert counts() == before
    assert len(paths) == 3
    assert all(path.exists() for path in paths)

    with django_capture_on_commit_callbacks(execute=True):
        forget_on("2031-01-01 00:01")

    assert counts() == dict.fromkeys(before, 0) | {"Activity": 1}
    assert not any(path.exists() for path in paths)
    assert not EventDetails.objects.filter(event__subject__in=refs).exclude(text="").exists()
    assert GrantYear.objects.get().forgotten_at is not None
    assert [*activity_witness.faults(), *grant_witness.faults()] == []
    events.seal_pending()
    assert [fault for fault in events.verify().faults if "dated before" not in fault] == []  # the test sets the clock


@pytest.mark.parametrize("table", [ChapterReport, GrantFile])
def test_a_row_whose_reference_cannot_be_read_is_left_and_the_others_go(year, table, caplog):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no reference that cannot be read")
    before, row = counts(), table.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table._meta.db_table} SET ref = 'x'")  # noqa: S608  a name of our own
    forget_on("2031-01-01 00:01")

    assert counts() == dict.fromkeys(before, 0) | {"Activity": 1, table.__name__: 1}
    assert f"{table.__name__} {row.pk} cannot be deleted: " in caplog.text


def test_what_was_decided_and_said_of_the_year_goes_with_it(year, bergen, siri):
    year_services.decide(bergen, 2026, "extension", last_day=datetime.date(2027, 12, 1), reason="Sykdom.", by=siri)
    of_2026 = ReportingYear.objects.get()
    ReportReminder.objects.create(chapter=bergen, year=of_2026, kind="first", by=siri)
    total_services.set_worth(2026, by=siri, kroner_per_point=100)
    total_services.set_worth(2027, by=siri, kroner_per_point=110)
    tables = (ChapterDecision, ReportReminder, ReportingYear, YearWorth)
    assert [model.objects.count() for model in tables] == [1, 1, 1, 2]

    grant_services.hold(2026, "Bufdir kontrollerer.", by=siri)
    forget_on("2031-01-01 12:00")
    assert [model.objects.count() for model in tables] == [1, 1, 1, 2]

    grant_services.release(2026, "Kontrollen er over.", by=siri)
    forget_on("2031-01-01 12:00")
    assert [model.objects.count() for model in tables] == [0, 0, 0, 1]
    assert year_witness.faults() == []


def test_a_row_that_somebody_deletes_is_missed(year):
    GrantContact.objects.all().delete()
    assert len(grant_witness.faults()) == 1


def test_a_year_on_hold_is_kept_and_goes_when_the_hold_is_lifted(year, siri):
    before = counts()
    grant_services.hold(2026, "Bufdir kontrollerer.", by=siri)
    forget_on("2035-01-01 12:00")
    assert counts() == before | {"Activity": before["Activity"] - 1}  # that of 2027
    assert grant_witness.faults() == []

    grant_services.release(2026, "Kontrollen er over.", by=siri)
    forget_on("2035-01-01 12:00")
    assert counts() == dict.fromkeys(before, 0)


def test_people_of_a_year_on_hold_are_not_forgotten_on_their_way(year, liv, siri):
    """What was noted of somebody who has ended is kept as well: it shows how they were assessed."""
    Supporter.objects.filter(pk=liv.pk).update(state="ended")
    liv.appointments.update(ended_on=datetime.date(2027, 1, 1))
    later = datetime.datetime(2030, 1, 1, tzinfo=clock.OSLO)

    def are_over():
        return periods._inactive_since(later).filter(pk=liv.person_id).exists()  # noqa: SLF001  every period asks it

    assert are_over()
    grant_services.hold(2026, "Bufdir kontrollerer.", by=siri)
    assert not are_over()


def test_what_was_begun_of_a_report_goes_with_it(year, bergen, rolf):
    report = ChapterReport.objects.get()
    reports.return_(report, "Feil", by=None)
    assert drafts.find("report", report.draft_key) is not None
    forget_on("2031-01-01 12:00")
    assert drafts.find("report", report.draft_key) is None


def test_the_hold_is_placed_with_a_reason_and_lifted(year, siri, client_of):
    client = client_of(siri)
    assert list(client.post(HOLD, {"reason": ""}).context["form"].errors) == ["reason"]
    for _time in range(2):
        assert client.post(HOLD, {"reason": "Bufdir kontrollerer."}).status_code == 302
    assert Event.objects.filter(verb="grant.hold").count() == 1
    assert "Bufdir kontrollerer." in client.get("/sekretariat/tilskudd/2026/").content.decode()
    assert "Bufdir kontrollerer." in client.get(HOLD).content.decode()
    assert grant_queries.years_on_hold() == [2026]

    assert list(client.post(HOLD, {"release": "1"}).context["typed"].errors) == ["why_released"]
    assert grant_queries.years_on_hold() == [2026]
    for _time in range(2):
        client.post(HOLD, {"release": "1", "why_released": "Kontrollen er over."})
    assert (grant_queries.years_on_hold(), Event.objects.filter(verb="grant.release").count()) == ([], 1)

    page = client.get(HOLD)
    found = [(one["is_hold"], one["name"], one["reason"]) for one in page.context["history"]]
    assert found == [(True, "Siri Sekretær", "Bufdir kontrollerer."), (False, "Siri Sekretær", "Kontrollen er over.")]
    assert "Bufdir kontrollerer." in page.content.decode()
    assert grant_witness.faults() == []


def test_a_hold_that_somebody_lifts_in_the_database_is_found(year, siri):
    grant_services.hold(2026, "Bufdir kontrollerer.", by=siri)
    GrantYear.objects.update(held_at=None, held_by=None)
    assert len(grant_witness.faults()) == 2


def test_a_hold_asks_for_a_fresh_code_and_nobody_else_places_it(year, siri, rolf, client_of):
    assert "kode" in client_of(siri, code_age=3600).post(HOLD, {"reason": "x"}).url
    assert client_of(rolf).get(HOLD).status_code == 403


def test_a_year_that_is_deleted_says_so(year, siri, client_of):
    forget_on("2031-01-01 12:00")
    with clock.at(datetime.datetime(2031, 3, 1, 12, tzinfo=clock.OSLO)):
        assert "fordi lagringstiden var ute" in client_of(siri).get("/sekretariat/tilskudd/2026/").content.decode()
