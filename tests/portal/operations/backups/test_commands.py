"""``backup`` and ``restore`` from outside: the whole way with a real site, and what each says when it cannot."""

import datetime
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections

from portal import clock, mail
from portal.operations.backups import services as backup_services
from portal.operations.management.commands import restore
from tests import migrated
from tests.portal.operations.backups import small_site
from tests.portal.operations.backups.small_site import KEY

ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "config.settings", "SITE_MODE": "demo", "BACKUP_KEY": KEY}


def manage(*words, **changes):
    """What it printed, and how it ended."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | ENVIRONMENT | changes
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr, done.returncode


@pytest.mark.slow
def test_a_site_moves_to_another_machine_by_two_commands(tmp_path):
    old, new, file = tmp_path / "old", tmp_path / "new", str(tmp_path / "site.backup")
    (old / "private").mkdir(parents=True)
    migrated.copy_with_content_to(old / "db.sqlite3")
    (old / "private" / "event_key").write_text(settings.EVENT_KEY)
    (old / "private" / "secret_key").write_text("the old site's own")

    told, code = manage("backup", file, DATA_DIR=str(old))
    assert (code, "Read back." in told) == (0, True), told
    told, code = manage("restore", file, DATA_DIR=str(new))

    assert (code, "Everybody signs in anew." in told, "To do" in told) == (0, True, False), told
    assert "not sealed yet" in told  # verify_events, with the key that was restored
    assert (new / "private" / "secret_key").read_text() == "the old site's own"
    kept = "SELECT group_concat(verb || digest) FROM portal_event WHERE verb != 'backup.make'"
    with closing(sqlite3.connect(old / "db.sqlite3")) as one, closing(sqlite3.connect(new / "db.sqlite3")) as other:
        assert one.execute(kept).fetchone() == other.execute(kept).fetchone()


@pytest.mark.django_db
def test_a_site_that_runs_is_not_restored_and_one_just_stopped_is_waited_for(tmp_path, monkeypatch):
    mail.record_heartbeat()
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test's own would be lost
    monkeypatch.setattr(time, "sleep", lambda seconds: mail.record_heartbeat())
    moves = [["move_to", "postgres://127.0.0.1:1/none"]] if connection.vendor == "sqlite" else []
    for words in (["restore", str(tmp_path / "a.backup")], *moves):
        with pytest.raises(CommandError, match="The site is running: stop it first"):
            call_command(*words)

    begun, waited = clock.now(), []
    mail.record_heartbeat()
    with monkeypatch.context() as patched:
        patched.setattr(time, "sleep", waited.append)
        patched.setattr(clock, "now", lambda: begun + datetime.timedelta(seconds=10 + sum(waited)))
        assert restore.is_running(print) is False
    assert 48 <= sum(waited) <= 52


@pytest.mark.parametrize("words", [[], ["a.backup", "--nightly"], ["--nightly"]])
def test_backup_is_told_where_to_write(words):
    with pytest.raises(CommandError, match="Name the file to write"):
        call_command("backup", *words)


def test_a_key_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="key cannot be read"):
        call_command("backup", "a.backup", key_file=str(tmp_path / "key"))


@pytest.mark.django_db
def test_the_key_may_be_in_a_file(tmp_path, monkeypatch, capsys):
    place = small_site.make(tmp_path / "old")
    monkeypatch.setattr(backup_services.places, "here", lambda: place)
    (tmp_path / "key").write_text(f"{KEY}\n")

    call_command("backup", str(tmp_path / "a.backup"), key_file=str(tmp_path / "key"), without_keys=True)

    assert "The keys are not in it." in capsys.readouterr().out
    backup_services.restore(tmp_path / "a.backup", KEY, place=small_site.empty(tmp_path / "new"))
    with pytest.raises(CommandError, match=r"This site has data already\."):
        call_command("restore", str(tmp_path / "a.backup"), key_file=str(tmp_path / "key"))
