"""``verify_events`` tells when a report that was sent, or what was sent before, is changed in the database."""

import datetime

import pytest
from django.core.management import call_command

from forms.annual_report import ABOUT_YEAR, CONFIRM
from portal.reports import services as reports
from portal.reports.models import ChapterReport, EarlierSending, WaitingSignature
from portal.reports.reopening import services as reopening_services
from portal.reports.signing import witness

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
LATER = datetime.datetime(2027, 5, 11, 8, tzinfo=datetime.UTC)


@pytest.fixture
def sent_by_two(begun, rolf, bodil, answers, in_may):
    at = in_may - datetime.timedelta(hours=1)
    first = WaitingSignature.objects.create(report=begun, person=bodil, role="deputy", signed_at=at, shown={})
    return reports.submit(begun, answers, by=rolf, received_at=in_may, first=first)


@pytest.fixture
def sent_anew(sent_by_two, siri, rolf, answers, in_may):
    report = reports.return_(sent_by_two, "Se over tallene", by=siri)
    return reports.submit(report, answers, by=rolf, received_at=in_may)


def changes(nina):
    """What somebody can put into each column, and what is told of it."""
    return [
        ({"answers": {ABOUT_YEAR: {"about": "Annet"}}}, witness.CONTENT),
        ({"numbers": {"kinds": [], "count": 400, "participants": 9, "counting": 9}}, witness.CONTENT),
        ({"on_time": False}, witness.ON_TIME),
        ({"received_at": LATER}, witness.RECEIVED),
        ({"attested_by": nina}, witness.SIGNERS),
        ({"first_signed_by": nina}, witness.SIGNERS),
        ({"attested_role": "other"}, witness.ROLES),
        ({"first_signed_role": "leader"}, witness.ROLES),
        ({"first_signed_at": LATER}, witness.FIRST_AT),
        ({"attested_sha256": "0" * 64}, witness.ATTESTED),
    ]


@pytest.mark.slow
def test_what_stands_in_a_sent_report_is_told_when_it_is_changed(sent_by_two, nina):
    before = ChapterReport.objects.values().get()
    assert witness.faults() == []
    for change, words in changes(nina):
        ChapterReport.objects.update(**change)
        assert witness.faults() == [f"the report in row {sent_by_two.pk}: {words}"], change
        ChapterReport.objects.update(**before)
    assert witness.faults() == []


@pytest.mark.slow
def test_what_was_sent_before_is_told_when_it_is_changed_or_gone(sent_anew, nina):
    earlier = EarlierSending.objects.get()
    before = EarlierSending.objects.values().get()
    assert witness.faults() == []
    for change, words in [*changes(nina), ({"number": 2}, witness.NUMBER)]:
        EarlierSending.objects.update(**change)
        assert witness.faults() == [f"the earlier sending in row {earlier.pk}: {words}"], change
        EarlierSending.objects.update(**before)
    earlier.delete()
    assert witness.faults() == [f"the report in row {sent_anew.pk}: {witness.EARLIER}"]


def test_another_state_is_told(sent_by_two):
    ChapterReport.objects.update(state="approved")
    assert witness.faults() == [f"the report in row {sent_by_two.pk}: {witness.STATE}"]


def test_another_chapter_is_told_and_a_report_that_is_gone(begun, oslo):
    before = ChapterReport.objects.values().get()
    ChapterReport.objects.update(chapter=oslo)
    assert witness.faults() == [f"the report in row {begun.pk}: {witness.CHAPTER}"]
    ChapterReport.objects.update(**before)
    begun.delete()
    assert witness.faults() == ["event without a number (report.prepare): the row that it is about is gone"]


def test_a_report_made_to_look_sent_is_told(begun, rolf, in_may):
    ChapterReport.objects.update(state="sent", received_at=in_may, on_time=True, attested_by=rolf)
    assert witness.faults() == [
        f"the report in row {begun.pk}: {witness.STATE}",
        f"the report in row {begun.pk}: there is no record of it in the event log",
    ]


@pytest.mark.slow
def test_every_move_of_a_report_is_as_recorded(sent_anew, siri, rolf, answers, in_may):
    asked = reopening_services.ask(sent_anew, "Vi glemte en", by=rolf)
    assert witness.faults() == []
    reopening_services.answer(asked, True, "Gjerne", by=siri)
    assert witness.faults() == []
    answers = {**answers, CONFIRM: {"role": "other", "attest": True}}
    last = reports.submit(sent_anew, answers, by=rolf, received_at=in_may)
    reports.approve(last, by=siri)
    assert witness.faults() == []


def test_verify_events_names_a_report_that_was_changed(sent, capsys):
    ChapterReport.objects.update(on_time=False)
    with pytest.raises(SystemExit):
        call_command("verify_events")
    assert f"the report in row {sent.pk}: {witness.ON_TIME}" in capsys.readouterr().err
