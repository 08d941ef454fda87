"""Retention by the worker: a part at a time, with a log of numbers, and a warning where it does not run."""

import datetime

import pytest
from django.core.management import call_command
from django.utils.translation import gettext as _

from forms.models import Draft
from portal import clock
from portal.fragments import forget_cached
from portal.models import OutboxMail
from portal.operations.models import RetentionDay
from portal.operations.retention import services as retention_services
from tests.conftest import moment

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
