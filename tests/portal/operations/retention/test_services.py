"""Retention by the worker: a part at a time, with a log of numbers, and a warning where it does not run."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.utils.translation import gettext as _

from forms.models import Draft
from portal import clock, events
from portal.accounts import witness as account_witness
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities import witness as activity_witness
from portal.activities.models import Activity
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.declarations.proof import witness as declaration_witness
from portal.fragments import forget_cached
from portal.models import OutboxMail
from portal.operations.models import RetentionDay
from portal.operations.retention import evidence
from portal.operations.retention import services as retention_services
from portal.reports.grants import services as grant_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import Appointment, Supporter
from tests.conftest import make_supporter, moment, person, sign

pytestmark = pytest.mark.django_db
START = moment("2026-03-01 12:00")
PAGE = "/sekretariat/sletting/"


def old_mails(number):
    for one in range(number):
        OutboxMail.objects.create(
            to="kari@example.org", subject="Hei", text="Hei", language="nb", message_id=f"<{one}@x>",
            state=OutboxMail.State.SENT, created_at=START,
        )  # fmt: skip


def later(days):
    return clock.at(START + datetime.timedelta(days=days))


@pytest.mark.slow
def test_a_part_at_a_time_until_all_is_gone(monkeypatch):
    monkeypatch.setattr(retention_services, "AT_ONCE", 3)
    old_mails(8)
    with later(400):
        assert retention_services.go_on(parts=1) == 3
        assert (OutboxMail.objects.count(), RetentionDay.objects.get().finished_at) == (5, None)
        while RetentionDay.objects.get().finished_at is None:
            retention_services.go_on(parts=1)
        assert retention_services.go_on() == 0
    assert OutboxMail.objects.count() == 0
    assert RetentionDay.objects.get().counts["mail"] == ["portal", 8]


def test_a_clock_that_has_jumped_deletes_nothing_until_somebody_has_looked(caplog):
    with later(1):
        retention_services.run_all()
    old_mails(3)
    with later(30):
        assert retention_services.go_on() == 0  # nothing is old enough
        RetentionDay.objects.filter(day=clock.today()).delete()

    for hours in (0, 49):
        with clock.at(START + datetime.timedelta(days=4000, hours=hours)):
            assert (retention_services.go_on(), OutboxMail.objects.count()) == (0, 3)
            assert retention_services.is_stuck() is (hours > 48)
    assert [record.getMessage() for record in caplog.records][0] == retention_services.JUMPED % 3999
    assert retention_services.go_on() == 0  # the clock is right again

    with later(4003):
        assert (retention_services.run_all().counts["mail"], OutboxMail.objects.count()) == (["portal", 3], 0)


@pytest.mark.slow
def test_what_cannot_be_deleted_stops_nothing_and_is_counted(monkeypatch):
    old_mails(3)
    keep = OutboxMail.objects.order_by("pk").first()

    def refuse(rows):
        if rows.filter(pk=keep.pk).exists():
            raise ValueError
        rows.delete()

    monkeypatch.setattr(retention_services, "DELETE_FUNCTIONS", {OutboxMail: refuse})
    with later(400):
        done = retention_services.run_all()
    assert (OutboxMail.objects.get(), done.counts["mail"][1], done.failed > 0) == (keep, 2, True)


@pytest.mark.slow
def test_it_is_late_after_48_hours_and_staff_see_it(client_of, siri, kari):
    with clock.at(START):
        retention_services.run_all()
    for hours, is_late in ((47, False), (49, True)):
        with clock.at(START + datetime.timedelta(hours=hours)):
            forget_cached()
            page = client_of(siri).get("/sekretariat/oversikt/").content.decode()
            assert (str(retention_services.LATE) in page) is is_late
            assert (str(retention_services.LATE) in client_of(siri).get("/sekretariat/").content.decode()) is is_late


def test_a_young_site_is_not_late(siri):
    with clock.at(datetime.datetime.now(datetime.UTC)):
        assert not retention_services.is_late()


@pytest.mark.slow
def test_the_log_has_kinds_and_numbers_for_the_secretariat_alone(client_of, siri, kari, rolf):
    old_mails(2)
    assert [client_of(one).get(PAGE).status_code for one in (kari, rolf)] == [403, 403]
    with later(400):
        retention_services.run_all()
        page = client_of(siri).get(PAGE).content.decode()
    assert f"{_('E-mails')}: 2" in page
    assert "kari@example.org" not in page


@pytest.mark.slow
def test_the_command_writes_the_same_log_and_a_dry_run_none(kari, capsys):
    Draft.objects.create(kind="application", key="user:1", started_at=START, saved_at=START)
    with later(100):
        call_command("forget", dry_run=True)
        assert (Draft.objects.count(), RetentionDay.objects.count()) == (1, 0)
        call_command("forget")
    assert "drafts of applications: 1" in capsys.readouterr().out
    assert RetentionDay.objects.get().counts["drafts of applications"] == ["site_forms", 1]


# What proves something, after its five years


@pytest.fixture
def former(bergen, siri):
    """Mia, a supporter who logged an activity in 2026 and ended then."""
    with clock.at(START):
        mia = person("mia@example.org", "Mia", "Moe")
        make_supporter(mia, bergen, by=siri)
        values = {"kind": "conversation_group", "participants": 5, "minutes": 60, "chapter": bergen}
        activities.log(token=uuid.uuid4(), day=clock.today(), by=mia, **values)
        supporters.end(supporter_queries.supporter_of(mia), by=mia)
        declarations.pdf_path("").mkdir(parents=True, exist_ok=True)
        declarations.pdf_path(f"{mia.signatures.get().ref}.pdf").write_bytes(b"%PDF")
    return mia


def forget_on(text):
    with clock.at(moment(text)):
        return retention_services.run_all()


def left_of(mia):
    rows = [
        Activity.objects.filter(logged_by=mia),
        Appointment.objects.filter(supporter__person=mia),
        Supporter.objects.filter(person=mia),
        Signature.objects.filter(person=mia),
        User.objects.filter(pk=mia.pk),
    ]
    return [found.count() for found in rows]


@pytest.mark.slow
def test_what_proves_something_goes_when_its_five_years_are_over(former, django_capture_on_commit_callbacks):
    name = declarations.pdf_path(f"{former.signatures.get().ref}.pdf")
    assert set(evidence.last_years(former).values()) == {2026}

    forget_on("2030-12-31 12:00")
    assert left_of(former) == [1, 1, 1, 1, 1]
    with django_capture_on_commit_callbacks(execute=True):
        forget_on("2031-01-01 12:00")
    assert left_of(former) == [0, 0, 0, 0, 0]
    assert not name.exists()
    events.seal_pending()
    assert [room.faults() for room in (account_witness, declaration_witness, activity_witness)] == [[], [], []]


@pytest.mark.slow
def test_a_year_on_hold_keeps_it(former, siri):
    grant_services.hold(2026, reason="Kontroll.", by=siri)

    forget_on("2031-01-01 12:00")
    assert left_of(former) == [1, 1, 1, 1, 1]
    assert former.refresh_from_db() is None


@pytest.mark.slow
def test_who_came_back_keeps_it(former, bergen, siri):
    with clock.at(moment("2030-06-01 12:00")):
        make_supporter(former, bergen, by=siri, category="conversation_supporter")

    forget_on("2031-01-01 12:00")
    assert left_of(former)[1:] == [2, 1, 1, 1]


@pytest.mark.slow
def test_a_declaration_without_a_role_goes_five_years_after_the_year_of_signing(kari, bergen):
    with clock.at(START):
        sign(kari)
    forget_on("2030-12-31 12:00")
    assert Signature.objects.count() == 1
    forget_on("2031-01-01 12:00")
    assert Signature.objects.count() == 0


@pytest.mark.slow
def test_an_office_goes_five_years_after_the_year_in_which_it_ended(kari, bergen, siri):
    with clock.at(START):
        office = chapters.give_office(kari, "board_member", bergen, by=siri)
        chapters.end_office(office, by=siri, last_day=datetime.date(2027, 3, 1))
    forget_on("2031-12-31 12:00")
    assert Office.objects.filter(pk=office.pk).exists()
    forget_on("2032-01-01 12:00")
    assert not Office.objects.filter(pk=office.pk).exists()
