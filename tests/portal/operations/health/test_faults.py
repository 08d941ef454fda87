"""What is wrong with the running site is seen on /readyz, and told of once."""

import datetime
import os
import shutil
import subprocess
import sys
from collections import namedtuple

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from portal import clock, mail
from portal.models import Event, OutboxMail
from portal.operations.health import faults
from portal.operations.models import RetentionDay
from portal.permissions import ADMINS

pytestmark = pytest.mark.django_db
Disk = namedtuple("Disk", "total used free")


@pytest.fixture
def sent():
    return []


@pytest.fixture
def send(sent):
    return lambda to, subject, text: sent.append((to, subject, text))


@pytest.fixture
def runs(settings, tmp_path, siri):
    """A site that is well, and whose administrator is Siri."""
    settings.DATA_DIR = tmp_path
    siri.groups.add(Group.objects.get_or_create(name=ADMINS)[0])
    mail.record_heartbeat()


def test_a_site_that_is_well_tells_nobody(runs, send, sent):
    assert faults.found(clock.now()) == dict.fromkeys(faults.TEXTS, True)
    assert (faults.tell_of_new_ones(clock.now(), send=send), sent) == ([], [])


def test_a_silent_worker_is_told_of_once_and_again_after_it_ran(runs, send, sent):
    later = clock.now() + datetime.timedelta(minutes=2)

    assert faults.tell_of_new_ones(later, send=send) == ["worker"]
    assert faults.tell_of_new_ones(later + datetime.timedelta(hours=1), send=send) == []
    [(to, subject, text)] = sent
    assert (to, subject) == ("siri@example.org", "Noe er galt med nettstedet")
    assert "Bakgrunnsprosessen har ikke meldt seg" in text

    assert faults.tell_of_new_ones(clock.now(), send=send) == []
    assert faults.tell_of_new_ones(later, send=send) == ["worker"]


def test_mail_that_does_not_go_out(runs, send, sent):
    OutboxMail.objects.create(to="a@example.org", subject="Hei", text="Hei", language="nb", message_id="<1@x>")
    OutboxMail.objects.update(created_at=clock.now() - datetime.timedelta(minutes=11))

    assert faults.tell_of_new_ones(clock.now(), send=send) == ["mail"]


def test_a_backup_that_is_two_days_old(runs, send, sent, settings):
    settings.BACKUP_DIR = "/var/backups/likeperson"
    assert faults.found(clock.now())["backup"]  # the site is new: the first one comes tonight

    Event.objects.update(at=clock.now() - datetime.timedelta(hours=49))

    assert faults.tell_of_new_ones(clock.now(), send=send) == ["backup"]


def test_deletions_that_have_been_tried_for_two_days(runs, send, sent):
    """Not of a site that is new, or was away: then the worker has not had its minutes yet."""
    two_days = datetime.timedelta(hours=49)
    Event.objects.update(at=clock.now() - two_days)
    RetentionDay.objects.create(day=clock.today() - two_days, begun_at=clock.now() - two_days, finished_at=clock.now())
    assert faults.found(clock.now())["deletions"]

    RetentionDay.objects.update(finished_at=None)

    assert faults.tell_of_new_ones(clock.now(), send=send) == ["deletions"]
    RetentionDay.objects.create(day=clock.today(), begun_at=clock.now(), finished_at=clock.now())
    assert faults.found(clock.now())["deletions"]


@pytest.mark.parametrize("disk", [Disk(100_000_000_000, 0, 400_000_000), Disk(100_000_000_000, 0, 4_000_000_000)])
def test_a_full_disk(runs, client, monkeypatch, disk):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: disk)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["disk"], response.json()["worker"]) == (503, False, True)


def test_a_database_that_is_away_is_told_of_to_whom_the_settings_name(runs, send, sent, settings, monkeypatch):
    def away(now):
        raise DatabaseError("gone")

    settings.FAULTS_TO = "drift@example.no"
    monkeypatch.setattr(mail, "health", away)

    assert faults.tell_of_new_ones(clock.now(), send=send) == ["database"]
    assert [to for to, _subject, _text in sent] == ["drift@example.no"]


def test_what_could_not_be_sent_is_told_of_the_next_time(runs, send, sent):
    def hang(to, subject, text):
        raise TimeoutError

    later = clock.now() + datetime.timedelta(minutes=2)
    with pytest.raises(TimeoutError):
        faults.tell_of_new_ones(later, send=hang)

    assert faults.tell_of_new_ones(later, send=send) == ["worker"]


def test_without_anybody_to_tell_it_stays_untold(settings, tmp_path, db, send, sent):
    settings.DATA_DIR = tmp_path

    assert faults.tell_of_new_ones(clock.now(), send=send) == faults.tell_of_new_ones(clock.now(), send=send)
    assert sent == []


def test_the_command_ends_with_a_fault_in_words(runs):
    call_command("watch")
    mail.cache.delete(mail.HEARTBEAT_KEY)
    with pytest.raises(CommandError, match=r"Not well: worker\."):
        call_command("watch")


@pytest.mark.slow
def test_a_database_that_cannot_be_opened_gives_a_sentence_and_no_traceback(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "manage.py", "watch"]

    told = subprocess.run(
        command, cwd=site_settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )

    assert (told.returncode, "Traceback" in told.stderr, "Not well: database." in told.stderr) == (1, False, True)
