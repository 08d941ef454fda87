"""Each night the head of the event log is kept outside the database, and what is deleted later is found by it."""

import os

import pytest
from django.core.management import CommandError, call_command

from portal import clock, events
from portal.models import Event, OutboxMail
from portal.operations.audit import event_heads
from tests.conftest import moment

pytestmark = pytest.mark.django_db
NIGHT = moment("2030-06-03 03:10")


@pytest.fixture(autouse=True)
def _private_folder(tmp_path, settings):
    settings.PRIVATE_DIR = tmp_path


@pytest.fixture
def _sealed(kari):
    with clock.at(NIGHT):
        for _number in range(3):
            events.record("person.test", subject=kari, by=kari)
        events.seal_pending()


def export_at(text):
    with clock.at(moment(text)):
        return event_heads.export()


@pytest.mark.usefixtures("_sealed")
def test_once_a_night_a_line_is_added_that_only_the_site_can_read():
    hours = ["2030-06-03 02:50", "2030-06-03 03:10", "2030-06-03 03:20", "2030-06-04 01:00", "2030-06-04 12:00"]

    assert [export_at(hour) for hour in hours] == [False, True, False, False, True]
    assert event_heads.exported() == [events.head()] * 2
    assert event_heads.path().read_text().splitlines()[0] == f"2030-06-03T03:10:00+02:00 {events.head()}"
    assert os.stat(event_heads.path()).st_mode & 0o777 == 0o600


def test_nothing_is_exported_where_nothing_is_sealed():
    Event.objects.all().delete()

    assert (events.head(), export_at("2030-06-03 12:00"), event_heads.exported()) == ("0:", False, [])


@pytest.mark.usefixtures("_sealed")
@pytest.mark.parametrize("to", ["", "drift@example.org"])
def test_it_is_mailed_where_an_address_is_set(settings, to):
    settings.EVENT_HEADS_TO = to
    export_at("2030-06-03 12:00")

    mails = OutboxMail.objects.filter(text__contains=events.head())
    assert [mail.to for mail in mails] == ([to] if to else [])


@pytest.mark.slow
@pytest.mark.usefixtures("_sealed")
def test_a_cut_off_end_is_found_by_the_file_and_by_the_mail(capsys):
    head = events.head()
    number = head.split(":")[0]
    call_command("verify_events")
    export_at("2030-06-03 12:00")
    Event.objects.order_by("-sequence").filter(sequence__isnull=False).first().delete()

    for options in ({}, {"head": head}):
        with pytest.raises(SystemExit):
            call_command("verify_events", **options)
        assert f"the exported head {number} is not in the chain" in capsys.readouterr().err
        event_heads.path().unlink(missing_ok=True)
    call_command("verify_events")


@pytest.mark.usefixtures("_sealed")
def test_a_line_that_is_no_head_is_left_out_and_one_that_is_typed_is_refused():
    event_heads.path().write_text(f"\nx\n2030-06-03 12:00 {events.head()}\n2030-06-03 {events.head()}\n")

    assert event_heads.exported() == [events.head()]
    with pytest.raises(CommandError):
        call_command("verify_events", head="12:x")
